from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from models.training.labelled import LabelledMark
from models.training.whole_figures import SUBSETS, accepted_in, paces_of, whole_figures_of, whole_reading_of
from models.training.whole_judging import PictureOutcome
from tests.training.whole_scenes import ELSEWHERE, outcome, placed, seen


def _subsets_of(mark: LabelledMark) -> set[str]:
    return {subset.name for subset in SUBSETS if subset.belongs(mark)}


def _sized(pixels: int, ms: float) -> PictureOutcome:
    return outcome(marks=[placed(width=pixels, height=100)], ms=ms)


def test_every_goal_for_whole_pictures_has_its_row() -> None:
    assert {subset.name: subset.goal for subset in SUBSETS if subset.goal} == {
        "VN cars and trucks": 0.995,
        "VN motorbikes, two rows": 0.96,
        "CN, all colours": 0.98,
        "CN yellow and green": 0.96,
        "container horizontal, two rows": 0.98,
        "container vertical": 0.95,
    }


def test_a_mark_counts_in_each_set_that_it_belongs_to() -> None:
    assert _subsets_of(placed()) == {"VN cars and trucks", "VN trucks", "all VN"}
    assert _subsets_of(placed(vehicle="motorbike", layout="two_row")) == {"VN motorbikes, two rows", "all VN"}
    assert _subsets_of(placed(collection="cn", colour="green")) == {
        "CN, all colours", "CN yellow and green", "CN green",
    }  # fmt: skip
    assert _subsets_of(placed(collection="container", layout="vertical")) == {"container vertical", "all containers"}


def test_found_exact_sure_and_wrong_are_counted_apart() -> None:
    pictures = [outcome(seen()), outcome(seen(needs_review=True)), outcome(seen("29C12346")), outcome()]
    figures = next(each for each in whole_figures_of(pictures) if each.name == "all VN")
    assert (figures.marks, figures.found, figures.exact, figures.sure) == (4, 0.75, 0.5, 0.25)
    assert figures.wrong == 1


def test_time_is_the_median_of_pictures_not_of_marks() -> None:
    crowded = outcome(marks=[placed(), placed("30E54321", ELSEWHERE), placed("51H12345", ELSEWHERE)], ms=90.0)
    figures = whole_figures_of([crowded, outcome(ms=10.0), outcome(ms=12.0)])
    assert figures[0].ms == 12.0


def test_reads_of_marks_that_were_trained_on_do_not_flatter() -> None:
    other = placed("30E54321", ELSEWHERE)
    found = accepted_in([outcome(seen("29C12346"), seen("30E54321", ELSEWHERE), others=[other])])
    assert (found.accepted, found.wrong, found.share_wrong) == (1, 1, 1.0)


def test_what_is_unlabelled_is_counted_apart_from_right_and_wrong() -> None:
    reading = whole_reading_of("ours", [outcome(seen(), seen("30E54321", ELSEWHERE))])
    assert reading.unlabelled == 1
    (_, everywhere), (name, vietnam) = reading.acceptance
    assert (everywhere.accepted, everywhere.wrong, name) == (1, 0, "vn")
    assert vietnam == everywhere


def test_small_and_large_pictures_have_goals_of_their_own() -> None:
    small, large = paces_of([_sized(800, 20.0), _sized(640, 30.0), _sized(801, 70.0)])
    assert (small.pictures, small.median_ms, small.p95_ms, small.goal_ms) == (2, 25.0, 20.0, 30.0)
    assert (large.pictures, large.median_ms, large.goal_ms) == (1, 70.0, 60.0)


def test_nothing_read_gives_no_rows() -> None:
    reading = whole_reading_of("ours", [])
    assert (reading.figures, reading.paces, reading.marks) == ((), (), 0)
    assert reading.acceptance[0][1].accepted == 0


def test_pictures_of_one_file_name_in_two_collections_are_two() -> None:
    twin = outcome(marks=[replace(placed(collection="cn"), file=Path("other") / "29C12345.jpg")])
    assert whole_reading_of("ours", [outcome(), twin]).pictures == 2
