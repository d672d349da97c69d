"""What one fault is: frozen values, pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en", "zh"]
LANGUAGES: tuple[Language, ...] = ("vi", "en", "zh")

Kind = Literal[
    "camera", "indicator", "relay", "barrier", "input", "broker", "outbox", "picture-size", "pictures", "storage",
    "clock", "recognition", "expected", "calibration", "daemon", "page", "disk", "models", "configuration", "any",
]  # fmt: skip
"""Of a device as `DeviceStatus` names it, up to its colon; `any`: the doctor's words for whatever it looks at."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Vietnamese, English and Chinese. English is the source, the others say no more and no less."""

    vi: str
    en: str
    zh: str

    def said_in(self, language: Language) -> str:
        return {"vi": self.vi, "en": self.en, "zh": self.zh}[language]


@dataclass(frozen=True, slots=True)
class FaultEntry:
    """`code` is short and stable; `checks`: what to look at, the likeliest first.

    `by_doctor`: only `lanegate doctor` finds it, no running lane reports it.
    """

    kind: Kind
    code: str
    words: Words
    checks: tuple[Words, ...]
    by_doctor: bool = False
