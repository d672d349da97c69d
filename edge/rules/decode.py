"""From the options of each character to the texts that a grammar allows, best first.

The reader's probabilities are taken as independent. A symbol that the reader did not offer can't be chosen, but for
look-alikes across the border of letters and digits: a reader that is sure of O where only a digit can stand means 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from operator import attrgetter
from types import MappingProxyType

from edge.rules.grammar import DIGIT, LATIN, Part, Shape, normalise, part, shape
from edge.rules.iso6346 import CATEGORIES, HEIGHTS, LENGTHS_FT, TYPES, check_digit
from edge.rules.plates import RULES, PlateRule
from edge.rules.search import Column, Grid, Option, Row, ranked
from edge.values import CharOptions

LOOK_ALIKE_PENALTY = 0.05
"""Probability of a look-alike for each unit of its original's: an assumption, not a measurement."""

LOOK_ALIKES = MappingProxyType(
    {
        "0": "ODQ",
        "O": "0DQ",
        "Q": "0O",
        "D": "0O",
        "Đ": "D0",
        "1": "IL",
        "I": "1L",
        "L": "1I",
        "2": "Z",
        "Z": "2",
        "4": "A",
        "A": "4",
        "5": "S",
        "S": "5",
        "6": "G",
        "G": "6",
        "7": "T",
        "T": "7",
        "8": "B",
        "B": "8",
    }
)
"""D is not taken for Đ: that is one plate in two transcriptions, and would only stand as a rival to itself."""

_LOG_PENALTY = math.log(LOOK_ALIKE_PENALTY)
_CONTAINER = shape(LATIN, LATIN, LATIN, part(CATEGORIES), *(DIGIT,) * 7)
_SIZE_TYPE = shape(part(LENGTHS_FT), part(HEIGHTS), part(TYPES))
_LOG_PROB = attrgetter("log_prob")
_KNOWN = LATIN.texts | DIGIT.texts
_CONTAINER_SEARCH = 400
"""Texts tried for a right check digit; one in ten has one, so more would be improbable ones only."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that the reader may have seen.

    `log_prob` is natural, look-alikes penalised. `changed` counts the positions where it is not the reader's first
    choice: two or more want a person's eye. `min_char` is the lowest probability of a chosen symbol. `valid`: the
    grammar holds, and for a container the check digit too.
    """

    text: str
    log_prob: float
    changed: int
    min_char: float
    valid: bool


Table = dict[str, Option]
"""What one character may be, by symbol."""


class _Line:
    """The characters of one text line as tables; columns are made once for all shapes."""

    def __init__(self, chars: Sequence[CharOptions], look_alikes: bool) -> None:
        read = [_read(options) for options in chars]
        self._tables = {False: read, True: [_with_look_alikes(table) for table in read] if look_alikes else read}
        self._columns: dict[tuple[bool, int, Part], Column] = {}

    def grid(self, wanted: Shape, look_alikes: bool) -> Grid | None:
        """The choices within a shape of this line's length; None where some part can't be met."""
        columns = []
        at = 0
        for each in wanted.parts:
            column = self._column(look_alikes, at, each)
            if not column:
                return None
            columns.append(column)
            at += each.width
        return Grid(columns)

    def _column(self, look_alikes: bool, at: int, wanted: Part) -> Column:
        key = (look_alikes, at, wanted)
        column = self._columns.get(key)
        if column is None:
            tables = self._tables[look_alikes][at : at + wanted.width]
            column = sorted(_within(tables, wanted.texts), key=_LOG_PROB, reverse=True)  # equals stay as read
            self._columns[key] = column
        return column


def _marks(chars: Sequence[CharOptions]) -> list[CharOptions]:
    """The characters without those read as separators or spaces."""
    return [options for options in chars if not options or _symbol(options[0][0])]


def _symbol(symbol: str) -> str:
    return symbol if symbol in _KNOWN else normalise(symbol)


def _read(options: CharOptions) -> Table:
    table: Table = {}
    for rank, (raw, probability) in enumerate(options):
        symbol = _symbol(raw)
        if probability > 0 and symbol not in table:
            chosen = min(probability, 1.0)
            table[symbol] = Option(math.log(chosen), symbol, chosen, int(rank > 0))
    return table


