from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.yaohua_polled import YaohuaPolled
from tests.wire.feeding import counts, fed, indicator, seen

# questions as documented in the manuals: gross, tare, net of address A
ASK_GROSS = bytes.fromhex("024142303303")
ASK_TARE = bytes.fromhex("024143303203")
ASK_NET = bytes.fromhex("024144303503")
# answers by the manual's table, their checks worked out by hand
GROSS_85 = b"\x02AB+000085015\x03"
TARE_20 = b"\x02AC+00002001B\x03"
NET_65 = b"\x02AD+00006501D\x03"


def answer(body: bytes) -> bytes:
    """A frame around address, command and field, its check worked out here by hand."""
    check = 0
    for byte in body:
        check ^= byte
    return b"\x02" + body + f"{check:02X}".encode() + b"\x03"


def test_the_documented_answers_have_the_checks_written_above() -> None:
    assert [answer(one[1:-3]) for one in (GROSS_85, TARE_20, NET_65)] == [GROSS_85, TARE_20, NET_65]


@pytest.mark.parametrize(("address", "question"), [("A", ASK_GROSS), ("B", b"\x02BB00\x03"), ("Z", b"\x02ZB18\x03")])
def test_the_question_is_for_the_gross_weight_of_the_configured_address(address: str, question: bytes) -> None:
    assert YaohuaPolled("kg", address).poll == question


def test_an_answer_to_gross_is_the_weight() -> None:
    parser = indicator("yaohua-polled")
    assert seen(parser, *[GROSS_85] * 5) == [(85, "ok", False)] * 3 + [(85, "ok", True)] * 2


@pytest.mark.parametrize("other", [TARE_20, NET_65])
def test_tare_and_net_have_no_gross_weight(other: bytes) -> None:
    assert seen(indicator("yaohua-polled"), *[other] * 5) == [(None, "invalid", False)] * 5


@pytest.mark.parametrize(
    ("field", "kg"),
    [(b"+0123450", 12345), (b"+0123451", 1234.5), (b"+0123454", 1.2345), (b"-0000200", -20), (b"-0000051", -0.5)],
)
def test_sign_and_decimals_are_honoured(field: bytes, kg: float) -> None:
    shown = YaohuaPolled().parse(answer(b"AB" + field))
    assert (shown.gross_kg, shown.status) == (kg, "negative" if kg < 0 else "ok")


def test_figures_are_in_the_unit_of_the_site() -> None:
    assert YaohuaPolled("t").parse(answer(b"AB+0324602")).gross_kg == 324_600


@pytest.mark.parametrize("echo", [ASK_GROSS, ASK_TARE, ASK_NET])
def test_the_echo_of_a_question_is_skipped(echo: bytes) -> None:
    parser = indicator("yaohua-polled")
    assert [one.raw for one in fed(parser, echo + GROSS_85)] == [GROSS_85.hex()]
    assert counts(parser) == (1, 0, len(echo))


def test_the_answer_of_another_address_is_skipped() -> None:
    parser = indicator("yaohua-polled", address="B")
    assert [one.gross_kg for one in fed(parser, GROSS_85, answer(b"BB+0000700"))] == [70]
    assert counts(parser) == (1, 0, len(GROSS_85))


@pytest.mark.parametrize("place", range(1, 11))
def test_one_wrong_bit_under_the_check_is_refused(place: int) -> None:
    wrong = bytearray(GROSS_85)
    wrong[place] ^= 1
    with pytest.raises(FrameError):
        YaohuaPolled().parse(bytes(wrong))


def test_an_answer_whose_check_is_wrong_is_skipped_and_counted() -> None:
    parser = indicator("yaohua-polled")
    wrong = GROSS_85.replace(b"15\x03", b"16\x03")
    assert [one.gross_kg for one in fed(parser, GROSS_85 + wrong + GROSS_85)] == [85, 85]
    assert counts(parser) == (2, 1, len(wrong))


@pytest.mark.parametrize("field", [b"+0000855", b"+00 0850", b"*0000850", b"+00A0850"])
def test_an_answer_with_a_right_check_and_wrong_characters_is_refused(field: bytes) -> None:
    with pytest.raises(FrameError, match="out of range"):
        YaohuaPolled().parse(answer(b"AB" + field))
