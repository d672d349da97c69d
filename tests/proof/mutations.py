"""Drivers and lanes broken on purpose, for the proof to catch; each is applied in the process that it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType


def mutate_lane(names: Sequence[str]) -> None:
    """Breaks this process as told; with no name it stays sound."""
    for name in names:
        MUTATIONS[name]()


MUTATIONS: Mapping[str, Callable[[], None]] = MappingProxyType({})
