"""Needs torch, which only the training's own environment has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch belongs to the training's environment, not to the runtime's")

from edge.errors import InputError  # noqa: E402
from models.training.export import export  # noqa: E402
from models.training.network import Reader  # noqa: E402
from models.training.settings import ReaderSettings, load_settings  # noqa: E402
from models.training.shipped import begin_with_shipped  # noqa: E402
from models.training.train import Run, network_of  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:.*constant folding:UserWarning")


def _settings(kind: str, **changed: Any) -> ReaderSettings:
    settings = load_settings()
    reader = settings.plate if kind == "plate" else settings.container
    small = {"begins_with": "", "stem": 4, "widths": [8, 12, 16, 20][: len(reader.widths)]}
    return reader.model_copy(update={**small, **changed})


def _crops(settings: ReaderSettings, seed: int) -> Any:
    shape = 6, settings.height, settings.width, 3
    return torch.from_numpy(np.random.default_rng(seed).integers(0, 255, shape, dtype=np.uint8))


def _shipped(folder: Path, kind: str, settings: ReaderSettings) -> tuple[Any, Path]:
    """A network whose normalisations are of what it has seen, and the file that it was exported into."""
    torch.manual_seed(4)
    run = Run(kind, settings, folder)
    net = run.average.module
    for unit in net.modules():
        if isinstance(unit, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(unit.weight, 0.5, 1.5)
            torch.nn.init.uniform_(unit.bias, -0.5, 0.5)
    net.train()
    with torch.no_grad():
        for seed in range(5):
            net(_crops(settings, seed))
    file = folder / f"{kind}.onnx"
    export(run, file)
    return net.eval(), file


def _fresh(kind: str, settings: ReaderSettings) -> Any:
    torch.manual_seed(9)
    return Reader(network_of(kind, settings)).eval()


def _outputs(net: Any, crops: Any) -> list[Any]:
    with torch.no_grad():
        return list(net(crops))


@pytest.mark.parametrize("kind", ["plate", "container"])
def test_an_exported_reader_unfolded_again_says_the_same(kind: str, tmp_path: Path) -> None:
    settings = _settings(kind)
    net, file = _shipped(tmp_path, kind, settings)
    other = _fresh(kind, settings)
    asked = _crops(settings, 100)
    wanted = _outputs(net, asked)
    assert not torch.allclose(_outputs(other, asked)[0], wanted[0], atol=0.01)
    begin_with_shipped(other, file, _crops(settings, 50))
    got = _outputs(other, asked)
    assert len(got) == len(wanted) == (4 if kind == "plate" else 2)
    assert all(torch.allclose(a, b, atol=2e-3) for a, b in zip(got, wanted, strict=True))


def test_the_normalisations_are_of_the_crops_given(tmp_path: Path) -> None:
    settings = _settings("container")
    _, file = _shipped(tmp_path, "container", settings)
    net = _fresh("container", settings)
    crops = _crops(settings, 50)
    begin_with_shipped(net, file, crops)
    seen: list[Any] = []
    hook = net.body[0][1].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    _outputs(net, crops)
    hook.remove()
    assert torch.allclose(net.body[0][1].running_mean, seen[0].mean(dim=(0, 2, 3)), atol=1e-4)


def test_training_goes_on_from_what_was_unfolded(tmp_path: Path) -> None:
    """In training a layer normalises by what it meets: with the crops that it was set by, nothing jumps."""
    settings = _settings("container")
    net, file = _shipped(tmp_path, "container", settings)
    other = _fresh("container", settings)
    crops = _crops(settings, 50)
    begin_with_shipped(other, file, crops)
    other.train()
    other.drop.eval()
    assert torch.allclose(_outputs(other, crops)[0], _outputs(net, crops)[0], atol=5e-3)


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"depths": [1, 1, 3]}, "convolutions"), ({"widths": [8, 12, 18]}, "another network")],
    ids=["another depth", "other widths"],
)
def test_the_file_of_another_network_is_refused_by_name(changed: dict[str, Any], said: str, tmp_path: Path) -> None:
    settings = _settings("container")
    _, file = _shipped(tmp_path, "container", settings)
    other = _settings("container", **changed)
    with pytest.raises(InputError, match=said) as refused:
        begin_with_shipped(_fresh("container", other), file, _crops(other, 50))
    assert "container.onnx" in str(refused.value)


@pytest.mark.parametrize("content", [None, b"no network", b"\x3a\xff\xff"], ids=["gone", "text", "cut off"])
def test_a_file_that_cannot_be_read_is_told_with_what_to_check(content: bytes | None, tmp_path: Path) -> None:
    settings, file = _settings("container"), tmp_path / "reader.onnx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError, match=r"reader\.onnx can't be read .* check that it is there and whole"):
        begin_with_shipped(_fresh("container", settings), file, _crops(settings, 50))


def test_a_run_begins_with_the_file_where_it_has_no_checkpoint(tmp_path: Path) -> None:
    settings = _settings("container")
    net, file = _shipped(tmp_path, "container", settings)
    run = Run("container", settings, tmp_path / "runs")
    crops = _crops(settings, 50)
    run.begin_with_shipped(file, crops)
    assert torch.allclose(_outputs(run.net.eval(), crops)[0], _outputs(net, crops)[0], atol=2e-3)
    assert torch.allclose(_outputs(run.average.module.eval(), crops)[0], _outputs(net, crops)[0], atol=2e-3)


def test_a_checkpoint_goes_before_the_file(tmp_path: Path) -> None:
    settings = _settings("container")
    run = Run("container", settings, tmp_path)
    run.save()
    before = {name: each.clone() for name, each in run.net.state_dict().items()}
    run.begin_with_shipped(tmp_path / "gone.onnx", _crops(settings, 50))
    assert all(torch.equal(before[name], each) for name, each in run.net.state_dict().items())
