"""One camera that is being set up: its pictures are read on a thread, and what is good and what is not can be asked."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from edge.calibration.camera_judging import Criterion, Demands, judge
from edge.calibration.camera_measuring import look_at
from edge.calibration.camera_window import Figures, Mark, Pulse, Window
from edge.calibration.camera_zone import Zone
from edge.ports import Camera, Clock, Recogniser
from edge.values import Frame, MarkKind, Read
from edge.watcher import see_zone

log = logging.getLogger(__name__)

IDLE_WAIT_S = 0.03


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest picture that was looked at, and what was read in it; `loaded`: whether anybody reads yet."""

    frame: Frame | None = None
    reads: tuple[Read, ...] = ()
    loaded: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """All that can be told at one moment; `marks` newest first."""

    at_s: float
    figures: Figures
    criteria: tuple[Criterion, ...]
    marks: tuple[Mark, ...]
    zone: Zone | None
    demands: Demands
    loaded: bool


class CameraSitting:
    """Any thread may ask and set. `load` gives the recogniser, on the sitting's own thread: that takes seconds."""

    def __init__(
        self,
        camera: Camera,
        wanted: frozenset[MarkKind],
        zone: Zone | None,
        demands: Demands,
        load: Callable[[], Recogniser],
        clock: Clock,
    ) -> None:
        self._camera = camera
        self._wanted = wanted
        self._zone = zone
        self._demands = demands
        self._load = load
        self._clock = clock
        self._window = Window(demands.kind)
        self._shown = Shown()
        self._seen = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera-sitting", daemon=True)
        self.failure: Exception | None = None

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def tell(self) -> Told:
        now_s = self._clock.monotonic_s()
        with self._lock:
            figures, marks = self._window.figures(now_s), self._window.marks(now_s)
            zone, demands, loaded = self._zone, self._demands, self._shown.loaded
        return Told(now_s, figures, judge(figures, demands), marks, zone, demands, loaded)

    def shown(self) -> Shown:
        with self._lock:
            shown = self._shown
        return shown if shown.frame is not None else replace(shown, frame=self._camera.newest(0))

    def set_zone(self, zone: Zone | None) -> None:
        """What was read in another zone no longer counts."""
        with self._lock:
            self._zone = zone
            self._window.forget()

    def set_demands(self, speed_kmh: float, shutter_s: float | None) -> None:
        with self._lock:
            self._demands = replace(self._demands, speed_kmh=speed_kmh, shutter_s=shutter_s)

    def forget(self) -> None:
        """Measure anew: something was turned."""
        with self._lock:
            self._window.forget()

    def _run(self) -> None:
        try:
            recogniser = self._load()
            while not self._stop.is_set():
                self._note_health()
                if not self._look_once(recogniser):
                    self._stop.wait(IDLE_WAIT_S)
        except Exception as error:  # whatever the models' library raises: the page and the command say it
            log.exception("pictures can't be read")
            self.failure = error

    def _note_health(self) -> None:
        health = self._camera.health()
        with self._lock:
            self._window.note(Pulse(self._clock.monotonic_s(), health.code, health.text, health.fps, health.age_s))

    def _look_once(self, recogniser: Recogniser) -> bool:
        """Whether there was a new picture."""
        frame = self._camera.newest(self._seen)
        if frame is None:
            return False
        self._seen = frame.number
        with self._lock:
            zone = self._zone
        began_s = self._clock.monotonic_s()
        seen = see_zone(recogniser, frame.image, self._wanted, zone)
        look = look_at(frame, seen, zone, (self._clock.monotonic_s() - began_s) * 1000)
        with self._lock:
            self._shown = Shown(frame, seen.reads, loaded=True)
            if zone is self._zone:  # else it was drawn anew meanwhile
                self._window.add(look)
        return True
