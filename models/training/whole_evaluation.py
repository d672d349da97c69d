"""Whole pictures through the product's recogniser, and a sample of them through PP-OCRv6, in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.training.labelled import Collection
from models.training.settings import load_settings
from models.training.whole_figures import GOALS, WholeReading, whole_reading_of
from models.training.whole_judging import PictureOutcome, judged
from models.training.whole_pictures import pictures_in, sample_of
from models.training.whole_reading import WholeReader, read_pictures
from models.training.whole_report import faults_of, look_lines, whole_lines_of
from models.training.whole_sheet import write_whole_errors


@dataclass(frozen=True, slots=True)
class Whole:
    """All pictures by our recogniser; `sample` and `peer` are of the same pictures, empty without the peer."""

    own: tuple[PictureOutcome, ...]
    sample: tuple[PictureOutcome, ...]
    peer: tuple[PictureOutcome, ...]


def measure_whole(
    own: WholeReader, peer: WholeReader | None, folder: Path, collections: Iterable[Collection], peer_pictures: int
) -> Whole:
    """Raises InputError where a manifest or a picture can't be read."""
    pictures = pictures_in(folder, collections, load_settings())
    outcomes = tuple(map(judged, read_pictures(own, pictures)))
    chosen = sample_of(pictures, peer_pictures, GOALS) if peer else ()
    beside = tuple(map(judged, read_pictures(peer, chosen))) if peer else ()
    files = {picture.file for picture in chosen}
    return Whole(outcomes, tuple(each for each in outcomes if each.picture.file in files), beside)


def report_whole(whole: Whole, names: tuple[str, str], sheet: Path) -> dict[str, Any]:
    """Prints the tables, draws the error sheet, and gives the same for programs; `names` of our reader and the peer."""
    for line in _lines(whole, names):
        print(line)
    count = write_whole_errors(whole.own, sheet)
    print(f"in {count} of {len(whole.own)} whole pictures something is amiss: {sheet}")
    sample = _readings(whole, names)
    return {
        "own": asdict(whole_reading_of(names[0], whole.own)),
        "sample": [asdict(reading) for reading in sample],
        "faults": faults_of(whole.own),
    }


def _readings(whole: Whole, names: tuple[str, str]) -> list[WholeReading]:
    """Of the sample: ours, then the peer's; none where there is no sample."""
    if not whole.peer:
        return []
    return [whole_reading_of(name, outcomes) for name, outcomes in zip(names, (whole.sample, whole.peer), strict=True)]


def _lines(whole: Whole, names: tuple[str, str]) -> Iterator[str]:
    own = whole_reading_of(names[0], whole.own)
    yield f"== whole pictures, never trained on: {own.pictures} pictures, {own.marks} marks"
    yield from whole_lines_of(own, None)
    yield from look_lines(whole.own)
    for ours, peers in [_readings(whole, names)] if whole.peer else []:
        yield ""
        yield f"== of these, the same {ours.pictures} pictures by both: {ours.marks} marks"
        yield from whole_lines_of(ours, peers)
    yield ""
