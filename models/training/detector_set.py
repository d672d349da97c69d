"""Writes the pictures that the detector is taught as ultralytics wants them.

    python -m models.training.detector_set first|second|third

Real pictures that may be trained on, parts of them, the same with rendered marks in them, and crops of plates with
something around them. Picture `i` depends on the seed and `i` alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from edge.values import Image
from models.training.crops import boxed
from models.training.detector_settings import ROUNDS, SETTINGS, RoundSettings, Shares, load_detector_settings
from models.training.empty import drawn_lane, empty_part
from models.training.labelled import COLLECTIONS, Collection, LabelledMark, picture_of, read_labelled, split_by_text
from models.training.marks import Corners
from models.training.measured import DATA
from models.training.optics import Random
from models.training.pasting import Palette, dressed_scene, open_palette
from models.training.scenes import (
    CLASSES,
    Quads,
    Scene,
    ScenePlace,
    class_of,
    corners_in,
    files_of,
    fitted,
    read_vehicles,
    real_scene,
    zoomed,
)
from models.training.settings import Settings, load_settings

RUNS = Path(__file__).parent / "runs"
QUADS = RUNS / "quads.json"
_QUALITY = 92
_REAL_EMPTY = 0.7
_LEAST_SIDE = 5.0
"""Pixels; a mark that is smaller than that in the picture is left out, as nobody could find it."""


def set_of(runs: Path, name: str) -> Path:
    """The folder of a round's pictures."""
    return runs / f"detector-set-{name}"


@dataclass(frozen=True)
class Archive:
    """The real pictures of use `train`, by file, none of them with a mark that is held out; and crops of plates.

    `shares` and `pasted_containers` are those of `RoundSettings`.
    """

    files: tuple[tuple[Path, tuple[LabelledMark, ...]], ...]
    crops: tuple[LabelledMark, ...]
    vehicles: dict[str, list[tuple[float, ...]]]
    quads: Quads
    shares: Shares
    pasted_containers: float
    seed: int

    @cached_property
    def palette(self) -> Palette:
        return open_palette()

    def scene(self, number: int) -> Scene:
        """A picture of the archive with what is labelled in it."""
        file, marks = self.files[number % len(self.files)]
        name = f"{file.parents[1].name}/images/{file.name}"
        bare = real_scene(file, marks, (), self.quads)
        vehicles = tuple(
            ScenePlace("vehicle", corners_in(box, bare.image), exact=False) for box in self.vehicles.get(name, ())
        )
        return Scene(bare.image, (*bare.places, *vehicles))

    def taught(self, number: int) -> Scene:
        """Picture `number` of the set: first each real one as it is, then parts, dressed ones and crops in turn."""
        rng = np.random.default_rng([self.seed, number])
        if number < len(self.files):
            return fitted(self.scene(number))
        makers = (
            self._part,
            self._part,
            self._dressed,
            self._dressed,
            self._dressed_part,
            self._dressed_part,
            self._crop,
            self._empty,
        )
        return makers[number % len(makers)](self._picked(rng), rng)

    def _picked(self, rng: Random) -> int:
        """A picture, each collection about as often as its share says: few are of containers."""
        groups = self._by_collection
        shares = np.array([self.shares.of(name) for name in groups])
        members = groups[list(groups)[int(rng.choice(len(groups), p=shares / shares.sum()))]]
        return members[int(rng.integers(len(members)))]

    @cached_property
    def _by_collection(self) -> dict[Collection, list[int]]:
        found: dict[Collection, list[int]] = {}
        for number, (_, marks) in enumerate(self.files):
            found.setdefault(marks[0].collection, []).append(number)
        return found

    def _part(self, number: int, rng: Random) -> Scene:
        return fitted(zoomed(self.scene(number), rng))

    def _dressed(self, number: int, rng: Random) -> Scene:
        return self._with_marks(fitted(self.scene(number)), rng)

    def _dressed_part(self, number: int, rng: Random) -> Scene:
        return self._with_marks(fitted(zoomed(self.scene(number), rng)), rng)

    def _with_marks(self, scene: Scene, rng: Random) -> Scene:
        return dressed_scene(scene, self.palette, rng, self.pasted_containers)

    def _empty(self, number: int, rng: Random) -> Scene:
        """A place without a vehicle: a part of a real picture, or a drawn lane; half of them with a mark put there."""
        bare = empty_part(self.scene(number), rng) if rng.random() < _REAL_EMPTY else None
        scene = bare or Scene(drawn_lane(rng), ())
        return self._with_marks(fitted(scene), rng) if rng.random() < 0.5 else fitted(scene)

    def _crop(self, number: int, rng: Random) -> Scene:
        """A picture that was cut to the mark, grey or repeated around it: also such ones have corners to be found."""
        if not self.crops:
            return self._dressed(number, rng)
        mark = self.crops[int(rng.integers(len(self.crops)))]
        image = picture_of(mark.file)
        scale = rng.uniform(120, 300) / image.shape[1]
        size = round(image.shape[1] * scale), round(image.shape[0] * scale * rng.uniform(0.9, 1.3))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        left, top, right, bottom = (int(image.shape[axis] * rng.uniform(0.3, 1.2)) for axis in (1, 0, 1, 0))
        border = cv2.BORDER_REPLICATE if rng.random() < 0.5 else cv2.BORDER_CONSTANT
        framed = cv2.copyMakeBorder(image, top, bottom, left, right, border, value=(114, 114, 114))
        low = np.array([left, top], np.float32)
        high = low + np.array([image.shape[1], image.shape[0]], np.float32)
        corners = boxed(np.stack([low, high, low, high]))
        return fitted(Scene(np.asarray(framed, np.uint8), (ScenePlace(class_of("plate", ""), corners, False),)), 400)


