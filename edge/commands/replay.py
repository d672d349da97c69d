"""`lanegate replay`: a recorded session through the same lane code, in virtual time."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from edge.commands.replaying import Replayed, replay
from edge.errors import InputError
from edge.replay.compare import differences
from edge.replay.session import Session, open_session
from edge.service import set_up_logging


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("replay", help="feed a recorded session through the lane code in virtual time")
    parser.add_argument("session", type=Path, metavar="SESSION_DIR", help="a folder with a session.json")
    parser.add_argument("--json", action="store_true", help="print the passage records, one JSON line each")
    parser.add_argument("--speed", choices=("max", "1"), default="max", help="as fast as it goes, or as it was (max)")
    parser.add_argument("--state", type=Path, metavar="DIR", help="keep outbox and pictures there; an empty folder")
    parser.add_argument("--cpu-threads", type=_count, default=0, metavar="N", help="for recognition (0: all cores)")
    parser.add_argument("--verbose", action="store_true", help="show the lane's log")
    parser.set_defaults(run=replay_command)


def _count(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 1024:
        raise ValueError
    return value


def replay_command(arguments: argparse.Namespace) -> int:
    """0 where the same passages came out as live; 1 where others did, or a part of the session can't be read."""
    set_up_logging(os.environ, frozenset(), logging.INFO if arguments.verbose else logging.CRITICAL)
    session = open_session(arguments.session)
    with _state(arguments.state) as state:
        replayed = _replay(session, state, arguments)
    try:
        _print_passages(replayed, as_json=arguments.json)
        return _sum_up(replayed, session, sys.stderr if arguments.json else sys.stdout)
    except BrokenPipeError:
        # The reader of our lines has gone; what Python would still flush at its end must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _replay(session: Session, state: Path, arguments: argparse.Namespace) -> Replayed:
    # Here, not above: loading it takes a second that `lanegate --help` need not wait.
    from edge.recognition.engine import load_recogniser  # noqa: PLC0415

    recogniser = load_recogniser(arguments.cpu_threads)
    with tqdm(total=session.size, desc="replaying", unit="B", unit_scale=True, disable=None) as progress:
        return replay(session, state, recogniser, progress.update, in_real_time=arguments.speed == "1")


@contextmanager
def _state(folder: Path | None) -> Iterator[Path]:
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="lanegate-replay-") as temporary:
            yield Path(temporary)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder} can't be used: {error.strerror}") from error
    if taken:
        raise InputError(f"{folder} is not empty: a replay begins with nothing")
    yield folder


def _print_passages(replayed: Replayed, *, as_json: bool) -> None:
    for number, (payload, record) in enumerate(zip(replayed.payloads, replayed.records, strict=True), 1):
        print(payload.decode() if as_json else _line(number, record), flush=True)


def _line(number: int, record: Mapping[str, Any]) -> str:
    plate, weight = record["plate"], record["weight"]
    containers = ", ".join(one["number"] for one in record["containers"]) or "-"
    read = f"{plate['text'] if plate else '-'}, {weight['gross_kg'] if weight else '-'} kg, {containers}"
    told = [record["decision"]["outcome"], f"{len(record['images'])} pictures", *record["violations"]]
    return f"passage {number}: {record['arrived_at']} | {read} | {', '.join(told)}"


def _sum_up(replayed: Replayed, session: Session, out: Any) -> int:  # noqa: ANN401 - a text stream
    ratio = replayed.length_s / replayed.took_s if replayed.took_s else 0.0
    passages = len(replayed.payloads)
    print(
        f"{passages} passages and {replayed.pulses} open pulses in {replayed.length_s:.1f} s of the lane, "
        f"replayed in {replayed.took_s:.1f} s, {ratio:.1f} times as fast",
        file=out,
    )
    if not session.is_whole:
        print("the session's beginning is gone: what was in the lane then is not compared", file=out)
    if replayed.unfinished:
        print("a vehicle was still in the lane at the end", file=out)
    unlike = differences(replayed.live, replayed.records, replayed.began)
    if not unlike:
        print(f"as live: {len(replayed.live)} passages were published, and the same came out", file=out)
    for line in (*unlike, *replayed.faults):
        print(f"lanegate replay: {line}", file=sys.stderr)
    return 1 if unlike or replayed.faults else 0
