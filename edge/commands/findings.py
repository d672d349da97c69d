"""What the doctor has found, device by device, and the screen that says it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from edge.devices.camera import redact_url

Verdict = Literal["ok", "warn", "fail"]
SHOWN: Mapping[Verdict, str] = {"ok": "ok", "warn": "warn", "fail": "FAIL"}
LEAST_WIDTH, MOST_WIDTH = 60, 120


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one device. `found`: in words, with figures; `checks`: what to look at, the likeliest first.

    `code` is short and stable, "ok" where nothing is wrong; `figures` are for JSON.
    """

    device: str
    verdict: Verdict
    found: str
    code: str = "ok"
    checks: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)


def without_secrets(finding: Finding, secrets: Sequence[str]) -> Finding:
    """The same with every secret starred, those inside URLs by their place there."""

    def starred(text: str) -> str:
        text = redact_url(text)
        for secret in sorted((one for one in secrets if one), key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    figures = {key: starred(one) if isinstance(one, str) else one for key, one in finding.figures.items()}
    checks = tuple(starred(one) for one in finding.checks)
    return replace(finding, found=starred(finding.found), checks=checks, figures=figures)


def has_failed(findings: Sequence[Finding]) -> bool:
    return any(one.verdict == "fail" for one in findings)


def document(lane: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """The findings as `--json` prints them."""
    rows = [
        {
            "device": one.device,
            "verdict": one.verdict,
            "code": one.code,
            "found": one.found,
            "checks": list(one.checks),
            "figures": dict(one.figures),
        }
        for one in findings
    ]
    return {"lane": lane, "ok": not has_failed(findings), "findings": rows}


def screen(lane: str, findings: Sequence[Finding], width: int) -> Iterator[str]:
    """One line a device, wrapped; under it what to check, numbered; at the end the sum.

    FAIL  indicator      no bytes from the indicator
                         1. is the indicator switched on?
    """
    width = max(LEAST_WIDTH, min(width, MOST_WIDTH))
    column = max((len(one.device) for one in findings), default=0) + 2
    for one in findings:
        head = f"{SHOWN[one.verdict]:<6}{one.device:<{column}}"
        yield from _wrapped(head, one.found, width)
        numbered = len(one.checks) > 1
        for number, check in enumerate(one.checks, 1):
            yield from _wrapped(" " * len(head) + (f"{number}. " if numbered else "check: "), check, width)
    yield f"{lane}: {_sum(findings)}"


def _wrapped(head: str, text: str, width: int) -> list[str]:
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
