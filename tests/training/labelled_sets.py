"""Small collections of drawn pictures with manifests of the real ones' columns; all texts are invented."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2

from edge.values import Image
from tests.recognition.drawn import lettering, plate


@dataclass(frozen=True)
class Row:
    """One picture: what the manifest says of it and, where it is to exist, its pixels."""

    file: str
    marks: Sequence[dict[str, Any]]
    image: Image | None = None
    use: str = "train"
    scene: str = "full"
    kind: str = "car"
    checked: str = "true"
    size: tuple[int, int] = field(default=(640, 480))


def write_set(folder: Path, rows: Sequence[Row], container: bool = False) -> Path:
    """The folder with `manifest.csv` and the pictures that have pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    key, kind = ("codes", "view") if container else ("plates", "kind")
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["file", "width", "height", "source", "licence", kind, "scene", key, "checked", "use"])
        for row in rows:
            width, height = row.size if row.image is None else row.image.shape[1::-1]
            marks = json.dumps(row.marks, ensure_ascii=False)
            writer.writerow([row.file, width, height, "drawn", "MIT", row.kind, row.scene, marks, row.checked, row.use])
            if row.image is not None:
                cv2.imwrite(str(folder / row.file), row.image)
    return folder


def plate_mark(
    text: str | None, rows: int = 1, colour: str = "white", box: Sequence[float] | None = None
) -> dict[str, Any]:
    return {"box": box, "text": text, "rows": rows, "colour": colour}


def drawn_collections(folder: Path) -> Path:
    """`vn`, `cn` and `container` with two or three marks each, never trained on (use `eval`)."""
    one_row, two_rows = plate(["29C-123.45"]), plate(["29C", "123.45"])
    write_set(
        folder / "vn",
        [
            Row("one.png", [plate_mark("29C12345")], one_row, use="eval", scene="crop", kind="truck"),
            Row("two.png", [plate_mark("29C12345", rows=2)], two_rows, use="eval", scene="crop", kind="truck"),
        ],
    )
    write_set(
        folder / "cn",
        [Row("cn.png", [plate_mark("云G12345", colour="blue")], plate(["云G12345"]), use="eval", scene="crop")],
    )
    wall = lettering([("MSCU1234565", 100, 100)])
    mark = {"box": [90, 95, 460, 165], "text": "MSCU1234565", "size_type": "22G1", "layout": "horizontal"}
    write_set(folder / "container", [Row("wall.png", [mark], wall, use="eval", kind="rear")], container=True)
    return folder
