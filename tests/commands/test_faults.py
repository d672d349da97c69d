"""`lanegate faults`, and the table of it that the README holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.faults.listed import FAULTS

README = Path(__file__).parents[2] / "README.md"
TABLE = re.compile(r"<!-- faults:vi -->\n(.*?)\n<!-- /faults -->", re.DOTALL)
BY_LANE = [one for one in FAULTS if not one.by_doctor]


def said(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["faults", *options]) == 0
    return capsys.readouterr().out


def test_every_fault_is_printed_with_what_to_check(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys).splitlines()
    assert sum(not line.startswith(" ") for line in lines) == len(FAULTS)
    assert "boom not-opened: the boom has not reached its open limit" in lines
    at = lines.index("boom not-opened: the boom has not reached its open limit")
    assert lines[at + 1 : at + 3] == ["    1. the boom: is it broken or stuck?", "    2. the motor's supply"]


def test_the_language_can_be_chosen_and_what_only_the_doctor_finds_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "--language", "vi", "--lane")
    assert "Cần chắn not-opened: Cần chắn chưa lên hết" in told
    assert sum(not line.startswith(" ") for line in told.splitlines()) == len(BY_LANE)
    assert "摄像机 stalled: 摄像机已连接但没有图像" in said(capsys, "--language", "zh")


def test_a_language_that_is_none_of_ours_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["faults", "--language", "fr"])
    assert ended.value.code == 2


def test_a_markdown_table_has_a_row_a_fault_and_three_columns(capsys: pytest.CaptureFixture[str]) -> None:
    rows = said(capsys, "--markdown", "--lane").splitlines()
    assert rows[:2] == ["| Device | Fault | What to do |", "| --- | --- | --- |"]
    assert len(rows) == 2 + len(BY_LANE)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}


def test_the_readme_holds_the_vietnamese_table_as_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    found = TABLE.search(README.read_text(encoding="utf-8"))
    assert found, "no table between <!-- faults:vi --> and <!-- /faults -->"
    printed = said(capsys, "--language", "vi", "--markdown", "--lane").rstrip("\n")
    assert found[1] == printed, "print it anew: lanegate faults --language vi --markdown --lane"
