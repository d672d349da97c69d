"""The reader's network: a crop in, CTC log-probabilities of its characters row by row out.

The picture is halved step by step until `lanes` rows of features are left; they are read one after the other, upper
lane first, so that one CTC sequence holds marks of one and of more rows without anybody cutting rows (`rows.py` says
which row is taught to which lane). Plain dense 3 x 3
convolutions: depthwise ones and bottlenecks have fewer operations, but leave a CPU waiting for memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """Input in pixels; `widths` and `depths` of the stages after the stem, each but the first halving the height."""

    width: int
    height: int
    symbols: int
    """Without the blank."""
    stem: int
    widths: tuple[int, ...]
    depths: tuple[int, ...]
    heads: tuple[tuple[str, int], ...] = ()
    """Questions about the whole mark (its colour ...) by name, and how many answers each has."""


_IMPOSSIBLE = -40.0
"""Natural logarithm of what does not happen."""


def _unit(inside: int, outside: int, stride: int | tuple[int, int] = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    """One 3 x 3 convolution beside a straight way through."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.act(x + self.inner(x))


class Context(nn.Module):
    """Tells every place what the whole looks like: one row or two, Vietnamese or Chinese, dark on light or not."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.fold = nn.Sequential(nn.Linear(width, width // 2), nn.SiLU(), nn.Linear(width // 2, width))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.fold(x.mean(dim=(2, 3)))[:, :, None, None]


class Reader(nn.Module):
    """uint8 (N, height, width, 3) BGR -> log_probs (N, T, symbols + 1), blank first, and log-softmax of each head."""

    def __init__(self, settings: NetworkSettings) -> None:
        super().__init__()
        self.settings = settings
        first = settings.widths[0]
        layers: list[nn.Module] = [_unit(3, settings.stem, 2), _unit(settings.stem, first, 2)]
        last = first
        for stage, (width, depth) in enumerate(zip(settings.widths, settings.depths, strict=True)):
            if stage:
                layers.append(_unit(last, width, (2, 1)))
            layers += [Residual(width) for _ in range(depth)]
            if stage:
                layers.append(Context(width))
            last = width
        self.body = nn.Sequential(*layers)
        self.drop = nn.Dropout(0.1)
        self.characters = nn.Conv2d(last, settings.symbols + 1, 1)
        self.heads = nn.ModuleDict({name: nn.Linear(last, answers) for name, answers in settings.heads})

    def forward(self, crops: Tensor) -> tuple[Tensor, ...]:
        x = crops.permute(0, 3, 1, 2).to(torch.float32) / 127.5 - 1.0
        x = self.body(x.contiguous(memory_format=torch.channels_last))
        scores = self.characters(self.drop(x))
        lanes = scores.permute(0, 2, 3, 1).log_softmax(dim=3)
        whole = x.mean(dim=(2, 3))
        return _one_after_the_other(lanes), *(head(whole).log_softmax(dim=1) for head in self.heads.values())


def _one_after_the_other(lanes: Tensor) -> Tensor:
    """(N, lanes, columns, C) -> (N, T, C).

    Behind each lane stands a sure blank: equal neighbours of two rows must not merge.
    """
    marks, rows, _, symbols = lanes.shape
    sure = torch.full((1, 1, 1, symbols), _IMPOSSIBLE, dtype=lanes.dtype)
    sure[..., 0] = 0.0
    return torch.cat([lanes, sure.expand(marks, rows, 1, symbols)], dim=2).flatten(1, 2)


def lanes_of(log_probs: Tensor, lanes: int) -> Tensor:
    """(N, T, C) as `Reader` gives it -> (N, lanes, columns, C) without the blanks between."""
    return log_probs.unflatten(1, (lanes, -1))[:, :, :-1]
