"""The pictures of the passage in the lane.

Of each camera the whole frame with its surest read (`front.jpg`), untouched, and a copy of it with the marks drawn in
(`front-marked.jpg`); of each mark a crop of its best read (`front-plate.jpg`).
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from edge.evidence import Evidence
from edge.lane.documents.passage import ImageEntry, PictureKind
from edge.lane.passage import Passage
from edge.lane.record import Picture
from edge.lane.vote import Cluster, text_of
from edge.marking import draw
from edge.values import Box, Frame, FrameRead, Image

log = logging.getLogger(__name__)

JPEG_QUALITY = 88
CROP_MARGIN = 0.25  # of the mark's height, on each side
ORDER: tuple[PictureKind, ...] = ("frame", "marked", "crop")
UNREAD_EVERY_S = 1.0  # a frame without marks replaces the one before it no more often


@dataclass(frozen=True, slots=True)
class _Kept:
    """A picture with what it is worth: a frame with a surer read replaces one with a less sure one."""

    picture: Picture
    path: str
    worth: float
    at_s: float


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a picture shows, of which frame; a crop shows a cluster's best read."""

    frame: Frame
    kind: PictureKind
    worth: float = 0.0
    cluster: Cluster | None = None


class Album:
    """Keeps the best pictures of one passage on disk; `StorageError` where that fails."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._passage_id = ""  # of none yet
        self._kept: dict[str, _Kept] = {}

    def consider(self, passage: Passage, read: FrameRead, frame: Frame) -> None:
        """Keeps the frame, or crops of it, where they show more than what was kept before."""
        self._turn_to(passage.passage_id)
        self._consider_frame(read, frame)
        for place, cluster in enumerate(passage.clusters):
            if any(one is cluster.best for one in read.reads):
                crop = _crop(frame.image, cluster.best.box)
                subject = _Subject(frame, "crop", cluster=cluster)
                self._keep(_crop_name(passage.clusters, place), crop, subject)

    def pictures(self, passage_id: str) -> tuple[Picture, ...]:
        """What the record lists: whole frames, their marked copies, crops."""
        if passage_id != self._passage_id:
            return ()
        return tuple(one.picture for one in sorted(self._kept.values(), key=_order))

    def paths(self, passage_id: str) -> dict[str, tuple[str, str]]:
        """Name -> (path, SHA-256) of each picture."""
        if passage_id != self._passage_id:
            return {}
        return {one.picture.name: (one.path, one.picture.sha256) for one in sorted(self._kept.values(), key=_order)}

    @property
    def passage_id(self) -> str:
        """Whose pictures these are; empty before the first passage."""
        return self._passage_id

    def forget_removed(self) -> None:
        """Lets go of pictures that are no longer on disk."""
        self._kept = {name: one for name, one in self._kept.items() if Path(one.path).exists()}

    def _turn_to(self, passage_id: str) -> None:
        if passage_id != self._passage_id:
            self._passage_id = passage_id
            self._kept = {}

    def _consider_frame(self, read: FrameRead, frame: Frame) -> None:
        name = f"{read.camera}.jpg"
        worth = max((one.confidence for one in read.reads), default=0.0)
        before = self._kept.get(name)
        fresher = before is None or (worth == before.worth == 0.0 and frame.at_s - before.at_s >= UNREAD_EVERY_S)
        if before is None or worth > before.worth or fresher:
            self._keep_frame(read, frame, worth)

    def _keep_frame(self, read: FrameRead, frame: Frame, worth: float) -> None:
        """The frame untouched, and beside it a copy with its marks drawn in; a frame without marks needs none.

        The copy of the frame before goes first: whatever happens between, no copy stands beside another's frame.
        """
        marked = f"{read.camera}-marked.jpg"
        if self._kept.pop(marked, None):
            self._evidence.remove(self._passage_id, marked)
        self._keep(f"{read.camera}.jpg", frame.image, _Subject(frame, "frame", worth))
        if read.reads:
            self._keep(marked, draw(frame.image, read.reads), _Subject(frame, "marked", worth))

    def _keep(self, name: str, image: Image, subject: _Subject) -> None:
        if not image.size:
            log.warning("picture %s has nothing in it", name)
            return
        _, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        stored = self._evidence.save(self._passage_id, name, jpeg.tobytes())
        cluster = subject.cluster
        picture = Picture(
            name=name,
            camera=subject.frame.camera,
            kind=subject.kind,
            mark=cluster.kind if cluster else None,
            text=text_of(cluster.best) if cluster else None,
            sha256=stored.sha256,
            width=image.shape[1],
            height=image.shape[0],
        )
        self._kept[name] = _Kept(picture, str(stored.path), subject.worth, subject.frame.at_s)


def pictures_on_disk(evidence: Evidence, record: Mapping[str, Any]) -> list[ImageEntry]:
    """The `images` of a record that was committed before its last pictures were taken, as they are on disk now."""
    passage_id = record["passage_id"]
    kinds: dict[str, PictureKind | None] = {one["name"]: one.get("kind") for one in record["images"]}
    entries = [
        _entry(name, kinds.get(name) or kind_of(name), jpeg)
        for name in evidence.names(passage_id)
        if name.endswith(".jpg") and (jpeg := evidence.read(passage_id, name))
    ]
    return sorted((one for one in entries if one), key=lambda one: (ORDER.index(one["kind"]), one["name"]))


def _entry(name: str, kind: PictureKind, jpeg: bytes) -> ImageEntry | None:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return None
    height, width = image.shape[:2]
    return {"name": name, "kind": kind, "sha256": hashlib.sha256(jpeg).hexdigest(), "width": width, "height": height}


def kind_of(name: str) -> PictureKind:
    """Of a picture that no record lists yet: `front-marked.jpg`, `front-plate-2.jpg`, else a frame."""
    if name.endswith("-marked.jpg"):
        return "marked"
    return "crop" if re.search(r"-(plate|container)(-\d+)?\.jpg$", name) else "frame"


def _order(kept: _Kept) -> tuple[int, str]:
    return (ORDER.index(kept.picture.kind), kept.picture.name)


def _crop_name(clusters: tuple[Cluster, ...], place: int) -> str:
    """`front-plate.jpg`, and `front-plate-2.jpg` for a second mark of that kind."""
    cluster = clusters[place]
    number = 1 + sum(one.kind == cluster.kind for one in clusters[:place])
    return f"{cluster.camera}-{cluster.kind}{'' if number == 1 else f'-{number}'}.jpg"


def _crop(image: Image, box: Box) -> Image:
    height, width = image.shape[:2]
    margin = CROP_MARGIN * (box[3] - box[1])
    left, top = max(0, int(box[0] - margin)), max(0, int(box[1] - margin))
    right, bottom = min(width, int(box[2] + margin) + 1), min(height, int(box[3] + margin) + 1)
    return image[top:bottom, left:right]
