from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.contract.files import whole_contract


def test_the_whole_contract_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract"]) == 0
    assert json.loads(capsys.readouterr().out) == whole_contract()


def test_the_files_are_written_below_the_folder_named(tmp_path: Path) -> None:
    assert main(["contract", "--write", str(tmp_path / "new")]) == 0
    written = {str(one.relative_to(tmp_path / "new")) for one in tmp_path.rglob("*.json")}
    assert {"asyncapi.json", "schemas/passage.json", "schemas/command.json"} <= written


def test_a_folder_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["contract", "--write", str(tmp_path / "file")]) == 1
    assert "can't be written" in capsys.readouterr().err


def test_an_older_contract_that_is_kept_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = whole_contract()
    del older["topics"]["expected"], older["messages"]["expected"]
    (tmp_path / "older.json").write_text(json.dumps(older))
    assert main(["contract", "--against", str(tmp_path / "older.json")]) == 0
    assert capsys.readouterr() == ("", "")


def test_what_an_older_contract_promised_and_this_one_breaks_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = whole_contract()
    older["topics"]["event"]["address"] = "gate/v0/event"
    (tmp_path / "older.json").write_text(json.dumps(older))
    assert main(["contract", "--against", str(tmp_path / "older.json")]) == 1
    assert capsys.readouterr().err == "topic event: address was gate/v0/event, is gate/v1/{site}/{lane}/event\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[" * 100_000,
        "[]",
        "{}",
        '{"topics": [], "messages": {}}',
        '{"topics": {"a": 1}, "messages": {}}',
        '{"topics": {}, "messages": {"state": {"$ref": "#/$defs/none"}}}',
        '{"topics": {"state": {"message": "state", "sender": "lane"}}, "messages": {"state": {"anyOf": 3}}}',
        '{"topics": {"state": {"message": "state", "sender": "lane"}}, "messages": {"state": [1]}}',
        "\xff",
    ],
)
def test_a_file_that_is_no_contract_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file.json").write_bytes(text.encode("latin-1"))
    assert main(["contract", "--against", str(tmp_path / "file.json")]) == 1
    assert "file.json" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "--against", str(tmp_path / "none.json")]) == 1
    assert "none.json can't be read" in capsys.readouterr().err
