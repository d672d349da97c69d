from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.ports import Recogniser
from edge.recognition.crops import Readers
from edge.recognition.engine import MarkRecogniser
from edge.recognition.geometry import grown, rectangle
from edge.recognition.placing import CONTAINER_MARGIN, PLATE_MARGINS
from edge.values import ContainerRead, Image, MarkKind, PlateRead, Quad
from tests.recognition.drawn import BLACK, BLUE, WHITE, YELLOW, boxed, column, lettering, plate, scene
from tests.recognition.quads import moved
from tests.recognition.roll import HEIGHT, WIDTH, roll_reader, written

ALL: frozenset[MarkKind] = frozenset({"plate", "container"})
PICTURES = Path(__file__).parents[2].parent / "shared" / "data"
ROLL = rectangle(0.0, 0.0, float(WIDTH), float(HEIGHT))


# With a detector that is told the lines, and a reader whose crops are piano rolls: what the engine makes of them.


def told(image: Image, lines: list[Quad]) -> MarkRecogniser:
    reader = roll_reader()
    return MarkRecogniser(lambda picture: tuple(lines) if picture is image else (), Readers(reader, reader))


def with_rolls(*rolls: tuple[Image, int, int]) -> Image:
    picture: Image = np.zeros((400, 600, 3), dtype=np.uint8)
    picture[..., 0] = 255
    for roll, left, top in rolls:
        picture[top : top + HEIGHT, left : left + WIDTH] = roll
    return picture


def plate_line(left: int, top: int) -> Quad:
    """The line of text whose place as a plate is just the roll at (left, top)."""
    margin = PLATE_MARGINS[0]
    height = HEIGHT / (1 + 2 * margin)
    return moved(grown(ROLL, -margin * height, -margin * height), left, top)


def number_line(left: int, top: int) -> Quad:
    """The same as a container number."""
    height = HEIGHT / (1 + 2 * CONTAINER_MARGIN)
    return moved(grown(ROLL, -CONTAINER_MARGIN * height, -CONTAINER_MARGIN * height), left, top)


def test_plates_are_found_where_lines_are_and_bare_lines_are_none() -> None:
    picture = with_rolls((written("24C12345", ["white"]), 50, 60), (written("云A12345", ["blue"]), 300, 200))
    recogniser = told(picture, [plate_line(50, 60), plate_line(300, 200), plate_line(50, 300)])
    reads = [read for read in recogniser.recognise(picture, frozenset({"plate"})) if isinstance(read, PlateRead)]
    assert {(read.text, read.colour) for read in reads} == {("24C12345", "white"), ("云A12345", "blue")}
    assert {tuple(map(round, read.box)) for read in reads} == {
        (50, 60, 50 + WIDTH, 60 + HEIGHT), (300, 200, 300 + WIDTH, 200 + HEIGHT),
    }  # fmt: skip


def test_a_number_takes_the_size_type_code_that_a_wider_look_shows() -> None:
    number, both = written("CSQU3054383"), written("CSQU3054383/22G1")
    picture = with_rolls((number, 50, 60))
    recogniser = told(picture, [number_line(50, 60)])
    (read,) = recogniser.recognise(picture, frozenset({"container"}))
    assert isinstance(read, ContainerRead)
    assert (read.number, read.size_type) == ("CSQU3054383", None)
    picture = with_rolls((both, 50, 60))
    (read,) = told(picture, [number_line(50, 60)]).recognise(picture, frozenset({"container"}))
    assert isinstance(read, ContainerRead)
    assert (read.number, read.size_type) == ("CSQU3054383", "22G1")


def test_what_obeys_no_grammar_is_no_mark_of_a_whole_picture_but_is_shown_of_a_crop() -> None:
    roll = written("CAPACITY")
    picture = with_rolls((roll, 50, 60))
    recogniser = told(picture, [plate_line(50, 60), number_line(50, 60)])
    assert recogniser.recognise(picture, ALL) == ()
    (read,) = recogniser.recognise_crop(roll, "plate")
    assert isinstance(read, PlateRead)
    assert (read.text, read.plate_class, read.needs_review) == ("CAPACITY", "unknown", True)


# With the models of the repository.


def test_it_is_a_recogniser(recogniser: MarkRecogniser) -> None:
    port: Recogniser = recogniser
    assert port.recognise(np.zeros((64, 64, 3), dtype=np.uint8), ALL) == ()


def test_plates_of_both_countries_in_one_picture(recogniser: MarkRecogniser) -> None:
    marks = [
        (plate(["51C-123.45"]), 100, 100),
        (plate(["24H", "678.90"], YELLOW), 700, 80),
        (plate(["云G·A8E52"], BLUE, WHITE), 300, 450),
    ]
    reads = recogniser.recognise(scene(marks), ALL)
    assert all(isinstance(read, PlateRead) for read in reads)
    said = {(read.text, read.country, read.rows, read.colour) for read in reads if isinstance(read, PlateRead)}
    assert said == {
        ("51C12345", "VN", 1, "white"),
        ("24H67890", "VN", 2, "yellow"),
        ("云GA8E52", "CN", 1, "blue"),
    }


def test_the_ground_of_a_plate_is_told(recogniser: MarkRecogniser) -> None:
    grounds = {"white": plate(["24H", "678.90"]), "yellow": plate(["24H", "678.90"], YELLOW)}
    for colour, mark in grounds.items():
        (read,) = recogniser.recognise(scene([(mark, 700, 80)]), ALL)
        assert isinstance(read, PlateRead)
        assert read.colour == colour


