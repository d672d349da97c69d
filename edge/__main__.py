"""The command `lanegate`. Exit codes: 0 done, 1 something failed and is named, 2 wrong usage or configuration."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from edge import __version__
from edge.commands import (
    calibrate,
    check,
    contract,
    demo,
    doctor,
    faults,
    outbox,
    read,
    replay,
    run,
    user,
    verify,
    weigh,
)
from edge.errors import ConfigError, LanegateError
from edge.service import complain


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand; every fault that lanegate names ends here, without a traceback."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except ConfigError as error:
        complain(str(error))
        return 2
    except LanegateError as error:
        complain(f"lanegate: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has seen enough: `lanegate faults | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lanegate", description="The edge daemon of a truck lane at a border gate.")
    parser.add_argument("--version", action="version", version=f"lanegate {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (run, check, doctor, calibrate, faults, read, replay, weigh, outbox, verify, user, demo, contract):
        command.add_parser(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
