"""One camera's process: `python -m edge.devices.camera_child`, started by `edge.devices.camera_process`.

Takes one JSON object on standard input (url, loop, open_s, stall_s, ring_fd, parent_pid; film where it is recorded),
publishes pictures to the ring, and writes JSON lines to standard output: `opened`, `beat` (twice a second, with the
stage that it is in and for how long), `film` (what is wrong with it), `error` (code and text) and `ended`. It ends with
its parent, whatever happens to that.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import time
from contextlib import closing, nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from edge.devices.camera_reader import Reader, ReadFailed, Source, open_source
from edge.devices.camera_watch import BEAT_S, Fault
from edge.devices.frame_ring import FrameRing

if TYPE_CHECKING:
    from av.video.stream import VideoStream

    from edge.recording.tape import Tape

PR_SET_PDEATHSIG = 1


class StatusLines:
    """Writes the status lines and beats from a thread of its own, so that a hung decoder is seen to be hung."""

    def __init__(self, parent_pid: int) -> None:
        self._parent_pid = parent_pid
        self._stage = ("connect", time.monotonic())

    def start(self) -> None:
        threading.Thread(target=self._beat, name="beat", daemon=True).start()

    def enter(self, stage: str) -> None:
        self._stage = (stage, time.monotonic())

    def say(self, kind: str, **particulars: object) -> None:
        # One write of less than PIPE_BUF: lines of the two threads never mix.
        os.write(sys.stdout.fileno(), json.dumps({"kind": kind, **particulars}).encode() + b"\n")

    def _beat(self) -> None:
        while os.getppid() == self._parent_pid:
            stage, since_s = self._stage
            try:
                self.say("beat", stage=stage, since_s=round(time.monotonic() - since_s, 3))
            except BrokenPipeError:
                break
            time.sleep(BEAT_S)
        os._exit(1)  # nobody listens: the main thread may be inside the decoder and can't be asked


def end_with_parent(parent_pid: int) -> None:
    """Have the kernel kill this process when its parent dies; end at once where it is dead already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(1)


def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """On SIGTERM: unwind, so that the camera is told (TEARDOWN) and its session does not linger."""
    raise SystemExit(0)


def new_tape(folder: str, stream: VideoStream, lines: StatusLines) -> Tape:
    """What films the stream."""
    # what writes films takes a while to load, and memory: only where a lane is recorded
    from edge.recording.film import FilmHead  # noqa: PLC0415
    from edge.recording.tape import Tape  # noqa: PLC0415

    codec = stream.codec_context
    return Tape(Path(folder), FilmHead(codec.name, codec.extradata or b""), lambda text: lines.say("film", text=text))


def read(source: Source, ring: FrameRing, lines: StatusLines, film: str | None = None) -> Fault:
    """Read until it ends; returns why. `film`: the folder of the camera's film, if it is recorded."""
    try:
        container, stream = open_source(source)
        with container:
            rate = float(stream.average_rate or 0)
            lines.say("opened", width=stream.width, height=stream.height, fps=rate, codec=stream.codec_context.name)
            with closing(new_tape(film, stream, lines)) if film else nullcontext() as tape:
                Reader(source, ring, lines.enter, tape).run(container, stream)
    except ReadFailed as failure:
        return failure.fault
    return Fault("died", "the reader returned")


def main() -> None:
    signal.signal(signal.SIGTERM, leave)
    order = json.loads(sys.stdin.buffer.read() or b"{}")
    if not order:  # the parent died before it had written
        sys.exit(1)
    end_with_parent(order["parent_pid"])
    lines = StatusLines(order["parent_pid"])
    lines.start()
    source = Source(order["url"], order["loop"], order["open_s"], order["stall_s"])
    fault = read(source, FrameRing.attach(order["ring_fd"]), lines, order.get("film"))
    if fault.code == "ended":
        lines.say("ended")
    else:
        lines.say("error", code=fault.code, text=fault.detail)
    sys.exit(0 if fault.code == "ended" else 1)


if __name__ == "__main__":
    main()
