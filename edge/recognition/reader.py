"""A trained reader: crops in, a lattice and what the heads say out. The network runs on the processor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from edge.errors import InputError
from edge.recognition.inputs import model_input
from edge.recognition.lattice import Lattice, make_lattice
from edge.recognition.manifest import ModelCard
from edge.recognition.session import open_session
from edge.values import Image, Quad

Named = tuple[str, float]
"""What a head says: a name of the manifest and its probability."""

_BATCH = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mark is: its quad, and whether it is written in rows or, not `upright`, one below the other."""

    quad: Quad
    upright: bool = True


@dataclass(frozen=True, slots=True)
class Look:
    """One crop as the network saw it; a head that the model has not is None."""

    place: Place
    lattice: Lattice
    colour: Named | None
    layout: Named | None
    country: Named | None


class MarkReader:
    """One network and its card."""

    def __init__(self, session: onnxruntime.InferenceSession, card: ModelCard) -> None:
        self.card = card
        self._session = session
        self._outputs = [output.name for output in session.get_outputs()]

    def look(self, image: Image, places: Sequence[Place]) -> tuple[Look, ...]:
        """What the network sees at each place of a (H, W, 3) uint8 BGR picture, in their order."""
        found: list[Look] = []
        for start in range(0, len(places), _BATCH):
            members = places[start : start + _BATCH]
            out = self._run(np.stack([self._crop(image, place) for place in members]))
            found += [self._look(place, row, out) for row, place in enumerate(members)]
        return tuple(found)

    def _crop(self, image: Image, place: Place) -> Image:
        corners = np.array(place.quad, dtype=np.float32)
        return model_input(image, corners, self.card.width, self.card.height, place.upright)

    def _run(self, crops: Image) -> dict[str, NDArray[np.float32]]:
        return dict(zip(self._outputs, self._session.run(None, {"crops": crops}), strict=True))

    def _look(self, place: Place, row: int, out: dict[str, NDArray[np.float32]]) -> Look:
        def said(head: str, names: Sequence[str]) -> Named | None:
            return _named(out[head][row], names) if names and head in out else None

        card = self.card
        lattice = make_lattice(out["log_probs"][row], card.symbols)
        return Look(
            place, lattice, said("colour", card.colours), said("layout", card.layouts), said("country", card.countries)
        )


def _named(log_probs: NDArray[np.float32], names: Sequence[str]) -> Named:
    best = int(log_probs.argmax())
    return names[best], float(np.exp(min(0.0, float(log_probs[best]))))


def open_reader(content: bytes, card: ModelCard, threads: int) -> MarkReader:
    """The reader of a model whose hash was checked; `threads` 0 takes every core.

    Raises InputError where the network gives other columns than its card names.
    """
    session = open_session(content, threads)
    bare = np.zeros((1, card.height, card.width, 3), dtype=np.uint8)
    outputs = [output.name for output in session.get_outputs()]
    columns = {name: out.shape[-1] for name, out in zip(outputs, session.run(None, {"crops": bare}), strict=True)}
    wanted = {"log_probs": len(card.symbols) + 1, "colour": len(card.colours), "layout": len(card.layouts),
              "country": len(card.countries)}  # fmt: skip
    for name, count in wanted.items():
        if count and columns.get(name) != count:
            raise InputError(
                f"the model {card.file} does not fit its manifest: {name} should have {count} columns, "
                f"it has {columns.get(name, 0)}; install lanegate anew"
            )
    return MarkReader(session, card)
