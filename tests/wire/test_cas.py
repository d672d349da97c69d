from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.cas import Cas
from tests.wire.feeding import counts, fed, indicator, seen

# 13.5 kg as the CI-600D manual writes it: 0 0 0 0 1 3 . 5; device 1, lamps: stable and gross
DOCUMENTED = b"ST,GS,\x01\xc4,000013.5 kg\r\n"


def frame(header: bytes = b"ST", kind: bytes = b"GS", lamp: int = 0xC4, rest: bytes = b"00032460 kg") -> bytes:
    return header + b"," + kind + b",\x01" + bytes((lamp,)) + b"," + rest + b"\r\n"


@pytest.mark.parametrize(
    ("sent", "gross_kg", "status", "stable"),
    [
        (DOCUMENTED, 13.5, "ok", True),
        (frame(), 32460, "ok", True),
        (frame(b"US", lamp=0x84), 32460, "motion", False),
        (frame(b"OL"), None, "overload", False),
        (frame(b"OL", rest=b"         kg"), None, "overload", False),
        (frame(kind=b"NT", lamp=0xC2), None, "invalid", False),
        (frame(rest=b"-0000020 kg"), -20, "negative", True),
        (frame(rest=b"-    0.5 kg"), -0.5, "negative", True),
        (frame(rest=b"  32.460  t"), 32460, "ok", True),
        (frame(rest=b"  32.460 t "), 32460, "ok", True),
        (frame(rest=b"  1000.0 lb"), 453.59237, "ok", True),
        (frame(rest=b"  +32460 kg"), 32460, "ok", True),
        (frame(rest=b"  32 460 kg"), 32460, "ok", True),
        (frame(rest=b"   32460\x05kg"), 32460, "ok", True),
        (frame(lamp=0xD4), None, "invalid", False),
        (frame(rest=b"   32460 oz"), None, "invalid", False),
    ],
    ids=[
        "documented", "gross", "unstable", "overload", "overload, blank", "net", "negative", "sign apart", "t",
        "t left", "lb", "plus", "blank inside", "relay states", "hold", "unknown unit",
    ],
)  # fmt: skip
def test_a_frame_is_what_it_says(sent: bytes, gross_kg: float | None, status: str, stable: bool) -> None:
    assert seen(indicator("cas"), sent) == [(gross_kg, status, stable)]


@pytest.mark.parametrize("device", [b"\x01", b"1", b",", b"\r", b"\n", b"\xff"])
@pytest.mark.parametrize("lamp", [b"\xc4", b",", b"\r", b"\n", b"D"])
def test_device_and_lamps_may_be_any_byte(device: bytes, lamp: bytes) -> None:
    sent = b"ST,GS," + device + lamp + b",   32460 kg\r\n"
    assert [one.gross_kg for one in fed(indicator("cas"), sent * 2)] == [32460, 32460]


@pytest.mark.parametrize("rest", [b"3.2.4600 kg", b"         kg", b"   3246O kg", b"   32,46 kg", b"32460-   kg"])
def test_what_is_no_number_is_refused_and_counted(rest: bytes) -> None:
    parser = indicator("cas")
    assert [one.gross_kg for one in fed(parser, frame(rest=rest) + DOCUMENTED)] == [13.5]
    assert counts(parser) == (1, 1, 22)


@pytest.mark.parametrize("broken", [b"", DOCUMENTED[1:], DOCUMENTED[:-1], DOCUMENTED + b"\n", b"000013.5\r\n"])
def test_what_has_not_the_form_of_a_frame_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not a CAS frame"):
        Cas().parse(broken)


def test_the_form_without_a_start_is_not_read() -> None:
    assert fed(indicator("cas"), b"000013.5\r\n" * 5, b"") == []


def test_a_jump_of_a_digit_is_not_believed_on_one_frame() -> None:
    jump = frame(rest=b"00082460 kg")
    assert seen(indicator("cas"), frame(), jump, frame(), frame()) == [
        (32460, "ok", True),
        (82460, "motion", False),
        (32460, "motion", False),
        (32460, "ok", True),
    ]