def open_archive(folder: Path, settings: Settings, quads: Quads, taught: RoundSettings) -> Archive:
    """Raises InputError where a manifest can't be read; collections that are absent are left out."""
    files: list[tuple[Path, tuple[LabelledMark, ...]]] = []
    crops: list[LabelledMark] = []
    for collection in (each for each in COLLECTIONS if (folder / each).is_dir()):
        marks = read_labelled(folder / collection, collection)
        split = split_by_text(marks, settings.held_out_share, settings.held_out_seed)
        free = [mark for mark in marks if mark.use == "train"]
        whole = files_of((mark for mark in free if mark.scene == "full"), split.validation)
        files += [(file, tuple(members)) for file, members in whole.items()]
        crops += [mark for mark in split.train if mark.scene == "crop" and mark.collection != "container"]
    return Archive(
        tuple(files), tuple(crops), read_vehicles(), quads, taught.shares, taught.pasted_containers, taught.seed
    )


def read_quads(file: Path = QUADS) -> Quads:
    """Corners that an earlier detector found and a reader confirmed (`detector_quads`); none in the first round."""
    if not file.exists():
        return {}
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {(row["file"], row["text"]): np.array(row["quad"], np.float32) for row in rows}


def label_lines(scene: Scene) -> Iterator[str]:
    """Class, box (centre, size) and four corners with visibility, in fractions: what `ultralytics` calls pose labels.

    Corners that are not the true ones count as not labelled.
    """
    height, width = scene.image.shape[:2]
    for place in scene.places:
        box = np.clip(boxed(place.corners), 0, [width, height])
        low, high = box[0], box[2]
        if (high - low).max() < 2 * _LEAST_SIDE or (high - low).min() < _LEAST_SIDE:
            continue
        scale = np.array([width, height], np.float32)
        centre, size = (low + high) / 2 / scale, (high - low) / scale
        points = _points(place.corners / scale, place.exact)
        yield " ".join([str(CLASSES.index(place.name)), *(f"{value:.5f}" for value in (*centre, *size)), *points])


def _points(corners: Corners, exact: bool) -> list[str]:
    if not exact:
        return ["0 0 0"] * 4
    return [f"{min(max(x, 0.0), 1.0):.5f} {min(max(y, 0.0), 1.0):.5f} 2" for x, y in corners.tolist()]


def write_set(archive: Archive, target: Path, first: int, last: int, workers: int) -> None:
    """Pictures and labels with the numbers `first` to before `last`, in folders as `ultralytics` looks for them."""
    for name in ("images", "labels"):
        (target / name).mkdir(parents=True, exist_ok=True)
    jobs = [(archive, target, number) for number in range(first, last) if not _label_file(target, number).exists()]
    with get_context("spawn").Pool(workers) as pool:
        for _ in tqdm(pool.imap_unordered(_write_one, jobs, chunksize=16), total=len(jobs), unit="picture"):
            pass


def _label_file(target: Path, number: int) -> Path:
    return target / "labels" / f"{number:06d}.txt"


def _write_one(job: tuple[Archive, Path, int]) -> None:
    archive, target, number = job
    cv2.setNumThreads(1)
    scene = archive.taught(number)
    picture = target / "images" / f"{number:06d}.jpg"
    cv2.imwrite(str(picture), scene.image, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    _label_file(target, number).write_text("".join(f"{line}\n" for line in label_lines(scene)), encoding="utf-8")


def drawn(scene: Scene) -> Image:
    """The picture with its places outlined, for looking at: the first corner is marked."""
    picture = scene.image.copy()
    colours = ((0, 0, 255), (0, 255, 0), (255, 160, 0), (200, 200, 200))
    for place in scene.places:
        colour = colours[CLASSES.index(place.name)]
        cv2.polylines(picture, [np.round(place.corners).astype(np.int32)], True, colour, 1 + place.exact)
        cv2.circle(picture, tuple(int(v) for v in place.corners[0]), 3, colour, -1)
    return picture


def contact_sheet(archive: Archive, numbers: Sequence[int], cell: int = 300, columns: int = 7) -> Image:
    """Pictures of the set with what is labelled in them."""
    cells = []
    for number in numbers:
        small = fitted(Scene(drawn(archive.taught(number)), ()), cell).image
        cells.append(cv2.copyMakeBorder(small, 0, cell - small.shape[0], 0, cell - small.shape[1], cv2.BORDER_CONSTANT))
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells) - columns + 1, columns)]
    return np.asarray(np.vstack(rows), np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.detector_set", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("round", choices=ROUNDS)
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--runs", type=Path, default=RUNS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="draw some of them for looking at instead")
    options = parser.parse_args()
    settings: RoundSettings = getattr(load_detector_settings(options.settings), options.round)
    quads = {} if options.round == "first" else read_quads(options.runs / QUADS.name)
    archive = open_archive(options.data, load_settings(), quads, settings)
    if options.sheet:
        cv2.imwrite(str(options.sheet), contact_sheet(archive, range(len(archive.files), len(archive.files) + 42)))
    else:
        write_set(archive, set_of(options.runs, options.round), 0, settings.pictures, options.workers)


if __name__ == "__main__":
    main()