def _with_look_alikes(table: Table) -> Table:
    wider = dict(table)
    for symbol, option in table.items():
        log_prob = option.log_prob + _LOG_PENALTY
        for other in LOOK_ALIKES.get(symbol, ""):
            known = wider.get(other)
            if known is None or known.log_prob < log_prob:
                changed = known.changed if known else 1
                wider[other] = Option(log_prob, other, option.min_prob * LOOK_ALIKE_PENALTY, changed)
    return wider


def _within(tables: Sequence[Table], texts: frozenset[str]) -> Iterable[Option]:
    """Options of a part, each one of `texts`."""
    if len(tables) == 1:
        return [option for symbol, option in tables[0].items() if symbol in texts]
    spelled = (symbols for symbols in product(*tables) if "".join(symbols) in texts)
    return [_joined([table[symbol] for table, symbol in zip(tables, symbols, strict=True)]) for symbols in spelled]


def _joined(row: Sequence[Option]) -> Option:
    """Neighbouring options as one."""
    return Option(
        sum([option.log_prob for option in row]),
        "".join([option.text for option in row]),
        min([option.min_prob for option in row]),
        sum([option.changed for option in row]),
    )


def _candidate(whole: Option, valid: bool) -> Candidate:
    return Candidate(whole.text, whole.log_prob, whole.changed, whole.min_prob, valid)


def decode_plate(
    chars: Sequence[CharOptions], keep: int = 5, rules: Sequence[PlateRule] = RULES, look_alikes: bool = True
) -> tuple[Candidate, ...]:
    """The most probable texts that some rule accepts, best first, at most `keep`; exact, not a beam.

    Weak rules get the symbols that were read and no look-alikes: otherwise half of all lettering would be military.
    Without `look_alikes` no rule gets them: for a reader that lists every symbol that it holds possible.
    """
    marks = _marks(chars)
    wanted = [
        (each, look_alikes and not rule.weak) for rule in rules for each in rule.shapes if each.length == len(marks)
    ]
    if not wanted:  # most lettering of a truck ends here
        return ()
    line = _Line(marks, look_alikes)
    grids = [grid for each, look_alikes in wanted if (grid := line.grid(each, look_alikes)) is not None]
    found: dict[str, Candidate] = {}
    for row in ranked(grids):
        if len(found) >= keep:
            break
        whole = _joined(row)
        if whole.text not in found:  # a state plate is a civil one too
            found[whole.text] = _candidate(whole, valid=True)
    return tuple(found.values())


def decode_container(chars: Sequence[CharOptions], keep: int = 5, look_alikes: bool = True) -> tuple[Candidate, ...]:
    """Container numbers, best first, at most `keep`; () unless there are 11 characters that can have the shape.

    The first is the plain reading: the most probable text of the right shape, whether its check digit is right or not.
    All others have a right check digit. The letters of `iso6346.twins` replace each other unseen by the check digit,
    so look at the distance between the first two valid ones too.
    """
    found: list[Candidate] = []
    for tried, row in enumerate(_rows(chars, _CONTAINER, look_alikes)):
        if len(found) >= keep or tried >= _CONTAINER_SEARCH:
            break
        text = "".join([option.text for option in row])
        valid = check_digit(text) == int(text[10])
        if valid or tried == 0:
            found.append(_candidate(_joined(row), valid))
    return tuple(found)


def decode_size_type(chars: Sequence[CharOptions], keep: int = 5, look_alikes: bool = True) -> tuple[Candidate, ...]:
    """Size-type codes that `iso6346.parse_size_type` accepts, best first, at most `keep`."""
    rows = islice(_rows(chars, _SIZE_TYPE, look_alikes), keep)
    return tuple(_candidate(_joined(row), valid=True) for row in rows)


def _rows(chars: Sequence[CharOptions], wanted: Shape, look_alikes: bool) -> Iterator[Row]:
    marks = _marks(chars)
    grid = _Line(marks, look_alikes).grid(wanted, look_alikes) if len(marks) == wanted.length else None
    return ranked([grid] if grid else [])
