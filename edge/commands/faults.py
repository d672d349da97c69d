"""`lanegate faults`: the list of faults, as the page, the journal, the doctor and MQTT say them."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence

from edge.commands.findings import wrapped
from edge.faults.entry import LANGUAGES, FaultEntry, Language, Words
from edge.faults.kinds import KINDS
from edge.faults.listed import FAULTS

HEADS = (
    Words("Thiết bị", "Device", "设备"),
    Words("Lỗi", "Fault", "故障"),
    Words("Cách xử lý", "What to do", "处理方法"),
)
LEAST_WIDTH, MOST_WIDTH = 60, 120


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("faults", help="print every fault that a lane can report, and what to do about it")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="en unless it is given")
    parser.add_argument("--lane", action="store_true", help="without what only the doctor finds")
    parser.add_argument("--markdown", action="store_true", help="as a Markdown table")
    parser.set_defaults(run=faults_command)


def faults_command(arguments: argparse.Namespace) -> int:
    entries = [one for one in FAULTS if not (arguments.lane and one.by_doctor)]
    if arguments.markdown:
        print("\n".join(markdown(entries, arguments.language)))
    else:
        width = max(LEAST_WIDTH, min(shutil.get_terminal_size().columns, MOST_WIDTH))
        print("\n".join(listing(entries, arguments.language, width)))
    return 0


def listing(entries: Sequence[FaultEntry], language: Language, width: int) -> Iterator[str]:
    """One fault a paragraph, wrapped; under it what to check, numbered.

    camera unreachable: no connection to the camera
        1. the camera's power: do its lights or its infrared glow? (PoE port)
    """
    for one in entries:
        head = f"{KINDS[one.kind].said_in(language)} {one.code}: "
        yield from wrapped(head, one.words.said_in(language), width)
        for number, check in enumerate(one.checks, 1):
            yield from wrapped(f"    {number}. ", check.said_in(language), width)


def markdown(entries: Sequence[FaultEntry], language: Language) -> Iterator[str]:
    """A table: device, fault with its code, what to do, the likeliest first."""
    yield _row(one.said_in(language) for one in HEADS)
    yield _row("---" for _ in HEADS)
    for one in entries:
        checks = [check.said_in(language) for check in one.checks]
        numbered = [f"{number}. {check}" for number, check in enumerate(checks, 1)] if len(checks) > 1 else checks
        fault = f"{_plain(one.words.said_in(language))} (`{one.code}`)"
        yield _row((KINDS[one.kind].said_in(language), fault, _plain(" ".join(numbered))))


def _row(cells: Iterator[str] | Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Without what Markdown takes for its own in a table."""
    return text.replace("|", r"\|").replace("*", r"\*")
