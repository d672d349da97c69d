"""What the doctor has found, device by device, and the screen that says it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from edge.devices.camera import redact_url
from edge.faults.entry import Language
from edge.faults.listed import checks_of, entry_of

Verdict = Literal["ok", "warn", "fail"]
SHOWN: Mapping[Verdict, str] = {"ok": "ok", "warn": "warn", "fail": "FAIL"}
LEAST_WIDTH, MOST_WIDTH = 60, 120


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one device. `found`: what was seen, with figures; of a fault the particulars.

    `code`: of the list of faults, "ok" where nothing is wrong; `more`: those beside it. `named`: what is to be looked
    at that only this lane has. `figures` are for JSON.
    """

    device: str
    verdict: Verdict
    found: str
    code: str = "ok"
    more: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)

    def told(self, language: Language) -> str:
        """The words of its faults, followed by what was seen."""
        entries = (entry_of(self.device, code) for code in self._codes())
        words = "; ".join(one.words.said_in(language) for one in entries if one)
        return ": ".join(one for one in (words, self.found) if one)

    def checks(self, language: Language) -> tuple[str, ...]:
        """What to look at, the likeliest first, each once."""
        listed = (check for code in self._codes() for check in checks_of(self.device, code, language))
        return tuple(dict.fromkeys((*self.named, *listed)))

    def _codes(self) -> tuple[str, ...]:
        return () if self.code == "ok" else (self.code, *self.more)


def without_secrets(finding: Finding, secrets: Sequence[str]) -> Finding:
    """The same with every secret starred, those inside URLs by their place there."""

    def starred(text: str) -> str:
        text = redact_url(text)
        for secret in sorted((one for one in secrets if one), key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    figures = {key: starred(one) if isinstance(one, str) else one for key, one in finding.figures.items()}
    named = tuple(starred(one) for one in finding.named)
    return replace(finding, found=starred(finding.found), named=named, figures=figures)


def has_failed(findings: Sequence[Finding]) -> bool:
    return any(one.verdict == "fail" for one in findings)


def document(lane: str, findings: Sequence[Finding], language: Language) -> dict[str, Any]:
    """The findings as `--json` prints them."""
    rows = [
        {
            "device": one.device,
            "verdict": one.verdict,
            "code": one.code,
            "found": one.told(language),
            "checks": list(one.checks(language)),
            "figures": dict(one.figures),
        }
        for one in findings
    ]
    return {"lane": lane, "ok": not has_failed(findings), "findings": rows}


def screen(lane: str, findings: Sequence[Finding], width: int, language: Language) -> Iterator[str]:
    """One line a device, wrapped; under it what to check, numbered; at the end the sum.

    FAIL  indicator      no bytes from the indicator
                         1. is the indicator switched on?
    """
    width = max(LEAST_WIDTH, min(width, MOST_WIDTH))
    column = max((len(one.device) for one in findings), default=0) + 2
    for one in findings:
        head = f"{SHOWN[one.verdict]:<6}{one.device:<{column}}"
        yield from wrapped(head, one.told(language), width)
        checks = one.checks(language)
        numbered = len(checks) > 1
        for number, check in enumerate(checks, 1):
            yield from wrapped(" " * len(head) + (f"{number}. " if numbered else "check: "), check, width)
    yield f"{lane}: {_sum(findings)}"


def wrapped(head: str, text: str, width: int) -> list[str]:
    """Lines of `text`, the first behind `head`, the others as far in; a long word is not cut: it may be copied."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
        break_long_words=False,
    ) or [head.rstrip()]


def _sum(findings: Sequence[Finding]) -> str:
    failed = [one.device for one in findings if one.verdict == "fail"]
    warned = [one.device for one in findings if one.verdict == "warn"]
    parts = [f"{len(failed)} failed ({', '.join(failed)})"] if failed else ["nothing failed"]
    parts += [f"{len(warned)} to look at ({', '.join(warned)})"] if warned else []
    return "; ".join(parts)
