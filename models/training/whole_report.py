"""The figures of whole pictures as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from models.training.report import acceptance_line, percent, ratio
from models.training.whole_figures import Pace, WholeFigures, WholeReading
from models.training.whole_judging import MarkOutcome, Passed, PictureOutcome

_HEAD = f"{'':<32}{'marks':>6}{'goal':>7}{'found':>8}{'exact':>8}{'sure':>8}{'wrong':>7}{'ms':>8}"


def whole_lines_of(own: WholeReading, peer: WholeReading | None) -> Iterator[str]:
    """The table of some pictures; both readers saw the same ones. `wrong`: reads without review, see `Verdict`."""
    beside = {figures.name: figures for figures in peer.figures} if peer else {}
    yield _HEAD + (f"   {peer.reader}: found{'exact':>8}{'sure':>8}{'wrong':>7}{'ms':>8}{'ratio':>7}" if peer else "")
    for figures in own.figures:
        yield _row(figures, beside.get(figures.name))
    yield ""
    for name, acceptance in own.acceptance:
        yield acceptance_line(name, acceptance)
    yield f"without review where no text is labelled, to be looked at: {own.unlabelled}"
    for pace in own.paces:
        yield _pace(pace)
    if peer:
        yield from _peer_lines(own, peer)


def _row(own: WholeFigures, peer: WholeFigures | None) -> str:
    goal = "" if own.goal is None else percent(own.goal)
    row = f"{own.name:<32}{own.marks:>6}{goal:>7}{_results(own, 8)}"
    return row + (_results(peer, 24) + f"{ratio(peer.ms, own.ms):>7}" if peer else "")


def _results(found: WholeFigures, first_width: int) -> str:
    shares = f"{percent(found.found):>{first_width}}{percent(found.exact):>8}{percent(found.sure):>8}"
    return f"{shares}{found.wrong:>7}{found.ms:>8.1f}"


def _pace(pace: Pace) -> str:
    return (
        f"a picture {pace.name} ({pace.pictures}): median {pace.median_ms:.1f} ms, "
        f"95 of 100 within {pace.p95_ms:.1f} ms; goal {pace.goal_ms:.0f}"
    )


def _peer_lines(own: WholeReading, peer: WholeReading) -> Iterator[str]:
    ours = {pace.name: pace.median_ms for pace in own.paces}
    _, everywhere = peer.acceptance[0]
    yield acceptance_line(peer.reader, everywhere)
    for pace in peer.paces:
        longer = ratio(pace.median_ms, ours[pace.name])
        yield f"{peer.reader}, a picture {pace.name}: median {pace.median_ms:.1f} ms, {longer} as long"


def look_lines(outcomes: Sequence[PictureOutcome], most: int = 40) -> Iterator[str]:
    """Reads without review that are wrong, then those where no text is labelled: a line each, at most `most` each."""
    for verdict, title in (("wrong", "wrong without review"), ("unlabelled", "unlabelled, to be looked at")):
        found = [(each, passed) for each in outcomes for passed in each.passed if passed.verdict == verdict]
        for outcome, passed in found[:most]:
            yield f"{title}: {_place(outcome)} {_passed_words(passed)}"
        if len(found) > most:
            yield f"{title}: {len(found) - most} more, see --json"


def _place(outcome: PictureOutcome) -> str:
    return f"{outcome.picture.collection}/{outcome.picture.file.name}"


def _passed_words(passed: Passed) -> str:
    label = f", labelled {passed.mark.text}" if passed.mark and passed.mark.text else ""
    return f"{passed.seen.text} ({passed.seen.confidence:.3f}){label}"


def faults_of(outcomes: Sequence[PictureOutcome]) -> list[dict[str, Any]]:
    """For programs: the pictures in which something is amiss, with texts and boxes in pixels."""
    return [_fault(each) for each in outcomes if not each.faultless]


def _fault(outcome: PictureOutcome) -> dict[str, Any]:
    passed = [each for each in outcome.passed if each.verdict in ("wrong", "unlabelled")]
    return {
        "file": _place(outcome),
        "missed": [_missed(each) for each in outcome.marks if not each.exact],
        "passed": [
            {"verdict": each.verdict, "text": each.seen.text, "confidence": each.seen.confidence, "box": each.seen.box}
            for each in passed
        ],
    }


def _missed(mark: MarkOutcome) -> dict[str, Any]:
    said = mark.said.text if mark.said else None
    return {"label": mark.mark.text, "found": mark.found, "said": said}
