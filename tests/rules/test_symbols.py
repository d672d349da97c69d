from __future__ import annotations

from edge.rules.plates import RULES
from edge.rules.symbols import SYMBOLS


def test_they_are_all_that_the_rules_can_ask_for_once_each() -> None:
    wanted = {symbol for rule in RULES for shape in rule.positions for alphabet in shape for symbol in alphabet}
    assert wanted <= set(SYMBOLS)
    assert len(set(SYMBOLS)) == len(SYMBOLS)


def test_each_is_one_character_of_the_readers_outputs() -> None:
    assert SYMBOLS.startswith("ABC")
    assert SYMBOLS[36 : 36 + 2] == "9京"
