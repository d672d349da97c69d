"""One network from two that were trained on from the same weights: their weighted mean, often better than either.

    python -m models.training.blend models/plate-reader.onnx runs/refined.onnx --share 0.5 --name plate-reader

(Wortsman et al. 2022, "Model soups".) Writes the result and its hash into `models/`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from edge.errors import InputError
from models.training.manifest_text import with_values
from models.training.own_reader import MODELS
from models.training.weights import sha256_of


def blend(one: Path, other: Path, share: float, target: Path) -> None:
    """`share` of the other's weights, the rest of the first one's. Raises InputError for networks that differ."""
    model, second = onnx.load(str(one)), onnx.load(str(other))
    pairs = list(zip(model.graph.initializer, second.graph.initializer, strict=False))
    alike = len(model.graph.initializer) == len(second.graph.initializer)
    if not alike or any(mine.dims != theirs.dims for mine, theirs in pairs):
        raise InputError(f"{one} and {other} are different networks")
    for mine, theirs in pairs:
        values = numpy_helper.to_array(mine)
        if values.dtype == np.float32:
            mean = values * np.float32(1 - share) + numpy_helper.to_array(theirs) * np.float32(share)
            mine.CopyFrom(numpy_helper.from_array(mean.astype(np.float32), mine.name))
    onnx.save(model, str(target))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.blend", description=__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of the other (%(default)s)")
    parser.add_argument("--name", required=True, help="table and file of the manifest")
    parser.add_argument("--models", type=Path, default=MODELS)
    options = parser.parse_args()
    target = options.models / f"{options.name}.onnx"
    blend(options.one, options.other, options.share, target)
    manifest = options.models / "manifest.toml"
    text = with_values(manifest.read_text(encoding="utf-8"), options.name, {"sha256": sha256_of(target)})
    manifest.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
