"""`lanegate doctor`: what is wrong with a lane, and what to check first?"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

from edge.commands.beside import Beside, look_beside
from edge.commands.exposure import secrets_folder
from edge.commands.findings import document, has_failed, screen, without_secrets
from edge.commands.probes import Probe, run_probes
from edge.commands.probes_broker import probe_broker
from edge.commands.probes_camera import probe_camera
from edge.commands.probes_disk import probe_disk, probe_outbox
from edge.commands.probes_indicator import probe_indicator
from edge.commands.probes_machine import (
    probe_clock,
    probe_configuration,
    probe_daemon,
    probe_models,
    probe_page,
)
from edge.commands.probes_relay import probe_relay
from edge.config import CameraTable, Config, load_config
from edge.faults.entry import LANGUAGES
from edge.service import Secrets

TIMEOUT_S = 11.0
LEAST_S, MOST_S = 3.0, 300.0
EPILOG = """\
Looks at every device at once and says of each: ok, warn or FAIL, what was found, and what to check, the likeliest
first. Nothing is switched: the barrier's board is asked, never told. Beside a running lane its devices are left to it,
and what it says on its page is shown. Run it as root, or as user lanegate.

Exit code: 0 nothing failed, 1 something did, 2 the configuration can't be used.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "doctor",
        help="look at every device of a lane and say what to check",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the lane's TOML file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--timeout", type=_seconds, default=TIMEOUT_S, metavar="S", help=f"for each device ({TIMEOUT_S:g} s)"
    )
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default="en",
        help="of the faults and what to check (en); figures and particulars stay English",
    )
    parser.set_defaults(run=doctor_command)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not LEAST_S <= seconds <= MOST_S:
        raise argparse.ArgumentTypeError(f"must be {LEAST_S:g} to {MOST_S:g}")
    return seconds


def doctor_command(arguments: argparse.Namespace) -> int:
    logging.getLogger("edge").addHandler(logging.NullHandler())  # what drivers log is said here in other words
    secrets = Secrets(folder=secrets_folder(arguments.config))
    config = load_config(arguments.config, secrets)
    hidden = tuple(secrets.given | config.secrets())
    beside = look_beside(arguments.config, config)
    raw = run_probes(list(probes_of(arguments.config, config, beside)), arguments.timeout)
    findings = [without_secrets(one, hidden) for one in raw]
    lane = f"{config.lane.site}/{config.lane.id}"
    if arguments.json:
        print(json.dumps(document(lane, findings, arguments.language), ensure_ascii=False))
    else:
        print("\n".join(screen(lane, findings, shutil.get_terminal_size().columns, arguments.language)))
    return int(has_failed(findings))


def probes_of(file: Path, config: Config, beside: Beside) -> Iterator[Probe]:
    """What is to be looked at on this lane, as it is told: the lane first, the machine last."""
    yield Probe("daemon", lambda _until_s: probe_daemon(beside))
    yield from (_camera(one, config, beside) for one in config.camera)
    scale, barrier = config.weighbridge, config.barrier
    if scale is not None:
        yield Probe("indicator", lambda until_s: probe_indicator(scale, beside, until_s))
    if barrier is not None:
        mark = Path(config.storage.path) / "relay-energised"
        yield Probe("relay", lambda until_s: probe_relay(barrier, mark, beside, until_s))
    yield Probe("broker", lambda until_s: probe_broker(config, beside, until_s))
    yield from _machine(file, config, beside)


def _camera(table: CameraTable, config: Config, beside: Beside) -> Probe:
    return Probe(f"camera:{table.name}", lambda until_s: probe_camera(table, beside, config.web, until_s))


def _machine(file: Path, config: Config, beside: Beside) -> Iterator[Probe]:
    yield Probe("clock", lambda _until_s: probe_clock())
    yield Probe("disk", lambda _until_s: probe_disk(config.storage))
    yield Probe("outbox", lambda _until_s: probe_outbox(config.storage))
    if config.camera:
        yield Probe("models", lambda _until_s: probe_models(loaded=beside.runs))
    if config.web is not None:
        yield Probe("page", lambda _until_s: probe_page(config, beside))
    yield Probe("configuration", lambda _until_s: probe_configuration(file, config))
