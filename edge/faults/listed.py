"""The list of faults, and how it is looked up; pure."""

from __future__ import annotations

from collections.abc import Mapping

from edge.faults.barrier import BARRIER
from edge.faults.broker import BROKER
from edge.faults.broker_look import BROKER_LOOK
from edge.faults.camera import CAMERA
from edge.faults.camera_look import CAMERA_LOOK
from edge.faults.entry import LANGUAGES, FaultEntry, Language, Words
from edge.faults.indicator import INDICATOR
from edge.faults.indicator_look import INDICATOR_LOOK
from edge.faults.program import PROGRAM
from edge.faults.program_look import PROGRAM_LOOK
from edge.faults.relay import RELAY, RELAY_LOOK
from edge.faults.storage import STORAGE, STORAGE_LOOK

FAULTS: tuple[FaultEntry, ...] = (
    *CAMERA, *CAMERA_LOOK, *INDICATOR, *INDICATOR_LOOK, *RELAY, *RELAY_LOOK, *BARRIER, *BROKER, *BROKER_LOOK,
    *STORAGE, *STORAGE_LOOK, *PROGRAM, *PROGRAM_LOOK,
)  # fmt: skip
_BY_CODE: Mapping[tuple[str, str], FaultEntry] = {(one.kind, one.code): one for one in FAULTS}


def entry_of(device: str, code: str) -> FaultEntry | None:
    """The entry of a fault, None where the list has none. `device` may be `camera:<name>`."""
    return _BY_CODE.get((device.partition(":")[0], code)) or _BY_CODE.get(("any", code))


def words_of(device: str, code: str, particulars: str) -> Words:
    """What the list says; of a fault that it lacks what the device said itself."""
    entry = entry_of(device, code)
    own = particulars or f"{device} {code}"
    return entry.words if entry else Words(own, own, own)


def checks_of(device: str, code: str, language: Language = "en") -> tuple[str, ...]:
    """What to check, the likeliest first; nothing for what is not listed."""
    entry = entry_of(device, code)
    return tuple(one.said_in(language) for one in entry.checks) if entry else ()


def told(device: str, code: str, particulars: str, language: Language = "en") -> str:
    """One line: the words of the list, followed by the particulars (an address, an error, figures) if there are any."""
    words = words_of(device, code, particulars).said_in(language)
    return f"{words}: {particulars}" if particulars and words != particulars else words


def words_by_language(device: str, code: str, particulars: str) -> dict[str, str]:
    words = words_of(device, code, particulars)
    return {language: words.said_in(language) for language in LANGUAGES}


def checks_by_language(device: str, code: str) -> dict[str, tuple[str, ...]]:
    return {language: checks_of(device, code, language) for language in LANGUAGES}


def with_check(device: str, code: str, particulars: str) -> str:
    """`told`, and the likeliest thing to check: one line for a log or a terminal."""
    checks = checks_of(device, code)
    line = told(device, code, particulars)
    return f"{line}; check: {checks[0]}" if checks else line
