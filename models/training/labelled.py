"""Real pictures with labels: what the manifests beside the repository say, and which marks may be trained on.

A folder holds `manifest.csv` and pictures. A mark's text decides whether it is trained on, never its file: the same
vehicle stands in many pictures, and a network that has seen it once knows it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np

from edge.errors import InputError
from edge.values import Image, MarkKind
from models.training.marks import Corners

Collection = Literal["vn", "cn", "container"]
COLLECTIONS: tuple[Collection, ...] = ("vn", "cn", "container")

_SEPARATORS = re.compile(r"[^0-9A-Z一-鿿]")
_LAYOUTS = {1: "one_row", 2: "two_row", "horizontal": "one_row", "two_row": "two_row", "vertical": "vertical"}


@dataclass(frozen=True, slots=True, eq=False)
class LabelledMark:
    """One labelled mark of one picture.

    `corners` are the label's quad, its box, or the whole picture where that was cut to the mark. `text` is None where
    a mark is there that nobody could read. `layout` is one of `models.training.marks.Layout` (a container number in
    one line is `one_row`), "" where not labelled; so are `colour` (ground of a plate), `vehicle` (car, truck,
    motorbike) and `view` (of a container: rear, side, front). `scene`: `full`, or `crop` where the picture is the mark
    alone. `use`: `train` where the licence allows training, `eval` where it doesn't. `width` and `height` are the
    picture's.
    """

    file: Path
    collection: Collection
    corners: Corners
    text: str | None
    layout: str
    colour: str
    vehicle: str
    view: str
    scene: Literal["full", "crop"]
    size_type: str | None
    checked: bool
    use: Literal["train", "eval"]
    source: str
    width: int
    height: int

    @property
    def kind(self) -> MarkKind:
        return "container" if self.collection == "container" else "plate"

    @property
    def country(self) -> str:
        return "" if self.collection == "container" else self.collection.upper()


@dataclass(frozen=True, slots=True)
class Split:
    """`train` alone is trained on. `validation` could have been and was held out, `evaluation` must not be."""

    train: tuple[LabelledMark, ...]
    validation: tuple[LabelledMark, ...]
    evaluation: tuple[LabelledMark, ...]

    @property
    def never_trained_on(self) -> tuple[LabelledMark, ...]:
        return self.validation + self.evaluation


def normalised(text: str | None) -> str:
    """The text as it is compared: upper case, separators gone, Đ as the D that the labels have in its place."""
    return _SEPARATORS.sub("", (text or "").upper().replace("Đ", "D"))


def read_labelled(folder: Path, collection: Collection) -> tuple[LabelledMark, ...]:
    """Every mark of `folder`/manifest.csv with a place, in the manifest's order; checked or not, read or not.

    Raises InputError where the manifest is missing or has not the columns that it should have.
    """
    manifest = folder / "manifest.csv"
    try:
        with manifest.open(encoding="utf-8", newline="") as lines:
            return tuple(mark for row in csv.DictReader(lines) for mark in _marks_of(row, folder, collection))
    except (OSError, KeyError, ValueError) as error:
        raise InputError(f"{manifest}: {error!r}") from error


def split_by_text(marks: Iterable[LabelledMark], share: float, seed: int, guard_evaluation: bool = True) -> Split:
    """Sets apart `share` of the texts, the same ones on every machine; marks without a text are left out.

    With `guard_evaluation` a text that stands on a picture of use `eval` is trained on nowhere.
    """
    known = [mark for mark in marks if normalised(mark.text)]
    evaluation = tuple(mark for mark in known if mark.use == "eval")
    guarded = {normalised(mark.text) for mark in evaluation} if guard_evaluation else set()
    train: list[LabelledMark] = []
    validation: list[LabelledMark] = []
    for mark in known:
        if mark.use == "train":
            text = normalised(mark.text)
            (validation if text in guarded or place_of(text, seed) < share else train).append(mark)
    return Split(tuple(train), tuple(validation), evaluation)


def place_of(text: str, seed: int) -> float:
    """A number in [0, 1) that a text keeps: its hash with the seed."""
    digest = hashlib.sha256(f"{seed} {normalised(text)}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


@lru_cache(maxsize=4)
def picture_of(file: Path) -> Image:
    """(H, W, 3) uint8 BGR; the last few are kept, for several marks of one picture follow one another.

    Raises InputError.
    """
    image = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if image is None:
        raise InputError(f"{file}: no picture")
    return image.astype(np.uint8, copy=False)


def _marks_of(row: dict[str, str], folder: Path, collection: Collection) -> Iterable[LabelledMark]:
    for label in json.loads(row["codes" if collection == "container" else "plates"]):
        corners = _corners(label, row)
        if corners is not None:
            yield _mark(row, label, corners, folder, collection)


def _mark(
    row: dict[str, str], label: dict[str, Any], corners: Corners, folder: Path, collection: Collection
) -> LabelledMark:
    container = collection == "container"
    return LabelledMark(
        file=folder / row["file"],
        collection=collection,
        corners=corners,
        text=label.get("text") or None,
        layout=_LAYOUTS.get(label.get("layout" if container else "rows") or "", ""),
        colour=_known(label.get("colour")),
        vehicle="" if container else _known(label.get("kind") or row["kind"]),
        view=row["view"] if container else "",
        scene="crop" if row["scene"] == "crop" else "full",
        size_type=label.get("size_type"),
        checked=row["checked"].lower() == "true",
        use="train" if row["use"] == "train" else "eval",
        source=row["source"],
        width=int(row["width"]),
        height=int(row["height"]),
    )


def _known(label: str | None) -> str:
    return "" if label in (None, "unknown") else str(label)


def _corners(label: dict[str, Any], row: dict[str, str]) -> Corners | None:
    """None where the label names no place in a whole scene."""
    if label.get("quad"):
        return np.array(label["quad"], dtype=np.float32).reshape(4, 2)
    if label.get("box"):
        left, top, right, bottom = label["box"]
    elif row["scene"] == "crop":
        left, top, right, bottom = 0, 0, int(row["width"]), int(row["height"])
    else:
        return None
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float32)
