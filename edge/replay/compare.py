"""Passages as they were published live beside those of a replay; pure.

Not compared: identifiers, the chain's keys, the digests of pictures. A score may differ in the third place between
processors, and a time by what a busy loop needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

NOT_COMPARED = frozenset({"seq", "boot_id", "passage_id", "event_id", "sha256", "previous_sha256", "unsynchronised"})
SCORE = 0.02
LATE = timedelta(seconds=1)

Record = Mapping[str, Any]


def differences(live: Sequence[Record], replayed: Sequence[Record], began: datetime) -> list[str]:
    """A line for each; none where the same came out. Live passages that had begun before `began` are left out."""
    own = [one for one in live if not one.get("interrupted")]
    whole = [one for one in own if _at(one, "arrived_at", began) >= began]
    before = [_at(one, "ended_at", began) for one in own if one not in whole]
    fair = [one for one in replayed if not before or _at(one, "arrived_at", began) > max(before)]
    return [line for pair in _pairs(whole, fair) for line in _compare(*pair)]


def _pairs(live: Sequence[Record], replayed: Sequence[Record]) -> Iterator[tuple[Record | None, Record | None]]:
    """By their identifiers, which a replay gives anew as they were; what is left over, in the order of time."""
    known = {_id(one): one for one in replayed}
    for one in live:
        yield one, known.pop(_id(one), None)
    yield from ((None, one) for one in known.values())


def _compare(live: Record | None, replayed: Record | None) -> Iterator[str]:
    if live is None or replayed is None:
        one, where = (live, "published live, not in the replay") if live else (replayed, "in the replay, not live")
        yield f"passage {_id(one or {})}: {where}"
        return
    for place, was, now in _unlike(live, replayed, ""):
        yield f"passage {_id(live)}: {place}: live {_shown(was)}, replayed {_shown(now)}"


def _unlike(was: Any, now: Any, place: str) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in sorted((was.keys() | now.keys()) - NOT_COMPARED):
            yield from _unlike(was.get(key), now.get(key), f"{place}.{key}" if place else key)
    elif _is_list(was) and _is_list(now) and len(was) == len(now):
        for number, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _unlike(one, other, f"{place}[{number}]")
    elif not _is_alike(was, now):
        yield place, was, now


def _id(record: Record) -> str:
    return str(record.get("passage_id"))


def _is_list(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return isinstance(value, list | tuple)


def _is_alike(was: Any, now: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(was, float) and isinstance(now, float):
        return abs(was - now) <= SCORE
    if isinstance(was, str) and isinstance(now, str):
        first, second = _time(was), _time(now)
        return was == now or (first is not None and second is not None and abs(first - second) <= LATE)
    return bool(was == now)


def _at(record: Record, key: str, default: datetime) -> datetime:
    return _time(str(record.get(key))) or default


def _time(text: str) -> datetime | None:
    """A time as records write it, with its zone; None where the text is none."""
    if len(text) < 20 or text[4:5] != "-":
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"
