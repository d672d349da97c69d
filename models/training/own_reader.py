"""Our readers on labelled marks: as `edge.recognition` reads a crop, at the place that the label names."""

from __future__ import annotations

from pathlib import Path

from edge.recognition.crops import Readers, best_of, first_looks, further_looks, open_readers, places_at, read_place
from edge.recognition.detector import MarkDetector, open_detector
from edge.recognition.engine import MarkRecogniser
from edge.recognition.inputs import model_input
from edge.recognition.manifest import Manifest, load_manifest, model_bytes
from edge.values import Image, MarkKind, PlateRead, Quad, Read
from models.training.labelled import LabelledMark, picture_of
from models.training.reading import Answer, Outcome
from models.training.whole_reading import Seen, is_weak, seen_of

MODELS = Path(__file__).resolve().parents[1]

_NOTHING = Answer("", 0.0, needs_review=True)


class OwnReader:
    """The networks of a models folder; it is told a mark's place and kind, and sees the rest for itself."""

    name = "lanegate"

    def __init__(self, readers: Readers, detector: MarkDetector) -> None:
        self._readers = readers
        self._detect = detector.detect
        self._closely = detector.detect_closely

    def read(self, image: Image, mark: LabelledMark) -> Answer:
        return _answer(read_place(self._readers, self._detect, image, mark.kind, _quad(mark)))

    def looks(self, image: Image, mark: LabelledMark) -> tuple[Answer, Answer]:
        """What the first look says, and what is said where that was reviewed and the mark looked at again."""
        found = first_looks(self._readers, image, mark.kind, _quad(mark))
        again = found + further_looks(self._readers, self._detect, image, mark.kind, _quad(mark))
        first, last = best_of(found), best_of(again)
        return _answer(first.read if first else None), _answer(last.read if last else None)

    def looks_in(self, image: Image, kind: MarkKind) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
        """What the engine reads in a whole picture at the first look, and when it looks at everything again."""
        quick, thorough = (MarkRecogniser(self._detect, self._readers, self._closely, again) for again in (False, True))
        first, last = (engine.recognise(image, frozenset({kind})) for engine in (quick, thorough))
        return tuple(map(seen_of, first)), tuple(map(seen_of, last))

    def seen(self, outcome: Outcome) -> Image:
        """The crop of a mark as its network gets it, (height, width, 3) uint8 BGR."""
        mark = outcome.mark
        card = (self._readers.plate if mark.kind == "plate" else self._readers.container).card
        upright = places_at(_quad(mark), mark.kind)[0].upright
        return model_input(picture_of(mark.file), mark.corners, card.width, card.height, upright)


def load_own(folder: Path, threads: int) -> OwnReader:
    """The readers of a models folder. Raises InputError."""
    manifest = load_manifest(folder)
    return OwnReader(open_readers(folder, manifest, threads), _detector(folder, manifest, threads))


def load_unbordered(folder: Path, threads: int, temperature: float | None = None) -> OwnReader:
    """The same readers, never in doubt for want of confidence alone; with another temperature where one is given.

    Raises InputError.
    """
    manifest = load_manifest(folder)
    values = {"review_below": 0.0, "weak_review_below": 0.0}
    if temperature is not None:
        values["temperature"] = temperature
    cards = {name: getattr(manifest, name).model_copy(update=values) for name in ("plate_reader", "container_reader")}
    readers = open_readers(folder, manifest.model_copy(update=cards), threads)
    return OwnReader(readers, _detector(folder, manifest, threads))


def _detector(folder: Path, manifest: Manifest, threads: int) -> MarkDetector:
    card = manifest.mark_detector
    return open_detector(model_bytes(folder, card), card, threads)


def _quad(mark: LabelledMark) -> Quad:
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = mark.corners.tolist()
    return (x1, y1), (x2, y2), (x3, y3), (x4, y4)


def _answer(read: Read | None) -> Answer:
    if read is None:
        return _NOTHING
    if isinstance(read, PlateRead):
        return Answer(read.text, read.confidence, read.needs_review, colour=read.colour, weak=is_weak(read))
    return Answer(read.number, read.confidence, read.needs_review, size_type=read.size_type)