def test_a_plates_box_is_where_it_was_drawn(recogniser: MarkRecogniser) -> None:
    mark = plate(["51C-123.45"], height=80)
    (read,) = recogniser.recognise(scene([(mark, 400, 300)]), ALL)
    left, top, right, bottom = read.box
    assert 395 <= left < right <= 405 + mark.shape[1]
    assert 295 <= top < bottom <= 305 + mark.shape[0]
    assert right - left > 0.7 * mark.shape[1]


def test_a_small_plate_of_two_rows_is_found(recogniser: MarkRecogniser) -> None:
    small = cv2.resize(plate(["24H", "678.90"], YELLOW, height=60), (60, 45), interpolation=cv2.INTER_AREA)
    (read,) = recogniser.recognise(scene([(small.astype(np.uint8), 900, 500)], size=(1920, 1080)), ALL)
    assert isinstance(read, PlateRead)
    assert read.text == "24H67890"
    assert 893 <= read.box[0] < read.box[2] <= 967
    assert 495 <= read.box[1] < read.box[3] <= 550


def test_a_very_large_picture_is_read_too(recogniser: MarkRecogniser) -> None:
    mark = plate(["51C-123.45"], height=240)
    (read,) = recogniser.recognise(scene([(mark, 2000, 2000)], size=(6000, 4000)), ALL)
    assert isinstance(read, PlateRead)
    assert read.text == "51C12345"


def test_only_what_is_wanted_is_given(recogniser: MarkRecogniser) -> None:
    wall = lettering([("CSQU3054383", 100, 80)])
    wall[400:475, 200:600] = cv2.resize(plate(["51C-123.45"]), (400, 75))
    assert {type(read) for read in recogniser.recognise(wall, ALL)} == {PlateRead, ContainerRead}
    assert {type(read) for read in recogniser.recognise(wall, frozenset({"plate"}))} == {PlateRead}
    assert {type(read) for read in recogniser.recognise(wall, frozenset({"container"}))} == {ContainerRead}


def test_a_container_number_with_its_check_digit_boxed_apart(recogniser: MarkRecogniser) -> None:
    wall = lettering([("CSQU", 200, 100), ("305438", 380, 100), ("22G1", 380, 170)])
    (read,) = recogniser.recognise(boxed(wall, "3", 590, 98), ALL)
    assert isinstance(read, ContainerRead)
    assert (read.number, read.check_digit_ok, read.size_type) == ("CSQU3054383", True, "22G1")


def test_a_container_number_written_downwards(recogniser: MarkRecogniser) -> None:
    wall = lettering([(character, 600, 60 + top) for character, top in column("CSQU3054383")], height=44)
    (read,) = recogniser.recognise(wall, ALL)
    assert isinstance(read, ContainerRead)
    assert read.number == "CSQU3054383"


def test_ordinary_lettering_is_not_reported(recogniser: MarkRecogniser) -> None:
    texts = [("VIET HA LOGISTICS", 100, 80), ("0912 345 678", 100, 160), ("MAX GROSS 30480 KG", 100, 240)]
    assert recogniser.recognise(lettering(texts), ALL) == ()


@pytest.mark.parametrize(
    ("rows", "text"), [(["51C-123.45"], "51C12345"), (["24H", "678.90"], "24H67890"), (["51R", "012.34"], "51R01234")]
)
@pytest.mark.parametrize("height", [26, 90])
def test_a_crop_is_read_small_and_large(recogniser: MarkRecogniser, rows: list[str], text: str, height: int) -> None:
    (read,) = recogniser.recognise_crop(plate(rows, height=height), "plate")
    assert isinstance(read, PlateRead)
    assert (read.text, read.rows) == (text, len(rows))


def test_a_container_crop_is_read(recogniser: MarkRecogniser) -> None:
    (read,) = recogniser.recognise_crop(lettering([("CSQU3054383", 30, 20)])[:90, :420], "container")
    assert isinstance(read, ContainerRead)
    assert read.number == "CSQU3054383"


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (24, 94)])
def test_a_crop_without_a_mark_gives_nothing(recogniser: MarkRecogniser, shape: tuple[int, int]) -> None:
    bare = np.full((*shape, 3), 128, dtype=np.uint8)
    assert recogniser.recognise_crop(bare, "plate") == ()
    assert recogniser.recognise_crop(bare, "container") == ()


def test_loading_says_nothing_and_opens_no_socket() -> None:
    code = (
        "import socket\n"
        "def refuse(*args, **kwargs): raise SystemExit('the network was asked')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "import numpy, edge.recognition.engine as engine\n"
        "engine.load_recogniser(1).recognise(numpy.zeros((64, 64, 3), numpy.uint8), frozenset({'plate'}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_real_plates_of_trucks_are_read(recogniser: MarkRecogniser) -> None:
    manifest = PICTURES / "vn" / "manifest.csv"
    if not manifest.exists():
        pytest.skip("the development pictures are not beside the repository")
    with manifest.open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["kind"] == "truck"]
    marks = [(row["file"], mark["text"]) for row in rows for mark in json.loads(row["plates"]) if mark["text"]]
    wanted = marks[::6]  # every sixth, since pictures taken in one place stand together in the list
    right = 0
    for file, text in wanted:
        image = cv2.imread(str(PICTURES / "vn" / file))
        assert image is not None
        reads = recogniser.recognise(np.asarray(image, dtype=np.uint8), frozenset({"plate"}))
        right += text in {read.text for read in reads if isinstance(read, PlateRead)}
    assert right >= 0.7 * len(wanted)


def test_nothing_is_seen_in_black_and_in_noise(recogniser: MarkRecogniser) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (360, 640, 3)).astype(np.uint8)
    assert recogniser.recognise(noise, ALL) == ()
    assert recogniser.recognise(np.full((360, 640, 3), BLACK, dtype=np.uint8), ALL) == ()
