"""Rendered crops on one picture, and real ones under them: `python -m models.training.contact_sheet --help`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from edge.recognition.inputs import model_input
from edge.values import Image
from models.training.camera import photograph
from models.training.containers import CONTAINER_FONTS, draw_container
from models.training.crops import cut
from models.training.labelled import COLLECTIONS, Collection, LabelledMark, picture_of, read_labelled
from models.training.marks import FlatMark
from models.training.optics import Random
from models.training.plates_cn import FONTS_CN, draw_chinese
from models.training.plates_vn import FONT_NAMES, draw_vietnamese
from models.training.typefaces import Typefaces, find_typefaces

Draw = Callable[[Random, Typefaces], FlatMark]

SIZES = {"plate": (160, 64), "container": (256, 64)}
COLUMNS = {"plate": 8, "container": 6}
CAPTION = 14
"""Pixels of height under a rendered crop, for the text that it must be read as."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the picture; fails with argparse's message where the arguments are wrong."""
    wanted = _parser().parse_args(arguments)
    width, height = SIZES[wanted.kind]
    cells = rendered(wanted.kind, wanted.count, wanted.seed, width, height)
    if wanted.beside is not None:
        blank = -len(cells) % COLUMNS[wanted.kind]
        cells += [np.zeros_like(cells[0])] * blank
        cells += real(wanted.beside, wanted.kind, wanted.count, wanted.seed, width, height)
    cv2.imwrite(str(wanted.out), sheet(cells, COLUMNS[wanted.kind]))


def rendered(kind: str, count: int, seed: int, width: int, height: int) -> list[Image]:
    """Crops as the training draws them, each over its text; number `i` depends on the seed and `i` alone."""
    draws, typefaces = _artists(kind)
    cells = []
    for number in range(count):
        rng = np.random.default_rng((seed, number))
        flat = draws[number % len(draws)](rng, typefaces)
        crop, (text, *_) = cut(photograph(flat, rng), rng, width, height)
        cells.append(captioned(crop, text))
    return cells


def real(folder: Path, kind: str, count: int, seed: int, width: int, height: int) -> list[Image]:
    """Crops of marks that may be trained on, by their labelled corners, in the order of chance."""
    marks = [
        mark for name in COLLECTIONS if (name == "container") == (kind == "container") for mark in _of(folder, name)
    ]
    order = np.random.default_rng(seed).permutation(len(marks))[:count]
    return [captioned(_cut_real(marks[int(place)], width, height), "") for place in order]


def captioned(crop: Image, text: str) -> Image:
    """The crop over a strip with its text; characters that cv2 can't draw are shown as `*`."""
    strip = np.zeros((CAPTION, crop.shape[1], 3), np.uint8)
    plain = "".join(character if character.isascii() else "*" for character in text)
    cv2.putText(strip, plain, (2, CAPTION - 3), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (200, 200, 200), 1, cv2.LINE_AA)
    return np.vstack([crop, strip])


def sheet(cells: Sequence[Image], columns: int) -> Image:
    """Cells of one size in rows of `columns`; what the last row lacks is black."""
    if not cells:
        raise ValueError("a contact sheet needs at least one crop")
    whole = [*cells, *[np.zeros_like(cells[0])] * (-len(cells) % columns)]
    return np.vstack([np.hstack(whole[start : start + columns]) for start in range(0, len(whole), columns)])


def _artists(kind: str) -> tuple[tuple[Draw, ...], Typefaces]:
    if kind == "container":
        return (draw_container,), find_typefaces(CONTAINER_FONTS)
    return (draw_vietnamese, draw_chinese), find_typefaces((*FONT_NAMES, *FONTS_CN))


def _of(folder: Path, name: Collection) -> list[LabelledMark]:
    if not (folder / name).is_dir():
        return []
    labelled = read_labelled(folder / name, name)
    return [mark for mark in labelled if mark.use == "train" and mark.text]


def _cut_real(mark: LabelledMark, width: int, height: int) -> Image:
    upright = not mark.layout.startswith("vertical")
    return model_input(picture_of(mark.file), mark.corners, width, height, upright)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the PNG to write")
    parser.add_argument("--kind", choices=sorted(SIZES), default="plate")
    parser.add_argument("--count", type=int, default=80, help="crops of each sort (default 80)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--beside", type=Path, help="folder of real pictures with manifests; its use=train marks follow"
    )
    return parser


if __name__ == "__main__":
    main()
