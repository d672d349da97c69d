"""Which protocol do these bytes speak? Pure: bytes heard at one speed in, a verdict out.

Every protocol's own parser is run over all the bytes, and the one in whose good frames they lie is named. Where two
explain them alike, both are said and none is chosen.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from edge.errors import FrameError
from edge.wire.indicator import Format
from edge.wire.indicators import FORMATS, FormatOptions

LineState = Literal["silent", "no-frames", "bad-frames", "streaming"]

ENOUGH_FRAMES = 3
SURE_SHARE = 0.6  # a stream with one frame in three spoilt is still known
RIVAL_SHARE = 0.5  # of the best one's sureness: this near, nobody can choose between them
UNCHECKED = 0.9  # what frames without a check are worth beside those with one
PARITY_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """One protocol as an explanation of the bytes.

    `share` (0 to 1) of the bytes lies in good frames; what was cut off before the first and behind the last one is not
    counted. `bad_share` lies in frames that have the outline alone. `checked`: the frames carry a check of their own.
    """

    protocol: str
    frames: int
    bad_frames: int
    share: float
    bad_share: float
    checked: bool

    @property
    def sure(self) -> float:
        """How sure, 0 to 1: for comparing explanations of the same bytes, no probability."""
        return self.share * min(1.0, self.frames / ENOUGH_FRAMES) * (1.0 if self.checked else UNCHECKED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was heard at one setting of the line: `heard` bytes; `candidates` with good frames, the best one first.

    Of the candidates all but the first are rivals: they explain the bytes about as well. `failing`: protocols whose
    frames these seem to be, but for their check.
    """

    state: LineState
    heard: int
    candidates: tuple[Candidate, ...] = ()
    failing: tuple[str, ...] = ()

    @property
    def is_explained(self) -> bool:
        """Whether the bytes are frames of a protocol, be it only that two explain them alike."""
        best = self.candidates[0] if self.state == "streaming" else None
        return best is not None and best.frames >= ENOUGH_FRAMES and best.share >= SURE_SHARE

    @property
    def clear(self) -> Candidate | None:
        """The protocol, where it can be named; None where too little was heard, or two explain it alike."""
        return self.candidates[0] if self.is_explained and len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True)
class _Tally:
    """Lengths of good and of bad frames, and the bytes before the first and behind the last good one."""

    good: tuple[int, ...]
    bad: tuple[int, ...]
    before: int
    behind: int
    checked: bool


def judge(heard: bytes, options: FormatOptions, *, quiet: bool, protocols: Collection[str] = tuple(FORMATS)) -> Verdict:
    """The verdict on all bytes heard at one setting. `quiet`: nothing has followed them for a while.

    `protocols`: those in question. `options`: what the site says of its indicator.
    """
    if not heard:
        return Verdict("silent", 0)
    all_tried = [_candidate(name, FORMATS[name](options), heard, quiet=quiet) for name in protocols]
    good = sorted((one for one in all_tried if one.frames), key=lambda one: one.sure, reverse=True)
    near = tuple(one for one in good if one.sure >= RIVAL_SHARE * good[0].sure)
    if near and near[0].share >= max(one.bad_share for one in all_tried):
        return Verdict("streaming", len(heard), near)
    failing = tuple(one.protocol for one in all_tried if one.bad_frames > 1 and one.bad_share >= SURE_SHARE / 2)
    return Verdict("bad-frames" if failing else "no-frames", len(heard), near, failing)


def judge_line(
    heard: bytes, options: FormatOptions, *, quiet: bool, protocols: Collection[str] = tuple(FORMATS)
) -> tuple[str, Verdict]:
    """The framing, and the verdict, on bytes that were read as 8N1.

    A line of seven data bits shows its parity as the eighth, so both parities are known without listening again.
    """
    verdict = judge(heard, options, quiet=quiet, protocols=protocols)
    framing = seven_bit_framing(heard)
    if verdict.clear or framing is None:
        return "8N1", verdict
    stripped = judge(strip_parity(heard), options, quiet=quiet, protocols=protocols)
    return (framing, stripped) if stripped.candidates else ("8N1", verdict)


def seven_bit_framing(heard: bytes) -> str | None:
    """`7E1` or `7O1` where the top bits are a parity, but for some noise; None where they are not."""
    if not any(byte & 0x80 for byte in heard):
        return None
    even = sum(byte.bit_count() % 2 == 0 for byte in heard) / len(heard)
    if even >= PARITY_SHARE:
        return "7E1"
    return "7O1" if even <= 1 - PARITY_SHARE else None


def strip_parity(chunk: bytes) -> bytes:
    """The low seven bits of each byte."""
    return bytes(byte & 0x7F for byte in chunk)


def is_checked(form: Format, frame: bytes) -> bool:
    """Whether a good frame guards its digits: no single other digit in it is let pass."""
    changed = (frame[:at] + bytes([byte ^ 1]) + frame[at + 1 :] for at, byte in enumerate(frame) if chr(byte).isdigit())
    return not any(_is_good(form, one) for one in changed)


def _candidate(name: str, form: Format, heard: bytes, *, quiet: bool) -> Candidate:
    tally = _tally(form, heard, quiet=quiet)
    most = max((*tally.good, *tally.bad), default=1) - 1  # so many bytes of a frame may be cut off at either end
    whole = len(heard) - min(tally.before, most) - min(tally.behind, most)
    return Candidate(
        name,
        len(tally.good),
        len(tally.bad),
        sum(tally.good) / whole,
        min(1.0, sum(tally.bad) / whole),
        tally.checked,
    )


def _tally(form: Format, heard: bytes, *, quiet: bool) -> _Tally:
    good: list[int] = []
    bad: list[int] = []
    at = before = end = 0
    checked = True
    while True:
        cut = form.cut(heard[at:], quiet=quiet)
        at += cut.skip
        if not cut.length:
            return _Tally(tuple(good), tuple(bad), before, len(heard) - end, checked and bool(good))
        frame = heard[at : at + cut.length]
        if not _is_good(form, frame):
            bad.append(len(frame))
            at += 1  # as the parser does: the true start may lie inside
            continue
        before = before if good else at
        checked = checked and is_checked(form, frame)
        good.append(len(frame))
        at = end = at + len(frame)


def _is_good(form: Format, frame: bytes) -> bool:
    try:
        form.parse(frame)
    except FrameError:
        return False
    return True
