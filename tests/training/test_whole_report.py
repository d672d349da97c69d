from __future__ import annotations

import json

from models.training.whole_figures import whole_reading_of
from models.training.whole_report import faults_of, look_lines, whole_lines_of
from tests.training.whole_scenes import ELSEWHERE, outcome, placed, seen

OURS = [outcome(seen()), outcome(seen("29C12346"), seen("30E54321", ELSEWHERE))]
PEERS = [outcome(seen(), ms=400.0), outcome(ms=400.0)]


def test_a_row_shows_goal_found_exact_sure_wrong_and_time() -> None:
    row = next(line for line in whole_lines_of(whole_reading_of("ours", OURS), None) if line.startswith("VN trucks"))
    assert row.split() == ["VN", "trucks", "2", "100.0", "50.0", "50.0", "1", "20.0"]
    first = next(line for line in whole_lines_of(whole_reading_of("ours", OURS), None) if "cars and trucks" in line)
    assert first.split()[5] == "99.5"


def test_the_peer_stands_beside_with_the_ratio_of_times() -> None:
    lines = list(whole_lines_of(whole_reading_of("ours", OURS), whole_reading_of("PP-OCRv6 small", PEERS)))
    row = next(line for line in lines if line.startswith("VN trucks"))
    assert row.split()[-6:] == ["50.0", "50.0", "50.0", "0", "400.0", "20.0x"]
    assert lines[0].index("ratio") + len("ratio") == len(row)
    assert "PP-OCRv6 small, a picture up to 800 pixels: median 400.0 ms, 20.0x as long" in lines
    assert any(line.startswith("without review, PP-OCRv6 small: 1 of 2, wrong 0") for line in lines)


def test_wrong_reads_unlabelled_ones_and_times_are_told_beside_their_goals() -> None:
    lines = list(whole_lines_of(whole_reading_of("ours", OURS), None))
    assert any(line.startswith("without review, all: 2 of 2, wrong 1 (50.00;") for line in lines)
    assert "without review where no text is labelled, to be looked at: 1" in lines
    assert any(line.startswith("a picture up to 800 pixels (2): median 20.0 ms") for line in lines)
    assert any(line.endswith("goal 30") for line in lines)


def test_what_a_person_should_look_at_is_listed_apart() -> None:
    wrong, unlabelled = look_lines(OURS)
    assert wrong == "wrong without review: vn/29C12345.jpg 29C12346 (0.990), labelled 29C12345"
    assert unlabelled == "unlabelled, to be looked at: vn/29C12345.jpg 30E54321 (0.990)"


def test_a_long_list_is_cut_and_says_so() -> None:
    lines = list(look_lines([outcome(seen("29C12346"))] * 5, most=2))
    assert len(lines) == 3
    assert lines[-1] == "wrong without review: 3 more, see --json"


def test_only_pictures_with_something_amiss_are_written_for_programs() -> None:
    assert faults_of([outcome(seen())]) == []
    (fault,) = json.loads(json.dumps(faults_of(OURS)))
    assert fault["missed"] == [{"label": "29C12345", "found": True, "said": "29C12346"}]
    assert [each["verdict"] for each in fault["passed"]] == ["wrong", "unlabelled"]
    assert fault["passed"][1]["box"] == list(ELSEWHERE)


def test_a_mark_that_nothing_lies_at_is_missed_without_a_text() -> None:
    (fault,) = faults_of([outcome(marks=[placed()])])
    assert fault["missed"] == [{"label": "29C12345", "found": False, "said": None}]
