"""`lanegate read` as a person or a program runs it."""

from __future__ import annotations

import argparse
import json
import os
import pty
import signal
import subprocess
import sys
import termios
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from edge.commands.read import add_parser
from tests.recognition.drawn import YELLOW, lettering, plate, scene

ONE = scene([(plate(["51C-123.45"]), 400, 300)], size=(960, 540))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """b.png and a.jpg with a plate each, and a file that is no picture."""
    cv2.imwrite(str(tmp_path / "b.png"), ONE)
    cv2.imwrite(str(tmp_path / "a.jpg"), scene([(plate(["24H", "678.90"], YELLOW), 300, 200)], size=(960, 540)))
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path


def read(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, list[str]]:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(required=True))
    arguments = parser.parse_args(["read", "--threads", "1", *map(str, words)])
    code: int = arguments.run(arguments)
    return code, capsys.readouterr().out.splitlines()


def read_json(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, list[dict[str, Any]]]:
    code, lines = read(capsys, "--json", *words)
    return code, [json.loads(line) for line in lines]


def clip(path: Path, seconds: float = 2.0, rate: int = 10) -> Path:
    """A video that shows bare ground in its first second and a plate afterwards."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.width, stream.height, stream.pix_fmt = 960, 540, "yuv420p"
        stream.bit_rate = 4_000_000
        stream.time_base = Fraction(1, rate)
        for number in range(round(seconds * rate)):
            picture = ONE if number >= rate else scene([], size=(960, 540))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    return path


def test_a_line_has_the_shape_of_the_contract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, (said,) = read_json(capsys, folder / "b.png")
    assert code == 0
    assert list(said) == ["file", "width", "height", "ms", "plates", "containers"]
    assert (said["file"], said["width"], said["height"]) == (str(folder / "b.png"), 960, 540)
    (mark,) = said["plates"]
    certainty = ["confidence", "min_char_confidence", "needs_review"]
    assert list(mark) == ["text", "country", "class", "rows", "colour", *certainty, "box", "quad"]
    assert (mark["text"], mark["country"], mark["class"], mark["rows"]) == ("51C12345", "VN", "civil", 1)
    assert all(isinstance(value, int) for value in mark["box"])
    assert [len(corner) for corner in mark["quad"]] == [2, 2, 2, 2]
    assert said["ms"] > 0


def test_a_container_line_has_the_shape_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "wall.png"), lettering([("CSQU3054383", 100, 80), ("22G1", 100, 160)]))
    _, (said,) = read_json(capsys, tmp_path / "wall.png")
    (mark,) = said["containers"]
    assert list(mark) == [
        "number", "check_digit_ok", "size_type", "confidence", "min_char_confidence", "needs_review", "box",
    ]  # fmt: skip
    assert (mark["number"], mark["check_digit_ok"], mark["size_type"]) == ("CSQU3054383", True, "22G1")


def test_a_folder_is_its_pictures_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = read_json(capsys, folder)
    assert code == 0
    assert [Path(line["file"]).name for line in said] == ["a.jpg", "b.png"]
    assert [line["plates"][0]["text"] for line in said] == ["24H67890", "51C12345"]


def test_what_cannot_be_read_is_said_and_the_rest_is_done(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.jpg").touch()
    (folder / "nothing").mkdir()
    bad = [folder / "missing.jpg", folder / "notes.txt", folder / "empty.jpg", folder / "nothing"]
    code, said = read_json(capsys, *bad, folder / "b.png")
    assert code == 1
    assert [line["file"] for line in said] == [str(path) for path in (*bad, folder / "b.png")]
    assert [line.get("error") for line in said] == [
        "no such file",
        "not a picture that can be decoded",
        "the file is empty",
        "no pictures in this folder",
        None,
    ]


def test_a_broken_video_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.mp4").write_bytes(b"no video at all" * 100)
    code, (said,) = read_json(capsys, tmp_path / "broken.mp4")
    assert code == 1
    assert said["error"].startswith("the video can't be decoded")


def test_a_video_gives_a_line_each_second_or_as_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = clip(tmp_path / "gate.mp4")
    code, said = read_json(capsys, path)
    assert code == 0
    assert [(line["frame"], line["at_s"], len(line["plates"])) for line in said] == [(0, 0.0, 0), (10, 1.0, 1)]
    _, said = read_json(capsys, "--every", "0.5", path)
    assert [line["frame"] for line in said] == [0, 5, 10, 15]


def test_the_exif_orientation_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a viewer
    lying = np.ascontiguousarray(np.rot90(ONE)[:, :, ::-1])
    Pillow.fromarray(lying).save(tmp_path / "lying.jpg", quality=95, exif=exif)
    _, (said,) = read_json(capsys, tmp_path / "lying.jpg")
    assert (said["width"], said["height"]) == (960, 540)
    assert [mark["text"] for mark in said["plates"]] == ["51C12345"]


def test_a_crop_is_read_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "crop.png"), plate(["51C-123.45"], height=24))
    _, (said,) = read_json(capsys, "--crop", "plate", tmp_path / "crop.png")
    assert [mark["text"] for mark in said["plates"]] == ["51C12345"]


def test_chinese_characters_are_written_as_themselves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "cn.png"), plate(["云G·A8E52"], YELLOW))
    _, lines = read(capsys, "--json", "--crop", "plate", tmp_path / "cn.png")
    assert "云GA8E52" in lines[0]


def test_people_get_a_line_to_look_at(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, lines = read(capsys, folder / "b.png", folder / "missing.jpg")
    assert "51C12345 (VN civil" in lines[0]
    assert lines[1].endswith("missing.jpg: no such file")


def test_pictures_are_drawn(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read(capsys, "--draw", tmp_path / "out" / "drawn", folder / "b.png")
    drawn = cv2.imread(str(tmp_path / "out" / "drawn" / "b.jpg"))
    assert drawn is not None
    assert drawn.shape == ONE.shape
    assert ((drawn[..., 1] > 150) & (drawn[..., 0] < 110) & (drawn[..., 2] < 110)).any(), "no green outline"


@pytest.mark.parametrize("words", [["--every", "0"], ["--every", "x"], ["--threads", "-1"], ["--crop", "truck"], []])
def test_wrong_usage_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read(capsys, *words, *(["a.jpg"] if words else []))
    assert ended.value.code == 2


def started(*words: object, stderr: int = subprocess.PIPE) -> subprocess.Popen[str]:
    code = (
        "import argparse, sys\nfrom edge.commands.read import add_parser\n"
        "parser = argparse.ArgumentParser(); add_parser(parser.add_subparsers())\n"
        "arguments = parser.parse_args(); sys.exit(arguments.run(arguments))\n"
    )
    command = [sys.executable, "-c", code, "read", "--json", "--threads", "1", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True)


def test_lines_come_one_by_one_and_an_interrupt_ends_quietly(folder: Path) -> None:
    with started(*[folder / "b.png"] * 500) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["plates"]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == ""


def test_a_reader_that_goes_away_ends_it_quietly(folder: Path) -> None:
    with started(*[folder / "b.png"] * 500) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        process.wait(timeout=60)
    assert process.returncode == 1
    assert errors == ""


@pytest.mark.parametrize(("copies", "shown"), [(3, True), (1, False)])
def test_a_bar_is_shown_on_a_terminal_for_several_files(folder: Path, copies: int, shown: bool) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    with started(*[folder / "b.png"] * copies, stderr=theirs) as process:
        os.close(theirs)
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
    said = _all_of(ours)
    assert len(lines) == copies
    assert ("file" in said) is shown


def _all_of(terminal: int) -> str:
    """What was written to a terminal whose other side is closed."""
    said = b""
    try:
        while block := os.read(terminal, 65536):
            said += block
    except OSError:  # Linux's way to say that nobody writes any more
        pass
    os.close(terminal)
    return said.decode()
