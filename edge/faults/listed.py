"""The list of faults, and how it is looked up; pure."""

from __future__ import annotations

from collections.abc import Mapping

from edge.faults.camera import CAMERA
from edge.faults.entry import LANGUAGES, FaultEntry, Language, Words

FAULTS: tuple[FaultEntry, ...] = (*CAMERA,)
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
