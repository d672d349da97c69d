"""`lanegate calibrate barrier`: relays, pulse, travel times and inputs of a barrier, with a technician beside it."""

from __future__ import annotations

import argparse
import getpass
import logging
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import get_args

from edge.calibrated import Calibration, Verdict, write_calibration
from edge.calibration.barrier_board import BoardSession
from edge.calibration.barrier_dialogue import Dialogue
from edge.calibration.barrier_outcome import edits, findings
from edge.calibration.barrier_rehearsal import rehearse
from edge.calibration.barrier_state import State
from edge.calibration.barrier_terminal import Terminal
from edge.calibration.barrier_values import Place, Setup, Wired
from edge.calibration.saving import Change, save_settings
from edge.commands.exposure import secrets_folder
from edge.commands.relays import relay_settings
from edge.config import Config, load_config
from edge.config_barrier import BarrierTable, InputTable
from edge.devices.clock import SystemClock
from edge.devices.relay_settings import ModemLine, RelaySettings
from edge.errors import ConfigError, DeviceError, InputError
from edge.port_lock import PortLock
from edge.ports import Clock
from edge.service import Secrets

EPILOG = """\
Asks step by step, and moves the boom only on a "yes" typed in full at this terminal, one pulse for each; nothing moves
while a presence input is active or can't be read. Finds the relays that open and close, the loops and limit inputs, the
shortest pulse that moves the boom each time, and how long it travels. What was found is shown before it is written.

Exit code: 0 done, 1 the barrier failed, or was lost, or somebody else has it, 2 the configuration can't be used.
"""
RELEASED = (
    "ended: nothing more is sent. A pulse that was running has been ended, or ends as soon as the board is back; where "
    "the boom goes on moving use its own stop"
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "barrier",
        help="relays, pulse, travel times and inputs, step by step beside the boom",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the lane's TOML file")
    parser.add_argument("--by", metavar="NAME", help="who does it, for the record (the user's name)")
    parser.add_argument("--dry-run", action="store_true", help="show every step; open no port and send nothing at all")
    parser.add_argument(
        "--answers", type=Path, metavar="FILE", help="with --dry-run: answers, one a line, in place of the usual ones"
    )
    parser.set_defaults(run=calibrate_barrier_command)


def calibrate_barrier_command(arguments: argparse.Namespace) -> int:
    logging.getLogger("edge").addHandler(logging.NullHandler())  # what the driver logs is said here in other words
    secrets = Secrets(folder=secrets_folder(arguments.config))
    config = load_config(arguments.config, secrets)
    table = config.barrier
    if table is None:
        raise ConfigError((f"{arguments.config}: barrier: missing; allowed: a [barrier] table with port and driver",))
    if arguments.answers is not None and not arguments.dry_run:
        raise ConfigError(("--answers: a file can't see the boom; allowed: beside --dry-run only",))
    state = State(setup_of(table, dry=arguments.dry_run))
    settings = relay_settings(table, str(Path(config.storage.path) / "relay-energised"))
    if arguments.dry_run:
        rehearse(state, iter(_answers(arguments.answers)), print, settings)
        print("dry run: nothing was sent, nothing is written")
        return 0
    if not sys.stdin.isatty():
        raise DeviceError("terminal", "a human confirms each move: run it at a terminal, without a pipe")
    clock = SystemClock()
    with PortLock(Path(config.storage.path), "relay"):
        ended = _at_the_gate(state, settings, clock)
        return _conclude(ended, config, arguments, secrets, clock)


def _answers(file: Path | None) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines() if file else []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} can't be read: {error}") from error


def _at_the_gate(state: State, settings: RelaySettings, clock: Clock) -> State:
    """The machine's end. However it ends, the board's line is let go with no pulse running."""
    terminal = Terminal(sys.stdin.fileno())
    with closing(BoardSession(settings, clock)) as board:
        try:
            return Dialogue(terminal, board, clock).run(state)
        except (DeviceError, KeyboardInterrupt):
            board.close()
            print(f"\n{RELEASED}", flush=True)
            raise


def _conclude(ended: State, config: Config, arguments: argparse.Namespace, secrets: Secrets, clock: SystemClock) -> int:
    """Saves and records; a calibration that was stopped leaves no record."""
    if ended.stopped:
        return 1
    now = clock.utc()
    if ended.save:
        changes = [Change(table, key, value) for table, key, value in edits(ended)]
        backup = save_settings(arguments.config, changes, secrets, now)
        print(f"{arguments.config} is written; as it was: {backup}")
    verdict: Verdict = "pass" if ended.fault is None else "fail"
    by = arguments.by or getpass.getuser()
    record = write_calibration(Path(config.storage.path), Calibration("relay", now, verdict, by, findings(ended)))
    print(f"{verdict}: {record}")
    return int(ended.fault is not None)


def setup_of(table: BarrierTable, *, dry: bool) -> Setup:
    """What the calibration needs of the lane's file; modem lines only where a port can have some."""
    lines: Iterator[ModemLine] = iter(() if table.port.startswith("socket://") else get_args(ModemLine))
    return Setup(
        open_channel=table.open_channel,
        close_channel=table.close_channel,
        pulse_ms=table.pulse_ms,
        travel_s=table.travel_s,
        inputs=tuple(_wired(one) for one in table.input),
        lines=tuple(Place(line=one) for one in lines),
        asks_inputs=table.driver in ("modbus-rtu", "numato") or bool(table.board and table.board.ask),
        dry=dry,
    )


def _wired(one: InputTable) -> Wired:
    return Wired(one.name, one.role, Place(one.channel, one.line, one.port), one.active)
