from __future__ import annotations

import pytest

from models.training.whole_judging import is_at, shared
from tests.training.whole_scenes import BOX, ELSEWHERE, outcome, placed, seen


def test_a_read_with_the_labels_text_is_exact_wherever_it_lies() -> None:
    (mark,) = outcome(seen("29C-123.45", ELSEWHERE)).marks
    assert (mark.found, mark.exact, mark.sure) == (False, True, True)


def test_an_exact_read_for_a_person_is_not_sure() -> None:
    (mark,) = outcome(seen(needs_review=True)).marks
    assert (mark.found, mark.exact, mark.sure) == (True, True, False)


def test_what_is_read_wrong_at_a_mark_has_found_it() -> None:
    (mark,) = outcome(seen("29C12346", needs_review=True)).marks
    assert (mark.found, mark.exact) == (True, False)
    assert mark.said
    assert mark.said.text == "29C12346"


def test_nothing_read_finds_nothing() -> None:
    (mark,) = outcome().marks
    assert (mark.found, mark.exact, mark.sure, mark.said) == (False, False, False, None)


def test_another_text_without_review_is_wrong_at_a_mark_and_to_be_looked_at_elsewhere() -> None:
    found = outcome(seen("29C12346"), seen("30E54321", ELSEWHERE))
    assert [each.verdict for each in found.passed] == ["wrong", "unlabelled"]
    assert [each.mark is None for each in found.passed] == [False, True]


def test_another_text_for_a_person_is_never_wrong() -> None:
    assert not outcome(seen("29C12346", needs_review=True)).passed


def test_the_text_of_a_mark_that_was_trained_on_is_no_false_alarm() -> None:
    other = placed("30E54321", ELSEWHERE)
    found = outcome(seen(), seen("30E54321", ELSEWHERE), others=[other])
    assert [each.verdict for each in found.passed] == ["right", "other label"]
    assert found.faultless


def test_another_text_at_a_mark_that_was_trained_on_is_wrong() -> None:
    found = outcome(seen(), seen("30E54327", ELSEWHERE), others=[placed("30E54321", ELSEWHERE)])
    assert [each.verdict for each in found.passed] == ["right", "wrong"]


@pytest.mark.parametrize(("text", "checked"), [(None, True), ("30E54321", False)])
def test_a_label_that_is_unknown_or_unchecked_proves_no_read_wrong(text: str | None, checked: bool) -> None:
    found = outcome(seen(), seen("30E54327", ELSEWHERE), others=[placed(text, ELSEWHERE, checked=checked)])
    assert [each.verdict for each in found.passed] == ["right", "unlabelled"]


def test_a_read_belongs_to_the_mark_that_it_lies_at_best() -> None:
    near = placed("30E54321", (110.0, 140.0, 310.0, 190.0))
    (passed,) = outcome(seen("30E54327", (108.0, 136.0, 308.0, 186.0)), marks=[placed(), near]).passed
    assert passed.mark is near


def test_boxes_are_of_one_mark_where_they_share_enough_or_hold_the_others_middle() -> None:
    assert is_at(BOX, (150.0, 100.0, 350.0, 150.0))
    assert is_at(BOX, (0.0, 0.0, 640.0, 480.0)), "a box of the whole picture holds the middle"
    assert not is_at(BOX, (310.0, 100.0, 510.0, 150.0))


def test_boxes_share_their_intersection_over_their_union() -> None:
    assert shared(BOX, BOX) == 1
    assert shared(BOX, (200.0, 100.0, 400.0, 150.0)) == pytest.approx(1 / 3)
    assert shared(BOX, ELSEWHERE) == 0
