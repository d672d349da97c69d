"""Turns the trained detector into an ONNX file beside the manifest: `python -m models.training.detector_export`.

Everything between a picture in bytes and a short list of places is in the graph, the suppression of overlapping ones
included: ONNX Runtime does it in a fraction of the time that Python takes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn
from torchvision.ops import nms

from edge.recognition.detector import CLASSES_NOTE
from models.training.detector_set import RUNS
from models.training.detector_settings import ROUNDS
from models.training.detector_train import weights_of
from models.training.manifest_text import with_values
from models.training.own_reader import MODELS
from models.training.scenes import CLASSES
from models.training.weights import sha256_of

NAME = "mark-detector"
OVERLAP = 0.5
"""Of two places of one class that overlap more (intersection over union), the better one stays."""
LEAST = 0.05
"""Places that are less sure leave the graph no more; the reader of the file sets its own border above that."""
_MOST = 64
_FAR = 8192.0
"""Pixels by which classes are set apart so that one suppression serves all."""


class Finder(nn.Module):
    """uint8 (1, H, W, 3) BGR, H and W multiples of 32 -> float32 (N, 14), best first.

    x1, y1, x2, y2, score, class, then x and y of the four corners; pixels of the input.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> Tensor:
        x = pictures.permute(0, 3, 1, 2)[:, [2, 1, 0]].to(torch.float32) / 255.0
        rows = self.network(x)[0].transpose(0, 1)
        classes = len(CLASSES)
        scores, which = rows[:, 4 : 4 + classes].max(dim=1)
        best, order = torch.topk(scores, _MOST)
        rows, which = rows[order], which[order]
        half = rows[:, 2:4] / 2
        boxes = torch.cat([rows[:, :2] - half, rows[:, :2] + half], dim=1)
        kept = nms(boxes + which[:, None].to(boxes.dtype) * _FAR, best, OVERLAP)
        points = rows[:, 4 + classes :].reshape(-1, 4, 3)[:, :, :2].reshape(-1, 8)
        found = torch.cat([boxes, best[:, None], which[:, None].to(boxes.dtype), points], dim=1)[kept]
        return found[found[:, 4] > LEAST]


def finder_of(checkpoint: Path) -> Finder:
    """The averaged weights of a run, its normalisations folded in."""
    kept: dict[str, Any] = torch.load(checkpoint, map_location="cpu", weights_only=False)
    network = (kept.get("ema") or kept["model"]).float().eval().fuse()
    head = network.model[-1]
    head.export, head.dynamic, head.format = True, True, "onnx"
    return Finder(network).eval()


def export(checkpoint: Path, file: Path) -> None:
    """Height and width are free; the file names the classes, so that it can be told from one of other classes."""
    picture = torch.zeros((1, 320, 416, 3), dtype=torch.uint8)
    torch.onnx.export(
        finder_of(checkpoint),
        (picture,),
        str(file),
        input_names=["picture"],
        output_names=["found"],
        dynamic_axes={"picture": {1: "height", 2: "width"}, "found": {0: "count"}},
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(file))
    onnx.helper.set_model_props(model, {CLASSES_NOTE: ",".join(CLASSES)})
    onnx.save(model, str(file))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.detector_export", description=__doc__)
    parser.add_argument("--weights", type=Path, default=weights_of(RUNS, ROUNDS[-1]))
    parser.add_argument("--models", type=Path, default=MODELS)
    options = parser.parse_args()
    file = options.models / f"{NAME}.onnx"
    export(options.weights, file)
    manifest = options.models / "manifest.toml"
    text = with_values(manifest.read_text(encoding="utf-8"), NAME, {"sha256": sha256_of(file)})
    manifest.write_text(text, encoding="utf-8")
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
