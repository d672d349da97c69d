from __future__ import annotations

import struct
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import FrameError
from edge.wire.registers import FORMS, PRESETS, RegisterIndicator, RegisterMap, RegisterType, StatusBits, WordOrder
from edge.wire.units import Unit

GROSS = RegisterMap(gross=7)
STATUS = RegisterMap(gross=1, status=0, bits=StatusBits(stable=1, underload=4, overload=5, invalid=6))
BITS = StatusBits(**{one.name: number for number, one in enumerate(fields(StatusBits))})


def words(*registers: int) -> bytes:
    return struct.pack(f">{len(registers)}H", *registers)


@pytest.mark.parametrize(
    ("registers", "frame", "gross_kg"),
    [
        (RegisterMap(0, "uint16"), words(0xFFFE), 65534),
        (RegisterMap(0, "int16"), words(0xFFFE), -2),
        (RegisterMap(0, "int32"), words(0x0000, 0x7ECC), 32460),
        (RegisterMap(0, "int32"), words(0x0001, 0x7ECC), 97996),
        (RegisterMap(0, "int32"), words(0xFFFF, 0xFFEC), -20),
        (RegisterMap(0, "uint32"), words(0xFFFF, 0xFFEC), 4294967276),
        (RegisterMap(0, "int32", words="low-first"), words(0x7ECC, 0x0001), 97996),
        (RegisterMap(0, "float32"), words(0x46FD, 0x9800), 32460),
        (RegisterMap(0, "float32", words="low-first"), words(0x9800, 0x46FD), 32460),
        (RegisterMap(0, "float32"), words(0x3DCC, 0xCCCD), 0.1),
        (RegisterMap(0, "float32", decimals=1), words(0x46FD, 0x9819), 32460),
        (RegisterMap(0, "float32", decimals=0), words(0xC1A3, 0x3333), -20),
        (RegisterMap(0, decimals=1), words(0, 32460), 3246),
        (RegisterMap(0, decimals=3, unit="t"), words(0, 32460), 32460),
        (RegisterMap(0, decimals_register=2), words(0, 32460, 2), 324.6),
        (RegisterMap(1, decimals_register=0), words(2, 0, 32460), 324.6),
        (RegisterMap(0, unit="lb"), words(0, 1000), 453.59237),
    ],
)
def test_registers_are_the_weight_that_the_map_says(registers: RegisterMap, frame: bytes, gross_kg: float) -> None:
    assert registers.parse(frame).gross_kg == pytest.approx(gross_kg)


@pytest.mark.parametrize(
    ("status", "gross_kg", "said", "stable"),
    [
        (0b0000010, 32460, "ok", True),
        (0b0000000, 32460, "ok", False),
        (0b0010010, None, "underload", False),
        (0b0100010, None, "overload", False),
        (0b0110000, None, "overload", False),
        (0b1000010, None, "invalid", True),
        (0b0001110, 32460, "ok", True),
    ],
    ids=["stable", "moving", "underload", "overload", "both", "cell fails", "bits without meaning"],
)
def test_the_status_bits_of_a_pavone_are_honoured(status: int, gross_kg: int | None, said: str, stable: bool) -> None:
    shown = PRESETS["pavone-dat"].parse(words(status, 0, 32460))
    assert (shown.gross_kg, shown.status, shown.stable) == (gross_kg, said, stable)


@pytest.mark.parametrize(
    ("bits", "status", "gross_kg", "said", "stable"),
    [
        (StatusBits(motion=15), 0x8000, 100, "ok", False),
        (StatusBits(motion=15), 0x7FFF, 100, "ok", True),
        (StatusBits(motion=0, stable=1), 0b11, 100, "ok", False),
        (StatusBits(negative=3), 0b1000, -100, "negative", None),
        (StatusBits(net=11), 0x0800, None, "invalid", None),
        (StatusBits(overload=0), 0, 100, "ok", None),
    ],
)
def test_each_status_bit_has_its_meaning(
    bits: StatusBits, status: int, gross_kg: int | None, said: str, stable: bool | None
) -> None:
    shown = RegisterMap(gross=0, status=2, bits=bits).parse(words(0, 100, status))
    assert (shown.gross_kg, shown.status, shown.stable) == (gross_kg, said, stable)


def test_overload_needs_no_number() -> None:
    registers = RegisterMap(0, "float32", status=2, bits=StatusBits(overload=0))
    assert registers.parse(words(0x7FC0, 0, 1)).status == "overload"


@pytest.mark.parametrize(
    "bad", [(0x7FC0, 0), (0x7F80, 0), (0xFF80, 0)], ids=["no number", "infinite", "minus infinite"]
)
def test_a_float_that_is_no_number_is_refused(bad: tuple[int, int]) -> None:
    with pytest.raises(FrameError, match="no number"):
        RegisterMap(0, "float32").parse(words(*bad))


