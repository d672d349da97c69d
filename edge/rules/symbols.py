"""Every character that a plate or a container number can have."""

from __future__ import annotations

from edge.rules.grammar import D_STROKE
from edge.rules.plates_cn import PROVINCES

PLATE_WORDS = "挂学警港澳使领试"
SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + D_STROKE + "0123456789" + PROVINCES + PLATE_WORDS
"""The order is that of the readers' outputs: models trained with it fix it, so add at the end only."""
