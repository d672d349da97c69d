"""How well a text goes with what the network's heads say of the whole plate. Pure.

The characters of a faint province may all but vanish, and what is left of `沪LF0813` obeys the grammar of a Vietnamese
military plate; that the plate is blue and Chinese then tells which of the two was seen.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from edge.recognition.reader import Look, Named
from edge.rules.plates import RULES, PlateRule, normalise

_ROWS = {"one_row": 1, "two_row": 2}

_LEAST = {"country": 0.01, "rows": 0.1, "colour": 0.05}
"""The least share that a head may leave to what it holds wrong: heads err too, and colours under lamps most of all."""


def fitness(text: str, look: Look) -> float:
    """Natural logarithm, 0 or less: of the classes that the text may be, how well the best one fits the heads."""
    plain = normalise(text)
    return max((_fit(rule, look) for rule in RULES if rule.accepts(plain)), default=0.0)


def _fit(rule: PlateRule, look: Look) -> float:
    """Colours speak against weak classes alone: those are what lettering and mutilated plates look like."""
    fit = _share(look.country, {rule.country}, _LEAST["country"])
    if len(rule.rows) == 1:
        fit += _share(look.layout, _layouts(rule), _LEAST["rows"])
    if rule.weak and rule.colours:
        fit += _share(look.colour, rule.colours, _LEAST["colour"])
    return fit


def _layouts(rule: PlateRule) -> Collection[str]:
    """Names of the layout head for the rows that the class is painted in."""
    return [layout for layout, rows in _ROWS.items() if rows in rule.rows]


def _share(named: Named | None, wanted: Collection[str], least: float) -> float:
    """Natural logarithm of what the head leaves to the wanted names together; 0 without the head."""
    if named is None:
        return 0.0
    name, probability = named
    return math.log(max(least, probability if name in wanted else 1 - probability))
