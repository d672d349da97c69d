from __future__ import annotations

from pathlib import Path

from models.training.labelled import read_labelled
from models.training.reading import read_all
from tests.training.labelled_sets import drawn_collections
from tests.training.outcomes import Parrot, mark, said


def test_every_mark_is_read_once_and_timed(tmp_path: Path) -> None:
    marks = read_labelled(drawn_collections(tmp_path) / "vn", "vn")
    outcomes = read_all(Parrot(), marks)
    assert [outcome.mark for outcome in outcomes] == list(marks)
    assert all(outcome.exact and outcome.ms > 0 for outcome in outcomes)


def test_a_read_passes_with_a_text_and_without_doubt() -> None:
    assert said(mark()).accepted
    assert not said(mark(), needs_review=True).accepted
    assert not said(mark(), "").accepted
