"""Drives vehicles over one lane's platform, one after another, as drivers do who wait for the boom."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from random import Random

from tests.chaos.lane import Lane
from tests.chaos.truth import Stay

LOOK_S = 0.05
STEP_S = 0.1
STEPS = 3
HEAVY_KG = range(6_000, 46_000, 20)
APART = 0.1
"""Weights one behind the other differ by more: a vehicle found after a restart is told from the last one by them."""
LEAVES_S = 0.8
FILMED_S = 3.0  # else few would be in a picture where recognition has just been started
LOST_S = 150.0


class Drivers:
    """`stop` lets the vehicle on the platform leave in its own time."""

    def __init__(self, lane: Lane, seed: str) -> None:
        self._lane = lane
        self._random = Random(seed)  # noqa: S311 - makes trouble, guards nothing
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._drive, name=f"{lane.truth.lane} drivers")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()

    def _drive(self) -> None:
        while not self._ending.is_set():
            self._wait_for_the_way()
            time.sleep(self._random.uniform(0, 1.0))
            if not self._ending.is_set():
                self._pass()

    def _wait_for_the_way(self) -> None:
        """Until the lane has seen the vehicle before leave; it may be killed and be down when the next one comes."""
        stays = self._lane.truth.stays
        left_s = stays[-1].off_s if stays else 0.0

        def idle() -> bool:
            seen = self._lane.seen
            return seen is not None and seen["phase"] == "idle" and self._lane.seen_s > left_s

        self._wait(idle, "did not become idle")

    def _pass(self) -> None:
        stays = self._lane.truth.stays
        stay = Stay(len(stays) + 1, self._another_weight(), time.time())
        stays.append(stay)
        self._move(stay.gross_kg)
        self._stand(stay)
        time.sleep(self._random.uniform(0.1, FILMED_S if self._lane.truth.cameras else LEAVES_S))
        self._move(0)
        stay.off_s = time.time()

    def _another_weight(self) -> int:
        last_kg = self._lane.truth.stays[-1].gross_kg if self._lane.truth.stays else 0
        while abs((found := self._random.choice(HEAVY_KG)) - last_kg) < APART * found:
            pass
        return found

    def _move(self, to_kg: int) -> None:
        """Axle by axle."""
        from_kg = self._lane.gross_kg
        for step in range(1, STEPS + 1):
            self._lane.gross_kg = from_kg + (to_kg - from_kg) * step // STEPS
            time.sleep(STEP_S)

    def _stand(self, stay: Stay) -> None:
        """Until the boom opens; a driver for whom it does not open backs out, but not before the lane knows of him."""
        patience_s = self._random.uniform(5.0, 8.0)
        known_s = [0.0]

        def may_go() -> bool:
            pulses = self._lane.truth.pulses
            if pulses and pulses[-1] >= stay.on_s:
                return True
            seen = self._lane.seen
            known = seen is not None and seen["passage"] is not None
            known_s[0] = (known_s[0] or time.time()) if known else 0.0
            return known and time.time() - known_s[0] >= patience_s

        self._wait(may_go, f"took no notice of vehicle {stay.number}")

    def _wait(self, enough: Callable[[], bool], what: str) -> None:
        until_s = time.time() + LOST_S
        while not enough():
            if time.time() > until_s:
                self._lane.truth.wrongs.append(f"the lane {what} within {LOST_S:g} s")
                return
            time.sleep(LOOK_S)
