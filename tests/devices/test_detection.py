"""Finding protocol, speed and framing on pseudo-terminals: a driver at the wrong speed hears rubbish there too."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from edge.devices.clock import SystemClock
from edge.devices.detection import BAUDS, Patience, Search
from edge.devices.finding import Finding
from edge.devices.line import SerialLine
from edge.errors import DeviceError
from edge.sim.display import Display
from edge.sim.indicator import ENCODERS, QUESTIONS, Dirt, Manner
from edge.wire.indicators import FORMATS, FormatOptions
from tests.devices.ptys import Cable
from tests.devices.talkers import GROSS_KG, QUICK, RUBBISH, YAOHUA, indicator, talking

SHORT = Patience(window_s=0.8, answer_s=0.1, quiet_s=0.03, budget_s=60)
LISTENING = Patience(window_s=0.4, budget_s=0.5)


def find(port: str, baud: int = 9600, patience: Patience = SHORT) -> Finding:
    return Search(SerialLine(port, baud), FormatOptions(), SystemClock(), patience).run()


def found_at(
    protocol: str, baud: int, framing: str = "8N1", patience: Patience = SHORT
) -> tuple[str | None, int, str, bool]:
    with indicator(Manner(protocol, baud, framing, period_s=0.04)) as simulated:
        found = find(simulated.port, patience=patience)
    return found.protocol, found.line.baud, found.line.framing, found.asked


def test_there_is_a_simulated_indicator_of_every_protocol() -> None:
    assert ENCODERS.keys() == FORMATS.keys()


@pytest.mark.long
@pytest.mark.parametrize("protocol", ENCODERS)
def test_a_protocol_is_named_at_every_usual_speed(protocol: str) -> None:
    with ThreadPoolExecutor(len(BAUDS)) as pool:  # each on a line of its own
        found = list(pool.map(lambda baud: found_at(protocol, baud), BAUDS))
    assert found == [(protocol, baud, "8N1", protocol in QUESTIONS) for baud in BAUDS]


@pytest.mark.parametrize("framing", ["7E1", "7O1"])
@pytest.mark.parametrize("protocol", ENCODERS)
def test_seven_bits_and_their_parity_are_found(protocol: str, framing: str) -> None:
    assert found_at(protocol, 4800, framing, QUICK) == (protocol, 4800, framing, protocol in QUESTIONS)


def test_a_dirty_line_is_known_as_well_but_less_surely() -> None:
    with indicator(Manner("toledo", 4800, period_s=0.03), Dirt(drop=0.1, garble=0.1, split=0.3, noise=0.2)) as one:
        found = find(one.port)
    assert (found.protocol, found.line.baud) == ("toledo", 4800)
    assert found.verdict.clear is not None


def test_what_was_found_is_said_with_speed_framing_and_how_sure_it_is() -> None:
    with indicator(Manner("yaohua", 1200, period_s=0.03)) as one:
        assert str(find(one.port)).startswith("yaohua at 1200 8N1, 100% sure: ")


def test_nothing_is_sent_while_something_talks(cable: Cable) -> None:
    with talking(cable, lambda: RUBBISH):
        found = find(str(cable.path), patience=QUICK)
    assert found.verdict.state == "no-frames"
    assert cable.received() == b""
    assert "bytes, no frames of a known protocol" in str(found)


def test_nothing_is_sent_before_every_speed_was_listened_to(cable: Cable) -> None:
    assert find(str(cable.path), patience=LISTENING).verdict.state == "silent"
    assert cable.received() == b""


def test_a_silent_line_is_asked_in_every_polled_protocol_and_told_as_silent(cable: Cable) -> None:
    found = find(str(cable.path), patience=QUICK)
    assert found.verdict.state == "silent"
    assert all(question in cable.received() for question in (*QUESTIONS.values(), b"\x02ZB18\x03"))
    assert "no bytes came, listening or asking" in str(found)
    assert "modbus" in str(found)


def test_a_yaohua_indicator_is_found_at_any_address(cable: Cable) -> None:
    replies = [0]

    def answer() -> bytes:
        is_asked = cable.received().count(b"\x02CB01\x03") >= 1 + replies[0]
        replies[0] += is_asked
        return b"\x02CB+0000850" + b"17\x03" if is_asked else b""

    with talking(cable, answer):
        found = find(str(cable.path), patience=Patience(0.15, 0.1, 0.03, bauds=(9600,)))
    assert (found.protocol, found.options.address, found.asked) == ("yaohua-polled", "C", True)
    assert "address C" in str(found)


def test_frames_that_fail_their_check_are_told_as_such_with_their_protocol(cable: Cable) -> None:
    with talking(cable, lambda: b"\x02+000085017\x03"):
        found = find(str(cable.path), patience=QUICK)
    assert found.verdict.state == "bad-frames"
    assert found.protocol is None
    assert "yaohua" in str(found)


def test_a_converter_is_listened_to_at_its_own_speed_only() -> None:
    stopping = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                while not stopping.wait(0.02):
                    connection.sendall(ENCODERS["mt-sics"](Display(GROSS_KG)))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            found = find(f"socket://127.0.0.1:{server.getsockname()[1]}", 19200)
        finally:
            stopping.set()
            thread.join()
    assert (found.protocol, found.line.baud, found.asked) == ("mt-sics", 19200, False)


def test_a_line_that_is_not_there_is_named() -> None:
    with pytest.raises(DeviceError, match="/dev/ttyNOWHERE"):
        find("/dev/ttyNOWHERE")


def test_what_begins_to_talk_while_others_are_asked_is_asked_no_more(cable: Cable) -> None:
    asked: list[int] = []

    def begin() -> bytes:
        if cable.received() and len(asked) < 1:
            asked.append(len(cable.received()))
        return YAOHUA if asked else b""

    with talking(cable, begin):
        found = find(str(cable.path), patience=QUICK)
    assert (found.protocol, found.asked) == ("yaohua", False)
    assert len(cable.received()) <= asked[0] + len(b"\x02AB03\x03SI\r\n")  # what was on its way by then
