from __future__ import annotations

from models.training.figures import SUBSETS, acceptance_of, character_share, figures_of, parts_of
from models.training.labelled import LabelledMark
from tests.training.outcomes import mark, said


def _subsets_of(one: LabelledMark) -> set[str]:
    return {subset.name for subset in SUBSETS if subset.belongs(one)}


def test_every_goal_of_the_readers_has_its_row() -> None:
    goals = {subset.name: subset.goal for subset in SUBSETS if subset.goal}
    assert goals["VN one row"] == goals["CN gate camera crops"] == 0.995
    assert goals["VN two rows"] == 0.97
    assert goals["CN whole scenes"] == goals["CN yellow"] == goals["CN green"] == 0.98
    assert goals["CN 94x24 crops"] == goals["CN two rows"] == goals["container vertical"] == 0.95
    assert goals["container horizontal, two rows"] == 0.98


def test_a_mark_counts_in_each_set_that_it_belongs_to() -> None:
    truck = mark(layout="two_row", colour="yellow", scene="crop")
    assert _subsets_of(truck) == {"VN two rows", "VN two rows, crops", "VN trucks", "VN yellow", "all VN"}
    gate = mark("云G12345", "cn", colour="blue", scene="crop", size=(136, 36))
    assert _subsets_of(gate) == {"CN gate camera crops", "all CN"}
    tiny = mark("云G12345", "cn", colour="blue", scene="crop", size=(94, 24))
    assert _subsets_of(tiny) == {"CN 94x24 crops", "all CN"}
    column = mark("MSCU1234565", "container", layout="vertical", colour="")
    assert _subsets_of(column) == {"container vertical", "container rear", "all containers"}


def test_a_text_with_the_stroke_of_d_is_exact() -> None:
    assert said(mark("29MD112345"), "29MĐ1-123.45").exact


def test_exact_and_passed_are_counted_apart() -> None:
    outcomes = [said(mark()), said(mark(), needs_review=True), said(mark(), "29C12346"), said(mark(), "")]
    figures = next(each for each in figures_of(outcomes) if each.name == "all VN")
    assert (figures.marks, figures.exact, figures.exact_accepted) == (4, 0.5, 0.25)


def test_a_set_without_marks_has_no_row() -> None:
    assert {each.name for each in figures_of([said(mark())])} == {
        "VN one row", "VN one row, whole scenes", "VN trucks", "all VN",
    }  # fmt: skip


def test_time_is_the_median() -> None:
    outcomes = [said(mark(), ms=ms) for ms in (1.0, 2.0, 90.0)]
    assert figures_of(outcomes)[0].ms == 2.0


def test_only_reads_that_pass_can_be_wrong_unseen() -> None:
    outcomes = [said(mark()), said(mark(), "29C12346"), said(mark(), "29C", needs_review=True), said(mark(), "")]
    found = acceptance_of(outcomes)
    assert (found.marks, found.accepted, found.wrong, found.share_wrong) == (4, 2, 1, 0.5)
    assert acceptance_of([]).share_wrong == 0


def test_province_and_rest_of_a_chinese_plate_are_told_apart() -> None:
    outcomes = [said(mark("云G12345", "cn"), "贵G12345"), said(mark("皖A12345", "cn"), "皖A12346")]
    parts = {part.name: part.right for part in parts_of(outcomes)}
    assert parts["CN province"] == parts["CN rest"] == 0.5
    assert parts["CN province, all but 皖"] == 0


def test_size_type_codes_count_where_they_are_labelled() -> None:
    typed = mark("MSCU1234565", "container", size_type="22G1")
    outcomes = [said(typed, size_type="22G1"), said(typed), said(mark("MSCU1234565", "container"), size_type="45G1")]
    parts = {part.name: (part.marks, part.right) for part in parts_of(outcomes)}
    assert parts["size-type code"] == (2, 0.5)
    assert parts["size-type code, where read"] == (1, 1.0)


def test_a_yellow_green_plate_is_green_to_the_labels() -> None:
    green = mark("云AD12345", "cn", colour="green")
    parts = {
        part.name: part.right for part in parts_of([said(green, colour="yellow-green"), said(green, colour="blue")])
    }
    assert parts["plate colour"] == 0.5


def test_a_long_wrong_read_takes_no_characters_from_other_marks() -> None:
    outcomes = [said(mark("29C12345")), said(mark("29C12345"), "X" * 30)]
    assert character_share(outcomes) == 0.5
