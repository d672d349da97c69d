"""`models/training/evaluate`: what the readers make of labelled real pictures, beside what can be installed today."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2

from edge.errors import InputError, LanegateError
from edge.recognition.engine import load_recogniser
from models.training.coverage import Point, curve_of
from models.training.curve_picture import draw_curves
from models.training.error_sheet import SeenBy, write_errors, write_picture
from models.training.labelled import COLLECTIONS, LabelledMark
from models.training.looking import TwoLooks, looks_at
from models.training.measured import DATA, Measured, marks_in
from models.training.own_reader import MODELS, OwnReader, load_own, load_unbordered
from models.training.peer import Peer, WholePeer
from models.training.reading import CropReader, Outcome, read_all
from models.training.report import Reading, coverage_lines, lines_of, reading_of
from models.training.settings import load_settings
from models.training.whole_evaluation import measure_whole, report_whole
from models.training.whole_reading import Product, Recogniser

PICTURES = Path(__file__).parent / "runs"
UNSEEN, SEEN = "never trained on", "trained on"


@dataclass(frozen=True, slots=True)
class Group:
    """What the readers said of marks that were, or were not, trained on."""

    name: str
    own: tuple[Outcome, ...]
    peer: tuple[Outcome, ...]

    def readings(self) -> list[Reading]:
        named = ((OwnReader.name, self.own), (Peer.name, self.peer))
        return [reading_of(name, outcomes) for name, outcomes in named if outcomes]


def main(words: Sequence[str] | None = None, load: Callable[[int], Recogniser] = load_recogniser) -> int:
    """0, or 1 where pictures, models or a target can't be used."""
    arguments = _parser().parse_args(words)
    try:
        cv2.setNumThreads(arguments.threads)
        # First of all: a model that is missing is told now, not after minutes of boxes.
        product = None if arguments.boxes else Product(load(arguments.threads))
        found: dict[str, Any] = {"threads": arguments.threads}
        if not arguments.whole:
            found |= measure_boxes(arguments)
        if product:
            found["whole"] = measure_scenes(product, arguments)
        if arguments.json:
            _write_text(arguments.json, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    except LanegateError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 1
    return 0


def measure_boxes(arguments: argparse.Namespace) -> dict[str, Any]:
    """The readers on labelled boxes: prints, draws, and gives the figures for programs. Raises InputError."""
    marks = marks_in(arguments.data, arguments.only or COLLECTIONS, load_settings())
    own = load_own(arguments.models, arguments.threads)
    groups = measure(own, None if arguments.without_peer else Peer(arguments.threads), marks)
    curves = curves_of(load_unbordered(arguments.models, arguments.threads), marks.unseen)
    found = report(groups, curves, arguments.models)
    draw(groups, own.seen, curves, arguments)
    return found


def measure_scenes(product: Product, arguments: argparse.Namespace) -> dict[str, Any]:
    """The product on whole pictures: prints, draws, and gives the figures for programs. Raises InputError."""
    peer = None if arguments.without_peer else WholePeer(arguments.threads)
    collections = arguments.only or COLLECTIONS
    whole = measure_whole(product, peer, arguments.data, collections, arguments.peer_pictures)
    return report_whole(whole, (Product.name, WholePeer.name), arguments.whole_errors)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="models/training/evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="vn, cn and container (%(default)s)")
    parser.add_argument("--models", type=Path, default=MODELS, metavar="DIR", help="models for the boxes (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=COLLECTIONS, help="some of the collections")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="processor threads of every reader (2)")
    parser.add_argument("--without-peer", action="store_true", help="leave PP-OCRv6 out: minutes less")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures for programs")
    parser.add_argument(
        "--peer-pictures",
        type=int,
        default=60,
        metavar="N",
        help="whole pictures that PP-OCRv6 reads too (%(default)s)",
    )
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--boxes", action="store_true", help="labelled boxes only")
    part.add_argument("--whole", action="store_true", help="whole pictures only, by the recogniser as it is installed")
    _add_targets(parser)
    return parser


def _add_targets(parser: argparse.ArgumentParser) -> None:
    errors, curve = PICTURES / "errors.png", PICTURES / "coverage.png"
    whole = PICTURES / "whole-errors.png"
    parser.add_argument(
        "--errors", type=Path, default=errors, metavar="FILE.png", help="what was read wrong, drawn (%(default)s)"
    )
    parser.add_argument(
        "--curve", type=Path, default=curve, metavar="FILE.png", help="coverage against error, drawn (%(default)s)"
    )
    parser.add_argument(
        "--whole-errors", type=Path, default=whole, metavar="FILE.png", help="whole pictures' errors (%(default)s)"
    )


def measure(own: CropReader, peer: CropReader | None, marks: Measured) -> tuple[Group, ...]:
    """Groups that have marks; both readers read the same ones."""
    named = ((UNSEEN, marks.unseen), (SEEN, marks.seen))
    return tuple(
        Group(name, read_all(own, members), read_all(peer, members) if peer else ())
        for name, members in named
        if members
    )


def curves_of(reader: TwoLooks, marks: Sequence[LabelledMark]) -> dict[str, tuple[Point, ...]]:
    """What would pass at any border, of each collection and of all, by a reader that has none of its own."""
    looks = list(zip(marks, looks_at(reader, marks), strict=True))
    names = ("all", *dict.fromkeys(mark.collection for mark in marks)) if marks else ()
    return {name: curve_of([each for mark, each in looks if name in ("all", mark.collection)]) for name in names}


def report(groups: Sequence[Group], curves: Mapping[str, Sequence[Point]], models: Path) -> dict[str, Any]:
    """Prints every table, and gives the same for programs."""
    readings = {group.name: group.readings() for group in groups}
    for line in _lines(readings, curves, models):
        print(line)
    return {
        "file_bytes": {file.name: file.stat().st_size for file in _weights(models)},
        "groups": {name: [asdict(reading) for reading in members] for name, members in readings.items()},
    }


def _lines(
    readings: Mapping[str, Sequence[Reading]], curves: Mapping[str, Sequence[Point]], models: Path
) -> Iterator[str]:
    for name, (own, *peers) in readings.items():
        yield f"== {name}: {own.marks} marks"
        yield from lines_of(own, peers[0] if peers else None)
        yield ""
    yield f"== coverage, {UNSEEN}"
    yield from coverage_lines(curves)
    yield ""
    yield from (f"{file.name}: {file.stat().st_size / 1e6:.2f} MB" for file in _weights(models))


def _weights(models: Path) -> list[Path]:
    return sorted(models.glob("*.onnx"))


def _write_text(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"can't write {target}: {error.strerror}") from error


def draw(
    groups: Sequence[Group], seen: SeenBy, curves: Mapping[str, Sequence[Point]], arguments: argparse.Namespace
) -> None:
    """Pictures of marks that were never trained on."""
    write_picture(arguments.curve, draw_curves(curves))
    outcomes = [outcome for group in groups if group.name == UNSEEN for outcome in group.own]
    count = write_errors(outcomes, seen, arguments.errors)
    print(f"{count} of {len(outcomes)} {UNSEEN} are read wrong: {arguments.errors}")


if __name__ == "__main__":
    sys.exit(main())
