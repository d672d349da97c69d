"""`scripts/fleet`: many lanes without cameras against one broker, with the lanes' own code, and what that took."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uuid6

from edge.commands.arguments import count, positive
from edge.commands.fleet_figures import as_json, as_table
from edge.commands.fleet_lanes import Address, Load
from edge.commands.fleet_run import Plan, Run
from edge.commands.fleet_waiting import make_room_for_lanes
from edge.errors import LanegateError
from edge.sim.broker import Mosquitto
from edge.sim.free_port import HOST

SITE_SETTINGS = Path(__file__).parents[2] / "config" / "mosquitto" / "mosquitto.conf"
MATTERS = ("autosave_", "max_", "persistent_client_expiration", "set_tcp_nodelay")
"""Beginnings of the site's settings that load has to do with; its own broker takes no TLS and anybody."""


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 where something was lost, disordered, broken or not to be had, 2 for wrong usage."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)  # five hundred lanes would tell of every connection
    make_room_for_lanes()
    signal.signal(signal.SIGTERM, _interrupt)  # the broker and the consumer end with us
    try:
        with (
            tempfile.TemporaryDirectory(prefix="lanegate-fleet-", dir=arguments.folder) as folder,
            broker_of(arguments, Path(folder) / "broker") as (address, pid),
        ):
            figures = Run(plan_of(arguments), Path(folder), address, pid).play()
    except KeyboardInterrupt:
        print("scripts/fleet: interrupted, so there are no figures", file=sys.stderr)
        return 1
    except (LanegateError, OSError) as error:
        print(f"scripts/fleet: {error}", file=sys.stderr)
        return 1
    print(as_json(figures) if arguments.json else as_table(figures))
    return 1 if figures.faults else 0


@contextmanager
def broker_of(arguments: argparse.Namespace, folder: Path) -> Iterator[tuple[Address, int | None]]:
    """Where the lanes connect to, and the broker's process where it is a child of ours. A site's name serves once."""
    site = f"fleet-{uuid6.uuid7().hex[-8:]}"
    if arguments.host is not None:
        yield Address(arguments.host, arguments.port, site), None
        return
    broker = Mosquitto(persistence=folder, limits=site_limits(arguments.settings.read_text(encoding="utf-8")))
    try:
        broker.start()
        yield Address(HOST, broker.port, site), broker.pid
    finally:
        broker.close()


def site_limits(settings: str) -> list[str]:
    """The lines of a mosquitto.conf that matter for load, without their comments."""
    lines = [line.partition("#")[0].strip() for line in settings.splitlines()]
    return [line for line in lines if line.startswith(MATTERS)]


def plan_of(arguments: argparse.Namespace) -> Plan:
    load = Load(arguments.pictures, round(arguments.picture_kb * 1000), arguments.events)
    backlog = round(arguments.per_minute * arguments.backlog_minutes) if arguments.storm else 0
    return Plan(arguments.lanes, arguments.per_minute, arguments.seconds, load, backlog, arguments.patience)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/fleet", description="Simulates many lanes against one broker.")
    parser.add_argument("--lanes", type=count, default=50, metavar="N", help="how many (50)")
    parser.add_argument("--per-minute", type=positive, default=4.0, metavar="R", help="passages a minute and lane (4)")
    parser.add_argument(
        "--picture-kb", type=positive, default=200.0, metavar="K", help="kB of pictures a passage (200)"
    )
    parser.add_argument(
        "--pictures", type=int, choices=range(7), default=4, metavar="N", help="in so many pictures (4)"
    )
    parser.add_argument("--events", type=int, choices=range(6), default=5, metavar="N", help="events a passage (5)")
    parser.add_argument("--seconds", type=positive, default=60.0, metavar="S", help="how long trucks come (60)")
    parser.add_argument("--storm", action="store_true", help="all lanes connect at once, with a backlog")
    parser.add_argument("--backlog-minutes", type=positive, default=60.0, metavar="M", help="of the storm (60)")
    parser.add_argument("--patience", type=positive, default=60.0, metavar="S", help="without any arrival (60)")
    parser.add_argument("--host", metavar="HOST", help="an existing broker, which lets anybody write gate/v1/fleet-*")
    parser.add_argument("--port", type=count, default=1883, metavar="PORT", help="of the existing broker (1883)")
    parser.add_argument("--settings", type=Path, default=SITE_SETTINGS, metavar="FILE", help="limits of the own broker")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="for outboxes and pictures (the system's temporary)")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
