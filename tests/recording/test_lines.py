from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import FrameError
from edge.ports import ClockHealth
from edge.recording.lines import encode_line, parse_line
from edge.recording.values import Analysed, Before, ClockSaid, Entry, Heard, Kept, Lost, Met, Spoken
from edge.values import (
    Command,
    DeviceStatus,
    Expected,
    ExpectedChanged,
    InputChanged,
    PulseDone,
    PulseFailed,
    Stamp,
    StoreFailed,
    Tick,
    WeightReading,
)

INPUT = (
    b'{"kind":"input","at_s":81.25,"utc":"2026-11-24T22:57:00.125000Z","id":"01a20fd3-dfec-7af9-b067-058f325d9415",'
    b'"event":{"name":"loop","role":"presence","state":"active"}}\n'
)

seconds = st.floats(0, 1e9)
times = st.datetimes(datetime(2001, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))
texts = st.text(st.characters(exclude_categories=["Cs"]))
stamps = st.builds(Stamp, seconds, times, st.uuids(version=4).map(str))
expected = st.builds(
    Expected, st.none() | texts, st.lists(texts).map(tuple), st.none() | st.integers(), st.none(), st.none() | times
)
commands = st.builds(
    Command,
    id=texts,
    boot_id=texts,
    action=st.sampled_from(["open", "close", "stop", "hold", "release", "decide"]),
    expires_at=times,
    operator=st.none() | texts,
    retained=st.booleans(),
    correlation=st.none() | st.binary(),
    by=st.sampled_from(["central", "operator"]),
)
events = st.one_of(
    st.just(Tick()),
    st.builds(Analysed, texts, st.integers(1), seconds),
    st.builds(WeightReading, st.none() | seconds, st.sampled_from(["ok", "motion"]), st.booleans(), texts, seconds),
    st.builds(InputChanged, texts, st.just("presence"), st.just("unreadable")),
    st.builds(DeviceStatus, texts, texts, texts),
    st.builds(PulseDone, st.just("open")),
    st.builds(PulseFailed, st.just("close"), texts),
    st.builds(StoreFailed, texts, st.booleans()),
    st.builds(ExpectedChanged, st.lists(expected, max_size=3).map(tuple)),
    commands,
)
met = st.builds(Met, stamps, events)
spoken = st.builds(Spoken, seconds, st.none() | texts)
clocks = st.builds(ClockSaid, st.builds(ClockHealth, texts, texts, seconds, st.none() | seconds))
entries = st.one_of(
    met,
    spoken,
    clocks,
    st.builds(Heard, seconds, st.binary()),
    st.builds(Kept, st.dictionaries(texts, texts | st.none() | st.integers(0, 1000))),
    st.builds(Lost, st.integers(1)),
    st.builds(Before, met | spoken | clocks),
)


def test_a_line_as_drawn_is_an_input_that_changed() -> None:
    at = datetime(2026, 11, 24, 22, 57, 0, 125000, tzinfo=UTC)
    stamp = Stamp(81.25, at, str(UUID("01a20fd3-dfec-7af9-b067-058f325d9415")))
    entry = Met(stamp, InputChanged("loop", "presence", "active"))
    assert parse_line(INPUT) == entry
    assert encode_line(entry) == INPUT


def test_the_indicators_bytes_are_written_as_a_technician_reads_them() -> None:
    line = b'{"kind":"heard","at_s":81.3,"chunk":"022b30333234363030313803"}\n'
    assert parse_line(line) == Heard(81.3, bytes.fromhex("022b30333234363030313803"))
    assert encode_line(Heard(81.3, bytes.fromhex("022b30333234363030313803"))) == line


@given(entries)
def test_what_is_written_is_read_again(entry: Entry) -> None:
    line = encode_line(entry)
    assert line.count(b"\n") == 1
    assert parse_line(line) == entry


@given(st.binary())
def test_any_bytes_are_an_entry_or_our_error(line: bytes) -> None:
    with pytest.raises(FrameError):
        parse_line(line)


@given(entries, st.data())
def test_a_line_with_a_byte_changed_is_an_entry_or_our_error(entry: Entry, data: st.DataObject) -> None:
    line = bytearray(encode_line(entry))
    line[data.draw(st.integers(0, len(line) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FrameError):
        parse_line(bytes(line))


@pytest.mark.parametrize("length", range(0, len(INPUT) - 2, 7))
def test_a_line_cut_short_is_our_error(length: int) -> None:
    with pytest.raises(FrameError):
        parse_line(INPUT[:length])


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        (b"01a20fd3-dfec-7af9-b067-058f325d9415", b"../../../../etc/cron.d/lane-01-evidence"),
        (b"2026-11-24T22:57:00.125000Z", b"2026-11-24T22:57:00.125000"),
        (b"2026-11-24T22:57:00.125000Z", b"9999-12-31T23:59:59.999999Z"),
        (b"81.25", b"1e999"),
        (b"81.25", b'"81.25"'),
        (b'"active"', b'"dancing"'),
        (b'"event"', b'"more":1,"event"'),
        (b'"kind":"input"', b'"kind":"before","of":{"kind":"kept","record":{}}'),
    ],
)
def test_what_the_lane_could_not_have_met_is_refused(part: bytes, instead: bytes) -> None:
    assert part in INPUT
    with pytest.raises(FrameError):
        parse_line(INPUT.replace(part, instead))


@pytest.mark.parametrize("line", [b"[" * 100_000, b"1" * 5000, b'{"kind":[]}', b'{"kind":"lost","count":0}', b"null"])
def test_hostile_json_is_our_error(line: bytes) -> None:
    with pytest.raises(FrameError):
        parse_line(line)
