from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edge.errors import InputError

onnx = pytest.importorskip("onnx", reason="onnx belongs to the training's environment, not to the runtime's")

from models.training.blend import blend  # noqa: E402


def scaling(file: Path, values: list[float]) -> Path:
    """A network that multiplies by its weights."""
    helper = onnx.helper
    weights = onnx.numpy_helper.from_array(np.array(values, np.float32), "weights")
    place = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [len(values)]) for name in ("x", "y")]
    graph = helper.make_graph([helper.make_node("Mul", ["x", "weights"], ["y"])], "scaling", place[:1], place[1:])
    graph.initializer.append(weights)
    onnx.save(helper.make_model(graph), str(file))
    return file


def weights_of(file: Path) -> list[float]:
    return [float(value) for value in onnx.numpy_helper.to_array(onnx.load(str(file)).graph.initializer[0])]


def test_a_blend_has_the_share_of_the_other_and_the_rest_of_the_first(tmp_path: Path) -> None:
    one, other = scaling(tmp_path / "one.onnx", [0.0, 4.0]), scaling(tmp_path / "other.onnx", [8.0, 4.0])
    blend(one, other, 0.25, tmp_path / "blend.onnx")
    assert weights_of(tmp_path / "blend.onnx") == [2.0, 4.0]
    assert weights_of(one) == [0.0, 4.0]


def test_different_networks_are_not_blended(tmp_path: Path) -> None:
    one, other = scaling(tmp_path / "one.onnx", [0.0, 4.0]), scaling(tmp_path / "other.onnx", [8.0])
    with pytest.raises(InputError, match="different networks"):
        blend(one, other, 0.5, tmp_path / "blend.onnx")
    assert not (tmp_path / "blend.onnx").exists()
