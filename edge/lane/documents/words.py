"""What is said to people in three languages; pure types."""

from __future__ import annotations

from typing_extensions import TypedDict

from edge.lane.documents.shapes import described


@described
class InWords(TypedDict):
    """The same in three languages."""

    vi: str
    """In Vietnamese."""
    en: str
    """In English."""
    zh: str
    """In Chinese, simplified."""


@described
class ToCheck(TypedDict):
    """What to look at, the likeliest first; as many in each language."""

    vi: list[str]
    """In Vietnamese."""
    en: list[str]
    """In English."""
    zh: list[str]
    """In Chinese, simplified."""
