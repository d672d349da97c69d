"""The fuzzer finds nothing, and would find something."""

from __future__ import annotations

from random import Random

import pytest

from edge.commands import fuzz
from edge.wire.indicators import FORMATS

INPUTS = 2000


def some_inputs(seed: int) -> list[bytes]:
    random = Random(seed)  # noqa: S311 - the fuzzer's
    return [fuzz.mutated(random, (b"abc", b"defg")) for _ in range(100)]


@pytest.mark.parametrize("name", [*FORMATS, "registers", "modbus-rtu", "modbus-tcp", "command", "expected"])
def test_hostile_bytes_give_values_or_our_own_error(name: str) -> None:
    outcome = fuzz.fuzz(name, INPUTS, seed=1)
    assert outcome.inputs == INPUTS
    assert outcome.values > INPUTS / 20, "the inputs are not near enough to what is valid"


def test_the_same_seed_gives_the_same_inputs() -> None:
    assert some_inputs(1) == some_inputs(1) != some_inputs(2)


def test_the_table_has_a_row_a_parser(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--inputs", "50", "--protocol", "yaohua"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["yaohua", "50"]


def test_another_exception_is_told_with_the_bytes_that_made_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def feed(payload: bytes) -> tuple[int, int]:
        if b"abb" in payload:
            raise KeyError("abb")
        return 1, 0

    monkeypatch.setattr(fuzz, "TARGETS", {"yaohua": ((b"abb", b"c"), lambda: feed)})
    assert fuzz.main(["--inputs", "500"]) == 1
    said = capsys.readouterr().err
    assert "KeyError('abb')" in said
    assert b"abb" in bytes.fromhex(said.split()[-1])
