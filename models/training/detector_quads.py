"""True corners for real marks that are labelled by an upright box: `python -m models.training.detector_quads`.

The detector of an earlier round looks into each box; where the reader, cutting along the corners found, reads just the
labelled text and is sure of it, the next round is taught these corners.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
from tqdm import tqdm

from edge.recognition.corners import Detect, found_in
from edge.recognition.crops import Readers, best_of, open_readers
from edge.recognition.detector import open_detector
from edge.recognition.manifest import load_manifest, model_bytes
from edge.recognition.placing import place_of
from edge.values import Quad
from models.training.detector_set import QUADS, open_archive
from models.training.detector_settings import load_detector_settings
from models.training.labelled import LabelledMark, normalised, picture_of
from models.training.measured import DATA
from models.training.own_reader import MODELS
from models.training.settings import load_settings


def confirmed(readers: Readers, detect: Detect, mark: LabelledMark) -> Quad | None:
    """The mark's corners, where a reader that follows them reads its text; None where they are in doubt."""
    x1, y1, x2, y2 = (tuple(corner) for corner in mark.corners.tolist())
    image = picture_of(mark.file)
    found = found_in(detect, image, mark.kind, (x1, y1, x2, y2))
    if found is None or not mark.text:
        return None
    best = best_of(readers.judge(image, mark.kind, [place_of(found)]))
    sure = best is not None and not best.read.needs_review and normalised(best.text) == normalised(mark.text)
    return found.quad if sure else None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.detector_quads", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--target", type=Path, default=QUADS)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    cv2.setNumThreads(options.threads)
    manifest = load_manifest(options.models)
    card = manifest.mark_detector
    detect = open_detector(model_bytes(options.models, card), card, options.threads).detect
    readers = open_readers(options.models, manifest, options.threads)
    rows: list[dict[str, Any]] = []
    archive = open_archive(options.data, load_settings(), {}, load_detector_settings().first)
    marks = [mark for _, members in archive.files for mark in members if mark.text]
    for mark in tqdm(marks, unit="mark"):
        quad = confirmed(readers, detect, mark)
        if quad:
            rows.append({"file": mark.file.name, "text": mark.text, "quad": quad})
    options.target.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    print(f"{options.target}: {len(rows)} of {len(marks)} marks with corners")


if __name__ == "__main__":
    main()
