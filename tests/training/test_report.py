from __future__ import annotations

import json
from dataclasses import asdict

from models.training.coverage import Look, Looks, curve_of
from models.training.report import coverage_lines, lines_of, reading_of
from tests.training.outcomes import mark, said

OURS = [said(mark(), ms=2.0), said(mark(), "29C12346", confidence=0.4, needs_review=True, ms=2.0)]
SURE, UNSURE = Look(0.99, True, False), Look(0.4, False, True)
CURVES = {name: curve_of([Looks(SURE, SURE), Looks(UNSURE, UNSURE)]) for name in ("all", "vn")}
PEERS = [said(mark(), ms=20.0), said(mark(), ms=20.0)]


def test_a_row_shows_goal_exact_passed_and_time() -> None:
    row = next(line for line in lines_of(reading_of("ours", OURS), None) if line.startswith("VN one row "))
    assert row.split() == ["VN", "one", "row", "2", "99.5", "50.0", "50.0", "93.8", "2.00"]


def test_the_peer_stands_beside_with_the_ratio_of_times() -> None:
    lines = list(lines_of(reading_of("ours", OURS), reading_of("PP-OCRv6 small", PEERS)))
    row = next(line for line in lines if line.startswith("VN one row "))
    assert row.split()[-3:] == ["100.0", "20.00", "10.0x"]
    assert any("PP-OCRv6 small: median 20.00 ms, 10.0x as long" in line for line in lines)


def test_wrong_reads_without_review_are_told_for_each_collection() -> None:
    outcomes = [*OURS, said(mark("云G12345", "cn"), "云G12346")]
    lines = [line for line in lines_of(reading_of("ours", outcomes), None) if line.startswith("without review")]
    assert [line.split(":")[0] for line in lines] == [f"without review, {name}" for name in ("all", "vn", "cn")]
    assert "1 of 1, wrong 1 (100.00;" in lines[2]


def test_the_table_of_coverage_names_the_border() -> None:
    head, all_marks, vietnam = coverage_lines(CURVES)
    assert "0.2 wrong" in head
    assert "50.0 from 0.9900" in all_marks
    assert vietnam.split()[0] == "vn"


def test_a_reading_can_be_written_as_json() -> None:
    found = json.loads(json.dumps(asdict(reading_of("ours", OURS))))
    assert found["figures"][0]["name"] == "VN one row"
    assert found["acceptance"][0][1]["accepted"] == 1
