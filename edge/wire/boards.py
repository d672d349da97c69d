"""Relay boards as values: how a channel is switched, how inputs are asked for, what the board answers; pure.

The boards known here are written with the same templates as one that a site adds in its configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from edge.errors import FrameError
from edge.wire.templates import Outline, Template


@dataclass(frozen=True, slots=True)
class Question:
    """Asks for the inputs `channels`; the contacts of the answer belong to them in their order."""

    frame: bytes
    answer: Outline
    channels: tuple[int, ...]

    def parse(self, received: bytes) -> Mapping[int, bool] | None:
        """Channel -> contact closed, or None where no whole answer is among the bytes."""
        contacts = self.answer.find(received, self.channels[0])
        if contacts is None:
            return None
        return dict(zip(self.channels, contacts, strict=False))


@dataclass(frozen=True, slots=True)
class Board:
    """One kind of relay board.

    `flash` closes a contact and the board itself opens it again after so many tenths of a second. `echoes`: each order
    is answered by itself, with `prompt` behind it; `refusal` is what comes instead where the board will not.
    `ask` and `reply` are for the inputs; a question without a channel in it asks for all of them, from 1 on.
    """

    on: Template
    off: Template
    flash: Template | None = None
    echoes: bool = False
    prompt: bytes = b""
    refusal: Outline | None = None
    ask: Template | None = None
    reply: Outline | None = None

    def switch(self, channel: int, on: bool) -> bytes:
        """The frame that closes or opens the contact of a channel (from 1). Raises `FrameError`."""
        return (self.on if on else self.off).fill(channel)

    def timed_on(self, channel: int, pulse_ms: int) -> bytes | None:
        """The frame of a pulse that the board ends, rounded up to 0.1 s; None where it can't. Raises `FrameError`."""
        return self.flash.fill(channel, -(-pulse_ms // 100)) if self.flash else None

    def is_taken(self, order: bytes, received: bytes) -> bool:
        """Whether the answer to `order` is whole among the bytes. Raises `FrameError` where the board refuses."""
        if self.refusal is not None and self.refusal.find(received, 1) is not None:
            raise FrameError(f"the board refuses {order.hex(' ')}: {received.hex(' ')}")
        _, found, behind = received.partition(order.strip() if self.on.form == "text" else order)
        return bool(found) and self.prompt in behind

    def questions(self, channels: Iterable[int]) -> tuple[Question, ...]:
        """What must be asked to learn of the inputs `channels` (from 1). Raises `FrameError`."""
        wanted = tuple(sorted(set(channels)))
        if self.ask is None or self.reply is None or not wanted:
            return ()
        if self.ask.names_channel:
            return tuple(Question(self.ask.fill(one), self.reply, (one,)) for one in wanted)
        return (Question(self.ask.fill(1), self.reply, tuple(range(1, wanted[-1] + 1))),)
