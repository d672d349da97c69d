"""How far apart two texts are. Pure."""

from __future__ import annotations


def edit_distance(one: str, other: str) -> int:
    """Characters to be swapped, added or dropped to make one text of the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for line, left in enumerate(one, 1):
        before, row[0] = row[0], line
        for column, right in enumerate(other, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (left != right))
    return row[-1]
