"""A Modbus RTU device is found by asking, and only on a line where nothing talks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from edge.devices.clock import SystemClock
from edge.devices.detection import BAUDS, Patience, Search
from edge.devices.finding import Finding
from edge.devices.line import SerialLine
from edge.sim.modbus_indicator import ModbusIndicator
from edge.wire.indicators import FormatOptions
from tests.devices.ptys import Cable
from tests.devices.talkers import YAOHUA, talking

HOLDING = bytes.fromhex("010300000001840A")
INPUT = bytes.fromhex("01040000000131CA")
ANSWERED = bytes.fromhex("0103020000B844")
REFUSED = bytes.fromhex("018302C0F1")
ONE_SPEED = Patience(window_s=0.15, answer_s=0.2, quiet_s=0.03, bauds=(9600,))


def find(port: str, patience: Patience = ONE_SPEED, devices: tuple[int, ...] = (1,)) -> Finding:
    return Search(SerialLine(port), FormatOptions(), SystemClock(), patience, devices=devices).run()


def found_at(baud: int) -> tuple[str | None, int, str, int | None]:
    patience = Patience(window_s=0.1, answer_s=0.2, quiet_s=0.03)
    with closing(ModbusIndicator(lambda: {0: 7}, "rtu", baud=baud)) as indicator:
        indicator.start()
        found = find(indicator.port, patience)
    return found.protocol, found.line.baud, found.line.framing, found.device


def replies(cable: Cable, reply: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Says `reply(heard)` to what came since the last time."""
    seen = [0]

    def say() -> bytes:
        heard = cable.received()[seen[0] :]
        seen[0] += len(heard)
        return reply(heard)

    return say


@pytest.mark.long
def test_it_is_found_at_every_usual_speed() -> None:
    with ThreadPoolExecutor(len(BAUDS)) as pool:  # each on a line of its own
        found = list(pool.map(found_at, BAUDS))
    assert found == [("modbus-rtu", baud, "8N1", 1) for baud in BAUDS]


def test_it_is_said_with_speed_framing_address_and_how_sure_it_is() -> None:
    with closing(ModbusIndicator(lambda: {0: 7}, "rtu", address=7)) as indicator:
        indicator.start()
        found = find(indicator.port, devices=(7, 1))
    assert str(found).startswith("modbus-rtu at 9600 8N1, 100% sure: 3 frames with a check")
    assert str(found).endswith("when asked at address 7")


def test_a_device_at_another_address_is_not_found_and_the_hint_names_the_one_asked(cable: Cable) -> None:
    other = bytes.fromhex("090300000001")
    with talking(cable, replies(cable, lambda heard: b"\x09\x83\x02" if other in heard else b"")):
        found = find(str(cable.path))
    assert (found.protocol, found.verdict.state) == (None, "silent")
    assert other not in cable.received()
    assert "modbus-rtu was looked for at address 1" in str(found)


@pytest.mark.parametrize(
    ("question", "answer"),
    [(HOLDING, ANSWERED), (HOLDING, REFUSED), (INPUT, bytes.fromhex("0104020000B930")), (HOLDING, HOLDING + ANSWERED)],
    ids=["a register", "a refusal", "an input register alone", "behind its echo"],
)
def test_an_answer_whose_check_is_right_proves_it(cable: Cable, question: bytes, answer: bytes) -> None:
    with talking(cable, replies(cable, lambda heard: answer if question in heard else b"")):
        found = find(str(cable.path))
    assert (found.protocol, found.device) == ("modbus-rtu", 1)


@pytest.mark.parametrize(
    "answer",
    [HOLDING, ANSWERED[:-1] + b"\x45", bytes.fromhex("0203020000FC44")],
    ids=["the echo", "a wrong check", "another device"],
)
def test_anything_else_is_no_answer(cable: Cable, answer: bytes) -> None:
    with talking(cable, replies(cable, lambda heard: answer if HOLDING in heard else b"")):
        assert find(str(cable.path)).protocol is None
    assert HOLDING in cable.received()


def test_nothing_is_sent_to_what_streams_with_a_pause_of_a_second(cable: Cable) -> None:
    turns = [0]

    def say() -> bytes:
        turns[0] += 1
        return YAOHUA if turns[0] % 33 == 0 else b""  # of 30 ms

    with talking(cable, say):
        found = find(str(cable.path), Patience(window_s=2.0, answer_s=0.1, quiet_s=0.03, bauds=(9600,)))
    assert found.verdict.state == "streaming"
    assert cable.received() == b""


def test_what_begins_to_stream_slowly_after_a_question_is_asked_no_more(cable: Cable) -> None:
    turns = [0]
    asked = [0]

    def say() -> bytes:
        if HOLDING not in cable.received():
            return b""
        asked[0] = asked[0] or len(cable.received())
        turns[0] += 1
        return YAOHUA if turns[0] % 33 == 1 else b""

    with talking(cable, say):
        find(str(cable.path), Patience(window_s=2.0, answer_s=0.3, quiet_s=0.03, bauds=(9600,)))
    assert len(cable.received()) == asked[0]
