from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from edge.devices.clock import SystemClock
from edge.devices.line import SerialLine
from edge.devices.scale import Configured, Pace, SerialScale
from edge.sim.indicator import Manner, SimulatedIndicator
from edge.sim.uart import with_parity
from edge.values import DeviceStatus, WeightReading
from edge.wire.indicators import FormatOptions, new_indicator
from tests.devices.ptys import Cable, Heard, cable_in
from tests.waiting import until

ZERO = bytes.fromhex("022b303030303030303142 03")
KG_1560 = bytes.fromhex("022b30303135363030313903")
KG_1650 = bytes.fromhex("022b30303136353030313903")
WRONG_CHECK = KG_1560.replace(b"19", b"18")
PACE = Pace(poll_s=0.1, silence_s=1.0, reconnect_s=2.0)
OTHER_SPEED = b"\xf8\x80\x02\xfe\x1c" * 4  # what another baud rate makes of a stream


class Stream:
    """An indicator that keeps sending."""

    def __init__(self, cable: Cable, payload: bytes) -> None:
        self._cable = cable
        self._payload = payload
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping.wait(0.05):
            self._cable.send(self._payload)

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()


@contextmanager
def streaming(cable: Cable, payload: bytes) -> Iterator[None]:
    with closing(Stream(cable, payload)):
        yield


@contextmanager
def running(
    port: str | Path, heard: Heard, baud: int = 9600, framing: str = "8N1", protocol: str = "yaohua"
) -> Iterator[SerialScale]:
    line = SerialLine(str(port), baud, framing)
    approach = Configured(line, lambda: new_indicator(protocol, FormatOptions(), 3))
    with closing(SerialScale(approach, heard, SystemClock(), PACE)) as scale:
        scale.start()
        yield scale


@contextmanager
def reading(cable: Cable, heard: Heard) -> Iterator[SerialScale]:
    """A scale that reads already: opening a tty throws away what was sent before."""
    with running(cable.path, heard) as scale:
        with streaming(cable, ZERO):
            until(lambda: readings(heard))
        yield scale


def send_until_ok(server: socket.socket, scale: SerialScale) -> None:
    """One caller gets the same weight again and again until the scale is content; then it is left."""
    caller, _ = server.accept()

    def send() -> bool:
        caller.sendall(KG_1560)
        return scale.health().code == "ok"

    with caller:
        until(send)


def readings(heard: Heard) -> list[WeightReading]:
    return [one for one in heard.events if isinstance(one, WeightReading)]


def test_each_frame_reaches_the_sink_as_it_came(cable: Cable, heard: Heard) -> None:
    with reading(cable, heard) as scale:
        cable.send(KG_1560 * 3 + KG_1650)
        until(lambda: readings(heard)[-1].raw == KG_1650.hex())
        assert scale.health().code == "ok"
    assert [(one.gross_kg, one.stable) for one in readings(heard)[-4:]] == [
        (1560, False),
        (1560, False),
        (1560, True),
        (1650, False),
    ]
    assert {one.raw for one in readings(heard)} == {ZERO.hex(), KG_1560.hex(), KG_1650.hex()}
    assert heard.events[0] == DeviceStatus("indicator", "ok", "streaming")


def test_a_frame_cut_in_two_is_one_reading(cable: Cable, heard: Heard) -> None:
    with reading(cable, heard):
        cable.send(KG_1650[:5])
        cable.send(KG_1650[5:])
        until(lambda: readings(heard)[-1].gross_kg == 1650)


def test_nothing_is_ever_written_to_the_indicator(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard), streaming(cable, KG_1560):
        until(lambda: len(readings(heard)) > 5)
    assert cable.received() == b""


@pytest.mark.parametrize("protocol", ["yaohua-polled", "toledo-8217", "mt-sics"])
def test_a_polled_indicator_is_asked_for_each_weight(protocol: str, heard: Heard) -> None:
    with closing(SimulatedIndicator(lambda: 1560, manner=Manner(protocol))) as indicator:
        indicator.start()
        with running(indicator.port, heard, protocol=protocol):
            until(lambda: len(readings(heard)) > 8)
    assert {one.gross_kg for one in readings(heard)[6:]} == {1560}
    assert heard.codes == ["ok"]


def test_a_polled_indicator_that_does_not_answer_is_told_as_silent_and_asked_on(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard, protocol="mt-sics"):
        until(lambda: heard.codes == ["silent"])
        asked = len(cable.received())
        until(lambda: len(cable.received()) > asked)
    assert set(cable.received().split(b"\r\n")) == {b"SI", b""}


def test_the_parity_that_a_converter_of_eight_bits_passes_on_is_dropped(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard, framing="7E1"), streaming(cable, with_parity(KG_1560, "7E1")):
        until(lambda: readings(heard))
    assert {one.raw for one in readings(heard)} == {KG_1560.hex()}


def test_speed_and_framing_are_set_as_configured(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard, 1200, "7E1"), streaming(cable, KG_1560):
        until(lambda: readings(heard))


