"""`lanegate contract`: what this version promises to the centre, as files, and whether it keeps an older promise."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from edge import __version__
from edge.contract.breaking import breaking_changes
from edge.contract.files import contract_files, text_of, whole_contract
from edge.errors import InputError, LanegateError

NO_CONTRACT = "is no contract; allowed: what `lanegate contract` printed"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("contract", help="print the topics and JSON Schemas, write them, or compare them")
    wanted = parser.add_mutually_exclusive_group()
    wanted.add_argument("--write", type=Path, metavar="DIR", help="write asyncapi.json and schemas/ there instead")
    wanted.add_argument(
        "--against", type=Path, metavar="FILE", help="name what breaks those who rely on the contract that FILE holds"
    )
    parser.set_defaults(run=contract_command)


def contract_command(arguments: argparse.Namespace) -> int:
    if arguments.write is not None:
        write(arguments.write)
        return 0
    if arguments.against is not None:
        return compare(arguments.against)
    print(text_of(whole_contract()), end="")
    return 0


def write(folder: Path) -> None:
    """The contract's files below `folder`; raises `LanegateError`."""
    for name, text in contract_files(__version__).items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise LanegateError(f"{path} can't be written: {error.strerror}") from error


def compare(path: Path) -> int:
    """Prints a line for each breaking change, 1 where there is one; raises `InputError`."""
    old = read_whole(path)
    try:
        found = breaking_changes(old, whole_contract())
    except (AttributeError, KeyError, RecursionError, TypeError) as error:  # any JSON at all may stand in it
        raise InputError(f"{path} {NO_CONTRACT}") from error
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def read_whole(path: Path) -> dict[str, Any]:
    """A contract as `lanegate contract` printed it; raises `InputError`."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise InputError(f"{path} {NO_CONTRACT}")
    return document
