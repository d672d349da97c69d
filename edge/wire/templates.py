"""Frames written as text, with fields in braces; pure.

A hex template is pairs of hex digits, a text template is ASCII as it goes over the line. Fields of both:

    {channel} {channel0}   the channel counted from 1 or from 0
    {tenths}               how long the contact stays closed, in 0.1 s
    {digit0}               the channel from 0 as one character: 0 to 9, then A to V (text only)

`{channel:2}` makes two bytes of a number, the high one first (hex only). Answers are templates as well, with

    {any}                  any byte
    {bit}                  one contact: a byte that is 0 or not (hex); 0, 1, on or off (text)
    {bits:N}               N bytes with a contact in each bit (hex only)
    {words:N}              N contacts of two bytes each, closed where they are not 0 (hex only)

Blanks in the template of a text answer stand for any blanks and line ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from edge.errors import FrameError
from edge.wire.checks import Check, check_bytes

Form = Literal["hex", "text"]
BitOrder = Literal["low-first", "high-first", "big-endian"]
"""Where channel 1 is: lowest bit of the first byte, highest bit of the first byte, lowest bit of the last byte."""

_PIECE = re.compile(r"\{(?P<name>[a-z0-9]+)(?::(?P<width>[1-8]))?\}|(?P<literal>[^{}]+)|(?P<wrong>[{}])")
_NUMBERS = frozenset({"channel", "channel0", "tenths"})
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
_READINGS = {"hex": frozenset({"any", "bit", "bits", "words"}), "text": frozenset({"any", "bit"})}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a template, `width` bytes wide (0: as it comes)."""

    name: str
    width: int


Part = bytes | Field


@dataclass(frozen=True, slots=True)
class Template:
    """An order or a question: `parts` in their order, `check` bytes behind them."""

    parts: tuple[Part, ...]
    form: Form
    check: Check = "none"

    def fill(self, channel: int, tenths: int = 0) -> bytes:
        """The frame for a channel (from 1). Raises `FrameError` where a number has no room in its field."""
        body = b"".join(_fill(part, self.form, channel, tenths) for part in self.parts)
        return body + check_bytes(self.check, body)

    @property
    def names_channel(self) -> bool:
        """Whether the frame is another one for each channel."""
        return any(isinstance(one, Field) and one.name in ("channel", "channel0", "digit0") for one in self.parts)


@dataclass(frozen=True, slots=True)
class Outline:
    """An answer: what it looks like, and where in it the contacts are."""

    template: Template
    bits: BitOrder = "low-first"

    def find(self, received: bytes, channel: int) -> tuple[bool, ...] | None:
        """The contacts of the first such answer among the bytes, True where closed; None where there is none.

        One contact for `{bit}`, else those of channels 1 and on. `channel` is the one asked for.
        """
        pattern = b"(?s)(?=(" + b"".join(_pattern(one, self.template.form, channel) for one in self.template.parts)
        width = len(check_bytes(self.template.check, b""))
        for match in re.finditer(pattern + b")(.{%d}))" % width, received):
            if check_bytes(self.template.check, match[1]) == match.groups()[-1]:
                return self._contacts(match)
        return None

    def _contacts(self, match: re.Match[bytes]) -> tuple[bool, ...]:
        groups = match.groupdict()
        if "bits" in groups:
            return _bits(groups["bits"], self.bits)
        if "words" in groups:
            return tuple(any(groups["words"][at : at + 2]) for at in range(0, len(groups["words"]), 2))
        return (groups["bit"] not in (b"0", b"off", b"\x00"),) if "bit" in groups else ()


def parse_order(text: str, form: Form, check: Check = "none") -> Template:
    """The template of an order or a question. Raises `FrameError` with what is wrong in it."""
    fields = _NUMBERS if form == "hex" else _NUMBERS | {"digit0"}
    return Template(_parts(text, form, fields), form, check)


def parse_answer(text: str, form: Form, check: Check = "none", bits: BitOrder = "low-first") -> Outline:
    """The outline of an answer. Raises `FrameError` with what is wrong in it."""
    fields = frozenset({"channel", "channel0"} | ({"digit0"} if form == "text" else set()) | _READINGS[form])
    template = Template(_parts(text, form, fields), form, check)
    names = [one.name for one in template.parts if isinstance(one, Field)]
    if sum(names.count(one) for one in ("bit", "bits", "words")) > 1:
        raise FrameError(f'"{text}" has more than one place for the contacts')
    return Outline(template, bits)


def _parts(text: str, form: Form, fields: frozenset[str]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for piece in _PIECE.finditer(text):
        if piece["wrong"]:
            raise FrameError(f'"{text}" has a brace without its other half')
        if piece["literal"]:
            parts.append(_literal(piece["literal"], form))
        elif piece["name"] in fields:
            parts.append(Field(piece["name"], int(piece["width"] or (form == "hex"))))
        else:
            allowed = ", ".join(f"{{{one}}}" for one in sorted(fields))
            raise FrameError(f"{{{piece['name']}}} has no meaning here; known are {allowed}")
    if not parts:
        raise FrameError("the frame is empty")
    return tuple(parts)


def _literal(piece: str, form: Form) -> bytes:
    try:
        return bytes.fromhex(piece) if form == "hex" else piece.encode("ascii")
    except ValueError as error:
        raise FrameError(f'"{piece}" is not {"pairs of hex digits" if form == "hex" else "ASCII"}') from error


def _fill(part: Part, form: Form, channel: int, tenths: int) -> bytes:
    if isinstance(part, bytes):
        return part
    number = {"channel": channel, "tenths": tenths}.get(part.name, channel - 1)
    try:
        if part.name == "digit0":
            return _DIGITS[number].encode()
        return number.to_bytes(part.width, "big") if form == "hex" else b"%d" % number
    except (OverflowError, IndexError) as error:
        raise FrameError(f"{number} has no room in {{{part.name}}}") from error


def _pattern(part: Part, form: Form, channel: int) -> bytes:
    if isinstance(part, bytes) and form == "text":
        return rb"\s+".join(re.escape(word) for word in re.split(rb"\s+", part))
    if isinstance(part, bytes):
        return re.escape(part)
    if part.name == "bit":
        return b"(?P<bit>.)" if form == "hex" else b"(?P<bit>0|1|on|off)"
    if part.name in ("bits", "words"):
        return b"(?P<%s>.{%d})" % (part.name.encode(), part.width * (2 if part.name == "words" else 1))
    return b"." if part.name == "any" else re.escape(_fill(part, form, channel, 0))


def _bits(received: bytes, order: BitOrder) -> tuple[bool, ...]:
    number = int.from_bytes(received, "little" if order == "low-first" else "big")
    found = tuple(bool(number >> at & 1) for at in range(8 * len(received)))
    return found[::-1] if order == "high-first" else found
