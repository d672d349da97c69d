"""The moments of a lane that is recorded: whatever passes is noted, with the stamp that the lane's step was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edge.ports import Moments
from edge.recording.recorder import Recorder
from edge.recording.values import Analysed, Kept, Met
from edge.values import Event, Frame, FrameRead, Stamp


class RecordedMoments:
    """Those of `inner`, noted by `recorder`."""

    def __init__(self, inner: Moments, recorder: Recorder) -> None:
        self._inner = inner
        self._recorder = recorder

    def stamp(self, event: Event, frame: Frame | None) -> Stamp:
        stamp = self._inner.stamp(event, frame)
        if not isinstance(event, FrameRead):
            self._recorder.add(Met(stamp, event))
        elif frame is not None:
            self._recorder.add(Met(stamp, Analysed(frame.camera, frame.number, frame.at_s)))
        return stamp

    def new_id(self) -> str:
        return self._inner.new_id()

    def note_record(self, record: Mapping[str, Any]) -> None:
        self._recorder.add(Kept(dict(record)))
