"""`lanegate calibrate camera`: what a camera shows, against what the reader needs; its zone, drawn on a page."""

from __future__ import annotations

import argparse
import getpass
import json
import logging
import secrets as random_tokens
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge.calibration.camera_findings import findings_of
from edge.calibration.camera_judging import Demands, is_green
from edge.calibration.camera_routes import calibration_app
from edge.calibration.camera_saving import Place, Saved, save_camera
from edge.calibration.camera_server import page_urls
from edge.calibration.camera_sitting import CameraSitting, Shown, Told
from edge.calibration.camera_table import screen
from edge.commands.exposure import secrets_folder
from edge.config import CameraTable, Config, load_config
from edge.devices.camera import ProcessCamera
from edge.devices.clock import SystemClock
from edge.errors import ConfigError, DeviceError
from edge.port_lock import PortLock
from edge.ports import Recogniser
from edge.service import Secrets
from edge.web.server import PageServer

LISTEN = "127.0.0.1:8081"
LOOK_S = 0.2
START_S = 30.0  # for the models to load and the camera to connect
EPILOG = """\
Serves a page on this machine: the live picture, the zone to be drawn on it, and what to turn - zoom, focus, shutter,
light, angle - until all is green. "Save" puts the zone and the results into the lane's file (the old one is kept beside
it) and a dated record with the picture into the lane's state. Ctrl-C ends.

What a plate must be like was measured with the reader itself (edge/calibration/camera_limits.py).

From a phone on the ladder: --listen 0.0.0.0:8081, or from another machine ssh -L 8081:127.0.0.1:8081 <lane PC>; the
address that is printed holds a token, which the page asks for.

The lane's daemon must not run: systemctl stop lanegate@<lane>. Run it as root, or as user lanegate.

Exit code: 0 done (--headless: all is green), 1 something failed (--headless: is not green), 2 wrong configuration.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "camera",
        help="zone, zoom, focus, shutter, light and angle of a camera, on a live page",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the lane's TOML file")
    parser.add_argument("--camera", metavar="NAME", help="its name in the file; may be left out where there is but one")
    parser.add_argument("--by", metavar="NAME", help="who does it, for the record (the user's name)")
    parser.add_argument("--listen", default=LISTEN, metavar="HOST:PORT", help=f"of the page ({LISTEN})")
    parser.add_argument("--speed-kmh", type=_speed, default=10.0, metavar="KMH", help="of trucks in the lane (10)")
    parser.add_argument("--shutter", type=_shutter, metavar="1/N", help="the camera's exposure time, where it is known")
    parser.add_argument("--headless", action="store_true", help="no page: watch for a while, print the table")
    parser.add_argument("--seconds", type=_seconds, default=30.0, metavar="S", help="of --headless (30)")
    parser.add_argument("--json", action="store_true", help="of --headless: one JSON object instead of the table")
    parser.set_defaults(run=calibrate_camera_command)


def _speed(text: str) -> float:
    return _between(float(text), 1.0, 60.0)


def _seconds(text: str) -> float:
    return _between(float(text), 1.0, 3600.0)


def _shutter(text: str) -> float:
    above, _, below = text.partition("/")
    try:
        return _between(float(above) / float(below or 1), 1e-5, 0.1)
    except ZeroDivisionError as error:
        raise argparse.ArgumentTypeError("must be 1/N or seconds") from error


def _between(value: float, least: float, most: float) -> float:
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"must be {least:g} to {most:g}")
    return value


@dataclass(frozen=True, slots=True)
class Work:
    """One run: what was asked for, of which camera, and where it is kept."""

    arguments: argparse.Namespace
    table: CameraTable
    place: Place
    clock: SystemClock


def calibrate_camera_command(arguments: argparse.Namespace) -> int:
    logging.getLogger("edge").addHandler(logging.NullHandler())  # what the driver logs is said here in other words
    secrets = Secrets(folder=secrets_folder(arguments.config))
    config = load_config(arguments.config, secrets)
    table = chosen_camera(config, arguments.camera, str(arguments.config))
    state = Path(config.storage.path)
    work = Work(arguments, table, Place(arguments.config, state, secrets, table.name), SystemClock())
    with PortLock(state, f"camera-{table.name}"), _sitting(work) as sitting:
        return _without_page(work, sitting) if arguments.headless else _with_page(work, sitting)


def chosen_camera(config: Config, name: str | None, file: str) -> CameraTable:
    """The camera of that name, or the only one; raises ConfigError with the names that there are."""
    names = ", ".join(one.name for one in config.camera)
    if not config.camera:
        raise ConfigError((f"{file}: camera: there is none; allowed: a [[camera]] table",))
    if name is None and len(config.camera) == 1:
        return config.camera[0]
    for one in config.camera:
        if one.name == name:
            return one
    wrong = "--camera: which one?" if name is None else f"--camera: there is no {name}"
    raise ConfigError((f"{wrong}; allowed: {names}",))


@contextmanager
def _sitting(work: Work) -> Iterator[CameraSitting]:
    """The camera and its reading, started, and ended whatever happens."""
    table, arguments = work.table, work.arguments
    camera = ProcessCamera(table.name, table.url.get_secret_value(), table.loop, lambda _event: None, work.clock)
    demands = Demands(table.reads[0], table.view, arguments.speed_kmh, arguments.shutter)
    sitting = CameraSitting(camera, frozenset(table.reads), table.zone, demands, _load_recogniser, work.clock)
    with closing(camera), closing(sitting):
        camera.start()
        sitting.start()
        yield sitting


def _load_recogniser() -> Recogniser:
    # onnxruntime and the models take a second to load: on the sitting's thread, while the camera connects
    from edge.recognition.engine import load_recogniser  # noqa: PLC0415

    return load_recogniser()


def _with_page(work: Work, sitting: CameraSitting) -> int:
    by = work.arguments.by or getpass.getuser()
    token = random_tokens.token_urlsafe(12)
    with closing(PageServer("calibration-page", work.arguments.listen, "--listen")) as server:
        server.bind()

        def save(told: Told, shown: Shown, who: str) -> Saved:
            saved = save_camera(work.place, told, shown, who, work.clock.utc())
            print(
                f"{saved.verdict}: {work.place.file} is written, as it was: {saved.backup}; {saved.record}", flush=True
            )
            return saved

        server.start(calibration_app(sitting, work.table.name, token, save, by, server.hosts), {"ident": ""})
        print(f"camera {work.table.name}: open in a browser, Ctrl-C ends", flush=True)
        for url in page_urls(server):
            print(f"  {url}?token={token}", flush=True)
        try:
            while True:
                _check(sitting)
                time.sleep(LOOK_S)
        except KeyboardInterrupt:
            return 0


def _without_page(work: Work, sitting: CameraSitting) -> int:
    """Waits for the first picture that was read, then so long, and says what was seen."""
    told = _watch(work, sitting)
    if work.arguments.json:
        print(json.dumps({"camera": work.table.name, "green": is_green(told.criteria), **findings_of(told, None)},
                         ensure_ascii=False))  # fmt: skip
    else:
        print("\n".join(screen(work.table.name, told)))
    return int(not is_green(told.criteria))


def _watch(work: Work, sitting: CameraSitting) -> Told:
    print(f"watching camera {work.table.name} for {work.arguments.seconds:g} s …", file=sys.stderr, flush=True)
    _wait(work, sitting, START_S, lambda: _has_begun(sitting.tell()))
    _wait(work, sitting, work.arguments.seconds, lambda: False)
    return sitting.tell()


def _wait(work: Work, sitting: CameraSitting, most_s: float, done: Callable[[], bool]) -> None:
    until_s = work.clock.monotonic_s() + most_s
    while work.clock.monotonic_s() < until_s and not done():
        _check(sitting)
        time.sleep(LOOK_S)


def _has_begun(told: Told) -> bool:
    """Whether pictures are being read, or will not come."""
    return told.loaded or told.figures.code not in ("ok", "starting")


def _check(sitting: CameraSitting) -> None:
    if sitting.failure is not None:
        raise DeviceError("reading", f"pictures can't be read: {sitting.failure}")
