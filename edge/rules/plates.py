"""Which class of plate a text is, if any. A site adds a class by passing its own tuple of rules."""

from __future__ import annotations

from collections.abc import Sequence

from edge.rules.grammar import PlateRule, normalise, transcribe
from edge.rules.plates_cn import RULES_CN
from edge.rules.plates_vn import RULES_VN

__all__ = ["RULES", "PlateRule", "classify", "normalise", "transcribe"]


def _ordered(rules: Sequence[PlateRule]) -> tuple[PlateRule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.weak))


RULES = _ordered(RULES_VN + RULES_CN)
"""Order matters where one text has the shape of two classes, and the first wins: strong classes before weak ones (a WJ
plate before the military AA00000, LD before a moped's two letters), and the common class before its rare double (civil
before state). The colour, where it is known, decides otherwise."""


def classify(text: str, colour: str | None = None, rules: Sequence[PlateRule] = RULES) -> PlateRule | None:
    """The rule that the text obeys, None where it is no plate.

    Of several rules the first one that is painted in `colour` (lower-case name of the background) is taken, else the
    first one: a colour may settle the class, but is too unreliable to refuse a plate.
    """
    plain = normalise(text)
    matching = [rule for rule in rules if rule.accepts(plain)]
    painted = [rule for rule in matching if colour in rule.colours]
    return next(iter(painted or matching), None)
