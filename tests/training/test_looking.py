from __future__ import annotations

from pathlib import Path

from models.training.labelled import read_labelled
from models.training.looking import looks_at
from tests.training.labelled_sets import drawn_collections
from tests.training.outcomes import Parrot


def test_looks_say_whether_they_were_right(tmp_path: Path) -> None:
    marks = read_labelled(drawn_collections(tmp_path) / "cn", "cn")
    right, wrong = looks_at(Parrot(), marks), looks_at(Parrot({"云G12345": "贵G12345"}), marks)
    assert [each.first.right for each in right] == [True]
    assert [each.last.right for each in wrong] == [False]


def test_marks_of_one_text_are_in_one_half(tmp_path: Path) -> None:
    one_row, two_rows = looks_at(Parrot(), read_labelled(drawn_collections(tmp_path) / "vn", "vn"))
    assert one_row.place == two_rows.place


def test_a_mark_in_which_nothing_is_seen_does_not_pass(tmp_path: Path) -> None:
    (look,) = looks_at(Parrot({"云G12345": ""}), read_labelled(drawn_collections(tmp_path) / "cn", "cn"))
    assert look.first.reviewed_anyway
