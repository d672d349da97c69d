"""Goes on from the weights in `models/` where no checkpoint is at hand: an exported reader back into its network.

Exporting folds each batch normalisation into its convolution. It is unfolded here so that nothing changes in the
result: the layer normalises by what real crops measure at its place, and its scale and shift undo just that.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx
import torch
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import numpy_helper
from torch import Tensor, nn

from edge.errors import InputError
from models.training.network import Reader


def begin_with_shipped(net: Reader, file: Path, crops: Tensor) -> None:
    """Gives `net` the weights of an exported reader; `crops` (N, height, width, 3) uint8 set its normalisations.

    Raises InputError where the file can't be read or is of another network.
    """
    named, folded = _weights(file)
    pairs = [(unit[0], unit[1]) for unit in net.modules() if _is_normalised(unit)]
    if len(pairs) != len(folded):
        raise InputError(f"{file} has {len(folded)} convolutions with a bias, this network {len(pairs)}")
    try:
        net.load_state_dict(named, strict=False)
        for (convolution, _), (weight, _) in zip(pairs, folded, strict=True):
            convolution.weight.data.copy_(weight)
    except RuntimeError as error:
        raise InputError(f"{file} is of another network: {error}") from error
    hooks = [
        norm.register_forward_pre_hook(_unfolding(bias)) for (_, norm), (_, bias) in zip(pairs, folded, strict=True)
    ]
    net.eval()
    with torch.no_grad():
        net(crops)
    for hook in hooks:
        hook.remove()


def _weights(file: Path) -> tuple[dict[str, Tensor], list[tuple[Tensor, Tensor]]]:
    """Tensors that kept their names, and (weight, bias) of each folded convolution in the order of the graph."""
    try:
        graph = onnx.load(str(file)).graph
    except (OSError, DecodeError) as error:
        raise InputError(
            f"{file} can't be read as an exported reader ({error}): check that it is there and whole; its SHA-256 "
            f"stands in models/manifest.toml"
        ) from error
    tensors = {each.name: torch.from_numpy(numpy_helper.to_array(each).copy()) for each in graph.initializer}
    folded = [
        (tensors[node.input[1]], tensors[node.input[2]])
        for node in graph.node
        if node.op_type == "Conv" and node.input[1].startswith("onnx::")
    ]
    return {name: each for name, each in tensors.items() if not name.startswith("onnx::")}, folded


def _is_normalised(unit: nn.Module) -> bool:
    return isinstance(unit, nn.Sequential) and len(unit) > 1 and isinstance(unit[1], nn.BatchNorm2d)


def _unfolding(bias: Tensor) -> Callable[[nn.BatchNorm2d, tuple[Tensor]], None]:
    """What a layer does before its first pass: takes the mean and deviation met there, and undoes them again."""

    def measure(norm: nn.BatchNorm2d, inputs: tuple[Tensor]) -> None:
        mean, variance = inputs[0].mean(dim=(0, 2, 3)), inputs[0].var(dim=(0, 2, 3), unbiased=False)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.data.copy_((variance + norm.eps).sqrt())
        norm.bias.data.copy_(bias + mean)

    return measure
