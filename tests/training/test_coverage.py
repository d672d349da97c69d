from __future__ import annotations

from collections.abc import Iterable

import pytest

from models.training.coverage import Look, Looks, curve_of, most_likely_wrong, widest


def _once(pairs: Iterable[tuple[float, bool]]) -> list[Looks]:
    """Marks whose second look shows nothing new."""
    looks = [Look(confidence, right, reviewed_anyway=False) for confidence, right in pairs]
    return [Looks(look, look) for look in looks]


FIVE = _once([(0.99, True), (0.97, True), (0.9, False), (0.8, True), (0.6, False)])


def test_the_curve_starts_with_the_surest_read() -> None:
    curve = curve_of(FIVE)
    assert [point.confidence for point in curve] == [0.99, 0.97, 0.9, 0.8, 0.6]
    assert [point.wrong for point in curve] == [0, 0, 1, 1, 2]
    assert (curve[3].coverage, curve[3].error) == (0.8, 0.25)


def test_reads_of_one_confidence_pass_together() -> None:
    curve = curve_of(_once([(0.9, True), (0.9, False), (0.9, True)]))
    assert len(curve) == 1
    assert (curve[0].accepted, curve[0].wrong) == (3, 1)


def test_what_is_reviewed_anyway_never_passes_but_counts_as_a_mark() -> None:
    doubtful = Look(0.99, True, reviewed_anyway=True)
    curve = curve_of([*_once([(0.9, True)]), *3 * [Looks(doubtful, doubtful)]])
    assert [(point.confidence, point.coverage) for point in curve] == [(0.9, 0.25)]


def test_the_second_look_counts_only_where_the_first_does_not_pass() -> None:
    mark = Looks(Look(0.7, True, reviewed_anyway=False), Look(0.9, False, reviewed_anyway=False))
    assert [(point.confidence, point.wrong) for point in curve_of([mark])] == [(0.9, 1), (0.7, 0)]


def test_a_second_look_that_disagrees_stops_a_read_only_below_the_border() -> None:
    mark = Looks(Look(0.7, False, reviewed_anyway=False), Look(0.7, False, reviewed_anyway=True))
    assert [(point.confidence, point.accepted) for point in curve_of([mark])] == [(0.7, 1)]


def test_the_widest_border_may_lie_beyond_a_wrong_read() -> None:
    pairs = [(0.99, False), *((0.9 - n / 1000, True) for n in range(9))]
    point = widest(curve_of(_once(pairs)), 0.1)
    assert point is not None
    assert (point.accepted, point.wrong) == (10, 1)


def test_there_is_no_border_where_even_the_surest_reads_are_wrong() -> None:
    assert widest(curve_of(_once([(0.9, False), (0.8, False)])), 0.002) is None
    assert widest(curve_of([]), 0.002) is None


@pytest.mark.parametrize(
    ("wrong", "accepted", "bound"),
    # none wrong has a closed form: 1 - 0.05 ** (1 / n); the others are from tables of the exact interval
    [(0, 10, 0.25887), (0, 1500, 0.0019951), (1, 10, 0.39416), (2, 100, 0.061616)],
)
def test_the_bound_is_that_of_clopper_and_pearson(wrong: int, accepted: int, bound: float) -> None:
    assert most_likely_wrong(wrong, accepted) == pytest.approx(bound, rel=1e-3)


def test_nothing_seen_bounds_nothing() -> None:
    assert most_likely_wrong(0, 0) == 1.0
    assert most_likely_wrong(3, 3) == 1.0
