from __future__ import annotations

import math
import threading

from edge.devices.clock import SystemClock
from edge.stopping import StopRequest
from tests.waiting import until


def test_every_question_of_the_loop_is_a_turn() -> None:
    request = StopRequest(SystemClock())
    before_s = request.turned_s
    assert request.is_set() is False
    assert request.turned_s > before_s


def test_a_long_wait_turns_and_ends_when_asked_to_stop() -> None:
    request = StopRequest(SystemClock())
    ended: list[bool] = []
    waiting = threading.Thread(target=lambda: ended.append(request.wait(600)))
    began_s = request.turned_s
    waiting.start()
    until(lambda: request.turned_s > began_s)
    request.set()
    waiting.join()
    assert ended == [True]


def test_a_loop_that_has_ended_by_itself_stands_still_no_more() -> None:
    request = StopRequest(SystemClock())
    request.end()
    assert request.turned_s == math.inf
