from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageFont

from edge.fonts import PLATE_MARKS
from edge.rules.plates_cn import PROVINCES
from edge.sim.marks import draw_plate, letter, plate_lines
from edge.sim.scenario import Truck

NEEDED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789Đ.-·" + PROVINCES + "挂学警港澳使领试"

VN = Truck("29C12345", "VN", "civil", "yellow", 1, None, None, None, 20_000, "day")
CN = Truck("云G12345", "CN", "standard", "yellow", 1, None, None, None, 20_000, "day")


def test_the_font_holds_every_character_of_plates_and_marks() -> None:
    font = ImageFont.truetype(str(PLATE_MARKS), 60)
    missing = bytes(font.getmask("試"))
    assert len(NEEDED) == 79
    assert [character for character in NEEDED if bytes(font.getmask(character)) == missing] == []


def test_no_two_characters_of_the_font_look_the_same() -> None:
    drawn = {letter(character, 60).tobytes() for character in NEEDED}
    assert len(drawn) == len(NEEDED)


def test_the_font_travels_with_its_licence() -> None:
    licence = (PLATE_MARKS.parent / "OFL.txt").read_text(encoding="utf-8")
    assert licence.startswith("Copyright ")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert PLATE_MARKS.stat().st_size < 100_000


@pytest.mark.parametrize(
    ("truck", "lines"),
    [
        (VN, ("29C-123.45",)),
        (replace(VN, plate_rows=2), ("29C", "123.45")),
        (replace(VN, plate="51RM01234"), ("51RM-012.34",)),
        (CN, ("云G·12345",)),
        (replace(CN, plate="云GD12345"), ("云G·D12345",)),
    ],
)
def test_plates_are_punched_as_each_country_does(truck: Truck, lines: tuple[str, ...]) -> None:
    assert plate_lines(truck) == lines


@pytest.mark.parametrize(
    ("truck", "millimetres"),
    [
        (VN, (520, 110)),
        (replace(VN, plate_rows=2), (330, 165)),
        (CN, (440, 140)),
        (replace(CN, plate="云GD12345", plate_class="nev-small", plate_colour="green"), (480, 140)),
    ],
)
def test_plates_have_the_proportions_of_the_metal(truck: Truck, millimetres: tuple[int, int]) -> None:
    height, width = draw_plate(truck).shape[:2]
    assert (width, height) == (millimetres[0] * 2, millimetres[1] * 2)


@pytest.mark.parametrize(
    ("colour", "strongest"), [("yellow", {1, 2}), ("blue", {0}), ("green", {1}), ("yellow-green", {1})]
)
def test_the_ground_has_the_colour_of_its_class(colour: str, strongest: set[int]) -> None:
    plate = draw_plate(replace(CN, plate_colour=colour))
    ground = np.median(plate[60:-60, -60:-20].reshape(-1, 3), axis=0)
    weakest = min(ground)
    assert all(ground[channel] > weakest + 30 for channel in strongest)


def test_letters_are_dark_on_light_metal_and_white_on_blue() -> None:
    yellow = draw_plate(CN).min(axis=2)
    blue = draw_plate(replace(CN, plate_colour="blue")).min(axis=2)
    middle = slice(yellow.shape[0] // 3, yellow.shape[0] * 2 // 3)
    assert yellow[middle].min() < 25
    assert blue[middle].max() > 230


def test_a_line_of_lettering_has_the_height_asked_for_and_touches_both_its_ends() -> None:
    line = letter("MSKU 907032", 48)
    assert line.shape[0] == 48
    assert line[:, 0].any()
    assert line[:, -1].any()
