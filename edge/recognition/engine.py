"""The recognition engine: the detector finds marks on a small picture, the readers read them in the large one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from edge.recognition.corners import Detect
from edge.recognition.crops import Readers, around, best_of, open_readers, read_crop
from edge.recognition.detector import Detection, open_detector
from edge.recognition.judging import Judged
from edge.recognition.manifest import load_manifest, model_bytes, model_folder
from edge.recognition.placing import box_place, kind_of, place_of, size_type_places
from edge.recognition.reader import Place
from edge.recognition.scene import best_apart, is_mark, may_be_mark
from edge.values import ContainerRead, Image, MarkKind, Read, Sight

_WORTH_A_LOOK = 0.5
"""Confidence of a place from which it is looked at again although no mark was read there at first."""

_LEAST_VEHICLE = 0.5
"""A vehicle brings a truck into the lane where arrival is by vision: no reader looks again, so it must be sure."""


class MarkRecogniser:
    """Reads plates and container numbers; one call at a time.

    `closely`: how the detector looks where it found something and no mark could be read there. `thorough`: looks
    again also where the first look was sure, which is for choosing the border between the two.
    """

    def __init__(self, detect: Detect, readers: Readers, closely: Detect, thorough: bool = False) -> None:
        self._detect = detect
        self._closely = closely
        self._readers = readers
        self._thorough = thorough

    def see(self, image: Image, wanted: frozenset[MarkKind]) -> Sight:
        """What a (H, W, 3) uint8 BGR picture shows: marks of the kinds wanted, and vehicles."""
        found = self._detect(image)
        marks = self._all_marks(image, wanted, found)
        if found and not marks and wanted:
            # An empty lane costs one look; a vehicle or a place without a mark is worth a second one.
            marks = self._all_marks(image, wanted, self._closely(image))
        reads = [self._completed(image, mark) for mark in best_apart(marks)]
        vehicles = (each.box for each in found if each.name == "vehicle" and each.confidence >= _LEAST_VEHICLE)
        return Sight(tuple(sorted(reads, key=lambda read: -read.confidence)), tuple(vehicles))

    def recognise(self, image: Image, wanted: frozenset[MarkKind]) -> tuple[Read, ...]:
        """Reads in a (H, W, 3) uint8 BGR picture, most confident first; boxes in its pixels."""
        return self.see(image, wanted).reads

    def recognise_crop(self, image: Image, kind: MarkKind) -> tuple[Read, ...]:
        """The read in a picture already cut to one mark: at most one."""
        read = read_crop(self._readers, self._detect, image, kind)
        return (read,) if read else ()

    def _all_marks(self, image: Image, wanted: frozenset[MarkKind], found: Sequence[Detection]) -> list[Judged]:
        return [mark for kind in sorted(wanted) for mark in self._marks(image, kind, found)]

    def _marks(self, image: Image, kind: MarkKind, found: Sequence[Detection]) -> list[Judged]:
        """What is read at the places of one kind: all of them looked at in one go, the doubtful ones again."""
        places = [detection for detection in found if kind_of(detection) == kind]
        own = self._judged(image, kind, [place_of(detection) for detection in places])
        boxed = self._judged(image, kind, [box_place(detection) for detection in places])
        settled = [self._settled(image, kind, *each) for each in zip(places, own, boxed, strict=True)]
        return [mark for mark in settled if mark and is_mark(mark)]

    def _judged(self, image: Image, kind: MarkKind, places: Sequence[Place]) -> list[Judged | None]:
        """All places looked at in one go."""
        looks = self._readers.look(image, kind, places)
        return [self._readers.judged(look, kind) if may_be_mark(look, kind) else None for look in looks]

    def _settled(
        self, image: Image, kind: MarkKind, detection: Detection, own: Judged | None, boxed: Judged | None
    ) -> Judged | None:
        """What the looks along the mark's corners and at its box say together, after more looks where that is in doubt.

        Corners and box are right independently, so that two looks that agree are worth more than one.
        """
        first = best_of([own, boxed])
        if first and not first.read.needs_review and not self._thorough:
            return first
        if first is None and detection.confidence < _WORTH_A_LOOK:
            return None
        return best_of([own, boxed, *self._readers.judge(image, kind, around(place_of(detection)))])

    def _completed(self, image: Image, mark: Judged) -> Read:
        """A container's number with the size-type code that stands near it."""
        read = mark.read
        if not isinstance(read, ContainerRead) or read.size_type is not None:
            return read
        looks = self._readers.judge(image, "container", size_type_places(mark.place))
        return replace(read, size_type=_size_type_of(read.number, looks))


def _size_type_of(number: str, looks: Sequence[Judged | None]) -> str | None:
    """The code of the surest look that sees the same number."""
    reads = [look.read for look in looks if look and isinstance(look.read, ContainerRead)]
    codes = [(read.confidence, read.size_type) for read in reads if read.size_type and read.number == number]
    return max(codes)[1] if codes else None


def load_recogniser(threads: int = 0) -> MarkRecogniser:
    """The engine with the models of the model folder; `threads` 0 takes every core. Raises InputError."""
    folder = model_folder()
    manifest = load_manifest(folder)
    card = manifest.mark_detector
    detector = open_detector(model_bytes(folder, card), card, threads)
    return MarkRecogniser(detector.detect, open_readers(folder, manifest, threads), detector.detect_closely)