def test_more_decimals_than_digits_are_refused() -> None:
    with pytest.raises(FrameError, match="7 decimals"):
        RegisterMap(0, decimals_register=2).parse(words(0, 32460, 7))


@pytest.mark.parametrize("frame", [b"", b"\x00", words(0), words(0, 0, 0)])
def test_another_number_of_registers_is_refused(frame: bytes) -> None:
    with pytest.raises(FrameError, match="not 2 registers"):
        GROSS.parse(frame)


@pytest.mark.parametrize(
    ("registers", "blocks"),
    [
        (PRESETS["cas-ci-600d"], ((7, 2),)),
        (PRESETS["pavone-dat"], ((0, 3),)),
        (PRESETS["eagle-ei"], ((0x1000, 2),)),
        (RegisterMap(7, "int16"), ((7, 1),)),
        (RegisterMap(7, status=4), ((4, 1), (7, 2))),
        (RegisterMap(7, status=9, decimals_register=1101), ((7, 3), (1101, 1))),
        (RegisterMap(7, status=8), ((7, 2),)),
    ],
)
def test_neighbours_are_read_at_once_and_others_apart(
    registers: RegisterMap, blocks: tuple[tuple[int, int], ...]
) -> None:
    assert registers.blocks() == blocks


@given(
    st.sampled_from(get_args(RegisterType)),
    st.sampled_from(get_args(WordOrder)),
    st.none() | st.integers(0, 6),
    st.sampled_from(get_args(Unit)),
    st.lists(st.integers(0, 0xFFFF), max_size=5),
)
def test_any_words_give_a_weight_or_our_error(
    kind: RegisterType, order: WordOrder, decimals: int | None, unit: Unit, drawn: list[int]
) -> None:
    for more in (None, 3):
        registers = RegisterMap(
            0, kind, words=order, unit=unit, decimals=decimals, decimals_register=more, status=2, bits=BITS
        )
        frame = words(*drawn)
        parser = RegisterIndicator(registers, 3)
        readings = parser.feed(frame, 0.0)
        assert (len(readings), parser.bad_frames) in ((1, 0), (0, 1), (0, 0))
        assert all(one.raw == frame.hex() for one in readings)
        try:
            registers.parse(frame)
        except FrameError:
            assert readings == []


@given(st.sampled_from(get_args(RegisterType)), st.sampled_from(get_args(WordOrder)), st.integers(-30_000, 30_000))
def test_a_weight_packed_by_hand_is_read_back(kind: RegisterType, order: WordOrder, steps: int) -> None:
    steps = abs(steps) if kind.startswith("u") else steps
    packed = struct.pack(FORMS[kind], steps)
    frame = packed if order == "high-first" else packed[2:] + packed[:2]
    assert RegisterMap(0, kind, words=order).parse(frame).gross_kg == steps


def test_without_a_flag_a_weight_is_stable_by_repetition() -> None:
    parser = RegisterIndicator(GROSS, 3)
    frames = [words(0, 32460)] * 3 + [words(0, 32480)] * 2
    found = [one for number, frame in enumerate(frames) for one in parser.feed(frame, number * 0.3)]
    assert [(one.gross_kg, one.status, one.stable) for one in found] == [
        (32460, "ok", False),
        (32460, "ok", False),
        (32460, "ok", True),
        (32480, "motion", False),
        (32480, "ok", False),
    ]
    assert [one.raw for one in found[-1:]] == ["00007ee0"]


def test_a_jump_is_not_believed_on_one_answer_whatever_the_flag_says() -> None:
    parser = RegisterIndicator(STATUS, 3)
    frames = [words(2, 0, 32460), words(2, 0, 42460), words(2, 0, 42460)]
    found = [one for number, frame in enumerate(frames) for one in parser.feed(frame, number * 0.3)]
    assert [(one.status, one.stable) for one in found] == [("ok", True), ("motion", False), ("ok", True)]


def test_neither_noise_of_a_float_nor_other_bits_make_a_weight_move() -> None:
    registers = RegisterMap(0, "float32", decimals=0, status=2, bits=StatusBits(overload=5))
    parser = RegisterIndicator(registers, 2)
    first, second = words(0x46FD, 0x9800, 0x0000), words(0x46FD, 0x9819, 0x0100)
    readings = [*parser.feed(first, 0.0), *parser.feed(second, 0.3)]
    assert [(one.gross_kg, one.stable, one.raw) for one in readings] == [
        (32460, False, first.hex()),
        (32460, True, second.hex()),
    ]


def test_an_answer_that_is_no_weight_is_counted_and_leaves_nothing_behind() -> None:
    parser = RegisterIndicator(RegisterMap(0, "float32"), 3)
    assert parser.feed(words(0x7FC0, 0), 0.0) == []
    assert parser.bad_frames == 1
    assert [one.gross_kg for one in parser.feed(words(0x46FD, 0x9800), 0.3)] == [32460]
