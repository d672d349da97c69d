"""The command `lanegate`. Exit codes: 0 done, 1 something failed and is named, 2 wrong usage or configuration."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

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

UNREAD = (errno.EPIPE, errno.EIO)
"""Nobody reads our output any more: `lanegate faults | head`, or a terminal that was closed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand; every fault that lanegate names ends here, without a traceback."""
    try:
        code = _run(argv)
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in UNREAD:
            raise
        _let_go(error)
        return 1
    return code


def _run(argv: Sequence[str] | None) -> int:
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


def _let_go(error: OSError) -> None:
    """What is still to be written would end Python itself with a complaint."""
    streams = [sys.stdout]
    if error.errno == errno.EIO:  # a terminal that is gone, or a disk
        streams.append(sys.stderr)
        with suppress(OSError):
            complain(f"lanegate: {error}")
            sys.stderr.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for one in streams:
        os.dup2(nowhere, one.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lanegate", description="The edge daemon of a truck lane at a border gate.")
    parser.add_argument("--version", action="version", version=f"lanegate {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (run, check, doctor, calibrate, faults, read, replay, weigh, outbox, verify, user, demo, contract):
        command.add_parser(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
