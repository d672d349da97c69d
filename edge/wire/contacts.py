"""What is told of an input, poll by poll; pure.

Active is told at once and clear only when two polls in a row agree: the safe side is that something stands there. One
answer may get lost; the second in a row makes the input unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the relay's process, which must be there fast after a crash, starts without numpy
    from edge.values import InputState

_POLLS = 2


@dataclass(frozen=True, slots=True)
class Contact:
    """One input: what was told last, how many polls in a row were clear, and how many got no answer."""

    told: InputState = "unreadable"
    clear: int = 0
    missed: int = 0


def polled(contact: Contact, active: bool | None) -> Contact:
    """The input after one more poll; None: there was no answer."""
    if active is None:
        missed = min(contact.missed + 1, _POLLS)
        return Contact("unreadable" if missed == _POLLS else contact.told, 0, missed)
    if active:
        return Contact("active")
    clear = min(contact.clear + 1, _POLLS)
    return Contact("clear" if clear == _POLLS else contact.told, clear)