def test_an_indicator_that_says_nothing_is_told_as_silent_and_back(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard):
        until(lambda: heard.codes == ["silent"])
        with streaming(cable, KG_1560):
            until(lambda: heard.codes == ["silent", "ok"])
        until(lambda: heard.codes == ["silent", "ok", "silent"])


def test_bytes_without_frames_are_told_as_a_matter_of_speed(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard), streaming(cable, OTHER_SPEED):
        until(lambda: heard.codes == ["no-frames"])
    assert readings(heard) == []


def test_frames_that_fail_their_check_are_told_as_bad(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard), streaming(cable, WRONG_CHECK):
        until(lambda: heard.codes == ["bad-frames"])
    assert readings(heard) == []


def test_a_bad_frame_of_long_ago_does_not_explain_a_wrong_speed_now(cable: Cable, heard: Heard) -> None:
    with reading(cable, heard):
        cable.send(WRONG_CHECK + KG_1560)
        until(lambda: readings(heard)[-1].gross_kg == 1560)
        with streaming(cable, OTHER_SPEED):
            until(lambda: heard.codes == ["ok", "no-frames"])


def test_a_bad_frame_among_good_ones_is_no_fault(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard) as scale, streaming(cable, KG_1560 + WRONG_CHECK):
        until(lambda: len(readings(heard)) > 20)
        assert scale.health().code == "ok"
    assert heard.codes == ["ok"]


def test_a_missing_port_is_told_and_used_when_it_is_there(cable: Cable, heard: Heard) -> None:
    cable.pull()
    with running(cable.path, heard) as scale:
        until(lambda: heard.codes == ["unreachable"])
        assert str(cable.path) in scale.health().text
        cable.plug()
        with streaming(cable, KG_1560):
            until(lambda: heard.codes == ["unreachable", "ok"])


def test_a_pulled_cable_is_told_and_weights_come_again_when_it_is_back(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard):
        with streaming(cable, KG_1560):
            until(lambda: any(one.stable for one in readings(heard)))
        cable.pull()
        until(lambda: heard.codes[:2] == ["ok", "lost"])
        before = len(readings(heard))
        cable.plug()
        with streaming(cable, KG_1650):
            until(lambda: any(one.stable for one in readings(heard)[before:]))
        assert heard.codes[-1] == "ok"
        assert not readings(heard)[before].stable  # it counts anew


def test_a_device_that_has_another_number_is_found_by_its_path(cable: Cable, heard: Heard, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    with cable_in(tmp_path / "elsewhere") as other, running(cable.path, heard):
        with streaming(cable, KG_1560):
            until(lambda: readings(heard))
        cable.path.unlink()  # the old number is left hanging, without an end that could be noticed
        cable.path.symlink_to(other.path.readlink())
        with streaming(other, KG_1650):
            until(lambda: readings(heard)[-1].gross_kg == 1650)
    assert heard.codes == ["ok", "silent", "ok"]


def test_a_port_in_use_is_refused_to_a_second_user(cable: Cable, heard: Heard) -> None:
    second = Heard()
    with running(cable.path, heard), streaming(cable, KG_1560):
        until(lambda: readings(heard))
        with running(cable.path, second) as other:
            until(lambda: second.codes == ["unreachable"])
            assert "lock" in other.health().text
    assert heard.codes == ["ok"]
    assert readings(second) == []


def test_a_converter_on_the_network_is_read_and_its_end_is_told(heard: Heard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        with running(f"socket://127.0.0.1:{server.getsockname()[1]}", heard) as scale:
            for _ in range(2):
                send_until_ok(server, scale)
                until(lambda: scale.health().code == "lost")
    assert {one.gross_kg for one in readings(heard)} == {1560}


def test_a_converter_whose_far_end_went_without_a_word_is_connected_anew(heard: Heard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        with running(f"socket://127.0.0.1:{server.getsockname()[1]}", heard) as scale:
            gone, _ = server.accept()
            until(lambda: heard.codes == ["silent"])
            send_until_ok(server, scale)
            gone.close()
    assert heard.codes[:2] == ["silent", "ok"]


def test_a_converter_that_stays_silent_is_told_once_whatever_the_number_of_connections(heard: Heard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        with running(f"socket://127.0.0.1:{server.getsockname()[1]}", heard), ExitStack() as callers:
            for _ in range(3):
                callers.enter_context(server.accept()[0])
    assert heard.codes == ["silent"]


def test_a_converter_that_nobody_can_reach_is_told(heard: Heard) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"socket://127.0.0.1:{probe.getsockname()[1]}"
        with running(url, heard) as scale:
            until(lambda: heard.codes == ["unreachable"])
            assert url in scale.health().text


def test_a_port_that_is_no_line_at_all_is_told(tmp_path: Path, heard: Heard) -> None:
    with running(tmp_path, heard):
        until(lambda: heard.codes == ["unreachable"])
    with running("nonsense://nowhere", heard):
        until(lambda: heard.codes == ["unreachable"] * 2)
