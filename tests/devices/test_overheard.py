from __future__ import annotations

import os
import pty
import tty
from itertools import pairwise

from edge.devices.clock import SystemClock
from edge.devices.line import SerialLine
from edge.devices.overheard import Overheard
from edge.devices.scale import Configured, SerialScale
from edge.recording.values import Heard, Spoken
from edge.values import Event, WeightReading
from edge.wire.indicators import FormatOptions, new_indicator
from tests.waiting import until

FRAME = bytes.fromhex("022b30333234363030313803")  # Yaohua, 32460 kg


def _weights(events: list[Event]) -> list[WeightReading]:
    return [one for one in events if isinstance(one, WeightReading)]


def test_what_is_noted_of_a_line_gives_the_same_weights_again() -> None:
    ours, theirs = pty.openpty()
    tty.setraw(ours)
    tty.setraw(theirs)
    noted: list[Spoken | Heard] = []
    events: list[Event] = []
    line = SerialLine(os.ttyname(theirs), 9600, "8N1")
    scale = SerialScale(
        Configured(line, lambda: new_indicator("yaohua", FormatOptions(), 3)), events.append, SystemClock()
    )
    scale.overhear(lambda approach: Overheard(approach, noted.append, SystemClock()))
    scale.start()
    try:
        until(lambda: os.write(ours, b"dirt" + FRAME) and len(_weights(events)) >= 5)  # opening drops what came before
    finally:
        scale.close()
        os.close(ours)
        os.close(theirs)
    assert isinstance(noted[0], Spoken)
    assert noted[0].protocol is None, "it is configured"
    heard = [one for one in noted if isinstance(one, Heard)]
    assert b"".join(one.chunk for one in heard).count(b"dirt" + FRAME) >= 4
    assert not any(one.chunk == other.chunk == b"" for one, other in pairwise(heard))
    again = new_indicator("yaohua", FormatOptions(), 3)
    assert [one for each in heard for one in again.feed(each.chunk, each.at_s)] == _weights(events)
