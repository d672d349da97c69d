"""The lane's faults: each is said once when it begins and once when it ends, in the words of the list; pure."""

from __future__ import annotations

from dataclasses import replace

from edge.faults.entry import LANGUAGES
from edge.faults.listed import checks_of, entry_of, told, with_check, words_of
from edge.lane.documents.events import DeviceTold, EventName
from edge.lane.documents.words import InWords, ToCheck
from edge.lane.state import Effect, Fault, Log, Publish, State
from edge.values import Stamp

Told = tuple[State, tuple[Effect, ...]]


def begin(state: State, fault: tuple[str, str, str], stamp: Stamp) -> Told:
    """The state with a fault (device, code, particulars); a device has one at a time, the newest."""
    device, code, text = fault
    old = fault_of(state, device)
    if old is not None and (old.code, old.text) == (code, text):
        return state, ()
    others = tuple(one for one in state.faults if one.device != device)
    known = replace(state, faults=(*others, Fault(device, code, text, stamp.utc)))
    line = Log(f"{device} {code}: {with_check(device, code, text)}", warns=True)
    unlisted = () if entry_of(device, code) else (Log(f"{device} {code} is not in the list of faults", warns=True),)
    return known, (line, *unlisted, _publish(state, "fault", (device, code, text), told(device, code, text)))


def end(state: State, device: str, text: str) -> Told:
    """The state without that device's fault, if it had one; `text` says what works again."""
    old = fault_of(state, device)
    if old is None:
        return state, ()
    others = tuple(one for one in state.faults if one.device != device)
    line = Log(f"{device} ok: {text}; it was {old.code}")
    return replace(state, faults=others), (line, _publish(state, "recovered", (device, old.code, old.text), text))


def fault_of(state: State, device: str) -> Fault | None:
    return next((one for one in state.faults if one.device == device), None)


def in_words(device: str, code: str, text: str) -> InWords:
    """What the fault is called; `text`: its particulars."""
    words = words_of(device, code, text)
    return {"vi": words.vi, "en": words.en, "zh": words.zh}


def to_check(device: str, code: str) -> ToCheck:
    vi, en, zh = (list(checks_of(device, code, language)) for language in LANGUAGES)
    return {"vi": vi, "en": en, "zh": zh}


def _publish(state: State, event: EventName, fault: tuple[str, str, str], text: str) -> Publish:
    passage_id = state.passage.passage_id if state.passage else None
    device, code, _ = fault
    words, checks = in_words(*fault), to_check(device, code)
    said: DeviceTold = {"device": device, "code": code, "text": text, "words": words, "checks": checks}
    return Publish(event, passage_id, said)
