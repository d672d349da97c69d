from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from edge.errors import InputError
from edge.values import Image, MarkKind
from models.training.coverage import Look, Looks
from models.training.labelled import LabelledMark, place_of
from models.training.looking import HALVES_SEED
from models.training.whole_looking import whole_looks_at
from models.training.whole_pictures import WholePicture
from models.training.whole_reading import Seen
from tests.recognition.drawn import scene
from tests.training.labelled_sets import Row, write_set
from tests.training.whole_scenes import BOX, ELSEWHERE, placed, seen

HALF = place_of("29C12345", HALVES_SEED)


class Twice:
    """Says these at the first look, and those after the second."""

    def __init__(self, first: Sequence[Seen], last: Sequence[Seen]) -> None:
        self._said = tuple(first), tuple(last)

    def looks_in(self, image: Image, kind: MarkKind) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
        assert image.dtype == np.uint8
        assert kind == "plate"
        return self._said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_set(tmp_path, [Row("a.png", [], scene([]))])
    return tmp_path / "a.png"


def _looks(file: Path, first: Sequence[Seen], last: Sequence[Seen], *others: LabelledMark) -> tuple[Looks, ...]:
    return whole_looks_at(Twice(first, last), [WholePicture(file, (placed(),), others)])


def test_what_is_read_at_one_place_is_one_mark_looked_at_twice(file: Path) -> None:
    shifted = (BOX[0] + 5, BOX[1], BOX[2] + 5, BOX[3])
    first, last = seen(confidence=0.6), seen(box=shifted, confidence=0.9)
    assert _looks(file, [first], [last]) == (
        Looks(Look(0.6, True, False), Look(0.9, True, False), HALF),
    )  # fmt: skip


def test_a_read_that_says_something_else_than_the_label_is_wrong_and_in_the_half_of_the_label(file: Path) -> None:
    (looks,) = _looks(file, [], [seen("29C12346", confidence=0.97)])
    assert looks.last == Look(0.97, False, False)
    assert looks.place == HALF
    assert looks.first.reviewed_anyway


def test_what_a_person_sees_anyway_does_not_pass(file: Path) -> None:
    (looks,) = _looks(file, [seen(needs_review=True)], [seen()])
    assert (looks.first.reviewed_anyway, looks.last.reviewed_anyway) == (True, False)


def test_a_mark_that_the_second_look_loses_has_only_the_first(file: Path) -> None:
    (looks,) = _looks(file, [seen(confidence=0.7)], [])
    assert looks.first == Look(0.7, True, False)
    assert looks.last.reviewed_anyway


def test_nobody_knows_whether_a_read_beside_all_labels_is_right(file: Path) -> None:
    assert _looks(file, [seen("30E54321", ELSEWHERE)], [seen("30E54321", ELSEWHERE)]) == ()


def test_marks_that_are_not_counted_are_labels_all_the_same(file: Path) -> None:
    other = placed("30E54321", ELSEWHERE)
    (looks,) = _looks(file, [seen("30E54321", ELSEWHERE)], [], other)
    assert looks.first.right


def test_two_marks_of_a_picture_are_kept_apart(file: Path) -> None:
    other = placed("30E54321", ELSEWHERE)
    reads = [seen("30E54321", ELSEWHERE, 0.8), seen(confidence=0.6)]
    found = _looks(file, reads, reads[::-1], other)
    assert [(each.first.confidence, each.last.confidence) for each in found] == [(0.8, 0.8), (0.6, 0.6)]


def test_a_picture_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.png"):
        whole_looks_at(Twice([], []), [WholePicture(tmp_path / "gone.png", (placed(),))])
