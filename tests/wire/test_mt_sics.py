from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.mt_sics import MtSics
from tests.wire.feeding import counts, fed, indicator, seen

# as printed in the MT-SICS manual, under S
DOCUMENTED = b"S S     100.00 g\r\n"


@pytest.mark.parametrize(
    ("sent", "kg", "status", "stable"),
    [
        (DOCUMENTED, 0.1, "ok", True),
        (b"S S   100.00 g\r\n", 0.1, "ok", True),
        (b"S D     100.00 g\r\n", 0.1, "motion", False),
        (b"S S      32460 kg\r\n", 32460, "ok", True),
        (b"S S 32460      kg\r\n", 32460, "ok", True),
        (b"S S     32.460 t\r\n", 32460, "ok", True),
        (b"S S     1000.0 lb\r\n", 453.59237, "ok", True),
        (b"S S      -20.5 kg \r\n", -20.5, "negative", True),
        (b"S D      -20.5 kg\r\n", -20.5, "negative", False),
        (b"S S -     20.5 kg\r\n", -20.5, "negative", True),
    ],
)
def test_a_weight_is_read_with_its_flag_sign_and_unit(sent: bytes, kg: float, status: str, stable: bool) -> None:
    assert seen(indicator("mt-sics"), sent) == [(kg, status, stable)]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"S I\r\n", "invalid"),
        (b"S +\r\n", "overload"),
        (b"S -\r\n", "underload"),
        (b"ES\r\n", "invalid"),
        (b"ET\r\n", "invalid"),
        (b"EL\r\n", "invalid"),
    ],
)
def test_an_answer_without_a_weight_says_why(sent: bytes, status: str) -> None:
    parser = indicator("mt-sics")
    assert seen(parser, sent * 2) == [(None, status, False)] * 2
    assert counts(parser) == (2, 0, 0)


def test_a_stream_of_repeated_answers_is_read() -> None:
    stream = b"S D      32440 kg\r\nS D      32460 kg\r\nS S      32460 kg\r\nS S      32460 kg\r\n"
    assert seen(indicator("mt-sics"), stream) == [
        (32440, "motion", False),
        (32460, "motion", False),
        (32460, "ok", True),
        (32460, "ok", True),
    ]


def test_other_answers_are_skipped() -> None:
    parser = indicator("mt-sics")
    other = b'I4 A "0123456789"\r\nTA A     100.00 g\r\n'
    assert [one.gross_kg for one in fed(parser, other + DOCUMENTED)] == [0.1]
    assert counts(parser) == (1, 0, len(other))


@pytest.mark.parametrize(
    "sent",
    [
        b"S S     100.00 oz\r\n",
        b"S S 100.00\r\n",
        b"S S     100.00g\r\n",
        b"S S     1.0.00 g\r\n",
        b"S S            g\r\n",
        b"S I 100.00 g\r\n",
    ],
)
def test_an_answer_that_is_no_weight_is_refused_and_counted(sent: bytes) -> None:
    parser = indicator("mt-sics")
    assert [one.gross_kg for one in fed(parser, sent + DOCUMENTED)] == [0.1]
    assert counts(parser) == (1, 1, len(sent))


@pytest.mark.parametrize("broken", [b"", b"S S", b"S S     100.00 g", b"\r\n", b"S X     100.00 g\r\n", b"\xff" * 20])
def test_what_is_no_answer_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not an MT-SICS weight"):
        MtSics().parse(broken)
