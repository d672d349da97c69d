"""Lattice -> the text that the grammar allows, and how sure it is. Pure.

Candidates come from the grammars of `edge.rules`, given the options of each character; also for texts one character
longer or shorter where the lattice hesitates. The lattice then says exactly how probable each of them is. Nothing is
invented: a look-alike counts for what the network gave it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.recognition.lattice import Alignment, Lattice, align, best_path, text_log_probs
from edge.recognition.spelling import longer_and_shorter, spell
from edge.rules.decode import Candidate, decode_container, decode_plate, decode_size_type
from edge.rules.grammar import transcribe
from edge.rules.iso6346 import parse_container
from edge.rules.owners import listed_twins
from edge.rules.plates import classify
from edge.values import CharOptions

SLASH = "/"
"""Stands between a container number and its size-type code."""

_NUMBER_LENGTH = 11
_CERTAIN = math.log(0.9)
"""A text of the right grammar that is likelier than this has no rival worth looking for."""

_MOST_ROUNDS = 3
_LEAST_SIZE_TYPE_CHAR = 0.5
_UNLISTED_COST = math.log(20)
"""How much likelier an owner that is not listed must be than a listed one that the check digit can't tell from it."""

_REPAIR_COST = 5.0
"""Natural logarithm: how much less likely than the plain reading a text may be for its right check digit to win."""

Chars = tuple[CharOptions, ...]
Decode = Callable[[Chars], Sequence[Candidate]]
Fitness = Callable[[str], float]


def _indifferent(_text: str) -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """The chosen text of one crop.

    `log_prob`: exact natural log-probability over all strings. `rival`: of the likeliest other text that is as right.
    `seen`: the likeliest text without any grammar. `valid`: the grammar holds, and for a container the check digit.
    `mended`: the check digit holds only after a change, or can't tell the number from one of a listed owner.
    """

    text: str
    log_prob: float
    rival: float
    seen: str
    valid: bool
    chars: tuple[CharOptions, ...]
    mended: bool = False
    size_type: str | None = None


def read_plate(lattice: Lattice, temperature: float = 1.0, fitness: Fitness = _indifferent) -> Reading | None:
    """The likeliest plate; the plain text, not valid, where no grammar fits; None where nothing is written.

    `fitness`: natural logarithm of how well a text goes with what else is known of the plate. It decides between texts,
    and leaves the probability of the chosen one as it is.
    """
    seen = best_path(lattice)
    if not seen:
        return None
    aligned = align(lattice, seen)
    sure = classify(seen) is not None and aligned.log_prob + fitness(seen) >= _CERTAIN
    ranked = [] if sure else _ranked(lattice, _texts(aligned, _decode_plate))
    if not ranked:
        rival = _left_over(aligned.log_prob) if sure else -math.inf
        return Reading(seen, aligned.log_prob, rival, seen, sure, spell(aligned, temperature).chars)
    fitting = sorted(((fitness(text), log_prob, text) for log_prob, text in ranked), key=_total, reverse=True)
    own, log_prob, text = fitting[0]
    rival = next((_total(each) - own for each in fitting if transcribe(each[2]) != transcribe(text)), -math.inf)
    return Reading(text, log_prob, rival, seen, True, spell(align(lattice, text), temperature).chars)


def _total(fitting: tuple[float, float, str]) -> float:
    return fitting[0] + fitting[1]


def read_container(lattice: Lattice, temperature: float = 1.0) -> Reading | None:
    """The likeliest container number, as `read_plate`; its probability is that of the number, whatever stands behind.

    A number whose check digit is right is preferred to a likelier one whose check digit is wrong, within limits.
    """
    seen = best_path(lattice)
    number = seen.partition(SLASH)[0]
    if not number:
        return None
    aligned = align(lattice, seen)
    plain = aligned.log_prob_of(len(number), SLASH)
    sure = plain >= _CERTAIN and _passes(number) and not listed_twins(number)
    ranked = [] if sure else _ranked(lattice, _with_owners(_texts(aligned, _decode_number)), SLASH)
    text, log_prob, rival = number, plain, _left_over(plain) if sure else -math.inf
    if ranked:
        log_prob, text = _preferred(ranked)
        rival = next((other for other, each in ranked if each != text and _passes(each)), -math.inf)
    if text != number:
        aligned = align(lattice, seen.replace(number, text, 1))
    chars = spell(aligned, temperature).chars
    mended = (bool(ranked) and _passes(text) and text != ranked[0][1]) or bool(listed_twins(text))
    size_type = _size_type(chars[len(text) + 1 :])
    return Reading(text, log_prob, rival, number, _passes(text), chars[: len(text)], mended, size_type)


def _left_over(log_prob: float) -> float:
    """Natural logarithm of what all other texts together can have."""
    return math.log(max(1e-12, -math.expm1(log_prob)))


def _passes(text: str) -> bool:
    parsed = parse_container(text)
    return parsed is not None and parsed.check_digit_ok


def _preferred(ranked: Sequence[tuple[float, str]]) -> tuple[float, str]:
    likeliest = ranked[0]
    passing = [each for each in ranked if _passes(each[1]) and likeliest[0] - each[0] <= _REPAIR_COST]
    return max(passing, key=lambda each: each[0] - _UNLISTED_COST * bool(listed_twins(each[1])), default=likeliest)


def _with_owners(texts: Sequence[str]) -> list[str]:
    """And the numbers of listed owners that the check digit can't tell from them."""
    return list(dict.fromkeys((*texts, *(twin for text in texts for twin in listed_twins(text)))))


def _ranked(lattice: Lattice, texts: Sequence[str], ending: str = "") -> list[tuple[float, str]]:
    """Exact log-probability and text, likeliest first; what can't be written is left out."""
    logs = text_log_probs(lattice, texts, ending).tolist() if texts else []
    pairs = [(log_prob, text) for log_prob, text in zip(logs, texts, strict=True) if log_prob > -math.inf]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1]))


def _texts(aligned: Alignment, decode: Decode) -> list[str]:
    """Texts that the grammar allows near the aligned one, of its length or another.

    Where there are none the likeliest text of another length is taken for the start of a further round.
    """
    for _ in range(_MOST_ROUNDS):
        spelling = spell(aligned)
        others = longer_and_shorter(aligned, spelling)
        found = (candidate for each in (spelling, *others) for candidate in decode(each.chars))
        texts = dict.fromkeys(candidate.text for candidate in found)
        if texts or not others:
            return list(texts)
        aligned = align(aligned.lattice, max(others, key=lambda each: each.log_prob).text)
    return []


def _decode_plate(chars: Chars) -> Sequence[Candidate]:
    return decode_plate(chars, look_alikes=False)


def _decode_number(chars: Chars) -> Sequence[Candidate]:
    """Of a container's text the part before the slash; without one, its first characters."""
    slashes = [at for at, options in enumerate(chars) if options and options[0][0] == SLASH]
    return decode_container(chars[: slashes[0] if slashes else _NUMBER_LENGTH], look_alikes=False)


def _size_type(chars: Chars) -> str | None:
    codes = decode_size_type(chars, keep=1, look_alikes=False)
    return codes[0].text if codes and codes[0].min_char >= _LEAST_SIZE_TYPE_CHAR else None
