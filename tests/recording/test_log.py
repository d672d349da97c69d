from __future__ import annotations

from pathlib import Path

from edge.recording.log import EventLog
from edge.recording.values import Before, Spoken
from edge.values import InputChanged, Tick
from tests.recording.recorded import entries_of, met


def test_each_minute_has_a_file_that_begins_with_what_still_holds(tmp_path: Path) -> None:
    log = EventLog(tmp_path)
    closed = met(InputChanged("loop", "presence", "active"), 5.0)
    opened = met(InputChanged("loop", "presence", "clear"), 10.0)
    for entry in (Spoken(1.0), closed, opened):
        log.add(entry, 0.0)
    log.add(met(Tick(), 59.9), 59.9)
    log.add(met(Tick(), 60.0), 60.0)
    log.close()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["events-000001.jsonl", "events-000002.jsonl"]
    (tmp_path / "events-000001.jsonl").unlink()
    assert entries_of(tmp_path) == [Before(Spoken(1.0)), Before(opened), met(Tick(), 60.0)]
