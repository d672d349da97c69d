from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from edge.devices.clock import SystemClock
from edge.devices.line import SerialLine
from edge.devices.modbus_scale import ModbusDevice, ModbusScale
from edge.devices.scale import Pace
from edge.sim.display import Display
from edge.sim.modbus_indicator import (
    ModbusIndicator,
    Registers,
    Transport,
    cas_registers,
    eagle_registers,
    pavone_registers,
)
from edge.values import WeightReading
from edge.wire.registers import PRESETS, RegisterMap, StatusBits
from tests.devices.ptys import Cable, Heard
from tests.waiting import until

PACE = Pace(poll_s=0.05, silence_s=1.0, reconnect_s=2.0)
PAVONE = PRESETS["pavone-dat"]
TRUCK = Display(32460)
ANSWERED = bytes.fromhex("01 03 04 00 64 00 C8 BA 7A")  # to a question for two registers at address 1
REFUSED = bytes.fromhex("01 83 02 C0 F1")  # no such registers


@contextmanager
def indicator(
    registers: Callable[[], Registers] = lambda: pavone_registers(TRUCK),
    transport: Transport = "tcp",
    tcp_port: int = 0,
) -> Iterator[ModbusIndicator]:
    with closing(ModbusIndicator(registers, transport, tcp_port=tcp_port)) as simulated:
        simulated.start()
        yield simulated


@contextmanager
def running(
    port: str | Path, heard: Heard, registers: RegisterMap = PAVONE, transport: Transport = "tcp", address: int = 1
) -> Iterator[ModbusScale]:
    device = ModbusDevice("tcp" if transport == "tcp" else "rtu", address, registers)
    with closing(ModbusScale(SerialLine(str(port)), device, 3, heard, SystemClock(), PACE)) as scale:
        scale.start()
        yield scale


@contextmanager
def saying(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A converter whose device says `answer(heard)` to whatever it hears; gives its URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stopping = threading.Event()

        def serve(caller: socket.socket) -> None:
            while not stopping.is_set():
                with suppress(TimeoutError):
                    heard = caller.recv(1024)
                    if not heard:
                        return
                    caller.sendall(answer(heard))

        def accept() -> None:
            while not stopping.is_set():
                with suppress(OSError):
                    caller, _ = server.accept()
                    with caller:
                        caller.settimeout(0.1)
                        serve(caller)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"socket://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stopping.set()
            thread.join()


def readings(heard: Heard) -> list[WeightReading]:
    return [one for one in heard.events if isinstance(one, WeightReading)]


@pytest.mark.parametrize("transport", ["tcp", "rtu-over-tcp", "rtu"])
@pytest.mark.parametrize(
    ("preset", "registers", "raw"),
    [
        ("cas-ci-600d", cas_registers, "00007ecc"),
        ("pavone-dat", pavone_registers, "000200007ecc"),
        ("eagle-ei", eagle_registers, "46fd9800"),
    ],
)
def test_a_weight_is_read_from_a_server_with_its_raw_registers(
    transport: Transport, preset: str, registers: Callable[[Display], Registers], raw: str, heard: Heard
) -> None:
    with indicator(lambda: registers(TRUCK), transport) as one, running(one.port, heard, PRESETS[preset], transport):
        until(lambda: any(reading.stable for reading in readings(heard)))
    assert {(reading.gross_kg, reading.raw) for reading in readings(heard)} == {(32460, raw)}
    assert heard.codes == ["ok"]


def test_motion_overload_and_the_way_back_are_told(heard: Heard) -> None:
    shown = [TRUCK]
    with indicator(lambda: pavone_registers(shown[0])) as one, running(one.port, heard):
        until(lambda: readings(heard))
        for display, status in (
            (Display(32480, stable=False), "motion"),
            (Display(99999, overload=True), "overload"),
            (Display(-40), "negative"),
            (TRUCK, "ok"),
        ):
            shown[0] = display
            until(lambda status=status: readings(heard)[-1].status == status)  # type: ignore[misc]
    assert heard.codes == ["ok"]


def test_registers_that_are_no_neighbours_are_asked_for_one_after_the_other(heard: Heard) -> None:
    registers = RegisterMap(gross=7, status=40, decimals_register=1101, bits=StatusBits(motion=0))
    with indicator(lambda: {7: 0, 8: 32460, 40: 1, 1101: 1}) as one, running(one.port, heard, registers):
        until(lambda: readings(heard))
    assert (readings(heard)[0].gross_kg, readings(heard)[0].status) == (3246, "motion")
    assert readings(heard)[0].raw == "00007ecc00010001"


def test_a_device_that_refuses_is_told_with_its_registers(heard: Heard) -> None:
    with indicator() as one, running(one.port, heard, RegisterMap(gross=100)) as scale:
        until(lambda: heard.codes == ["bad-frames"])
        assert "refuses registers 100 to 101" in scale.health().text
    assert readings(heard) == []


def test_registers_that_hold_no_weight_are_told(heard: Heard) -> None:
    with indicator(lambda: {0: 0x7FC0, 1: 0}) as one, running(one.port, heard, RegisterMap(0, "float32")) as scale:
        until(lambda: heard.codes == ["bad-frames"])
        assert "hold no weight (7fc00000)" in scale.health().text


def test_a_device_that_never_answers_is_told_as_silent_once_and_comes_back(heard: Heard) -> None:
    answers = [b""]
    with saying(lambda _: answers[-1]) as url, running(url, heard, RegisterMap(0), "rtu-over-tcp"):
        until(lambda: heard.codes == ["silent"])
        answers.append(ANSWERED)
        until(lambda: heard.codes == ["silent", "ok"])
    assert {one.gross_kg for one in readings(heard)} == {0x0064_00C8}


def test_an_answer_of_another_device_is_not_believed(heard: Heard) -> None:
    with saying(lambda _: ANSWERED) as url, running(url, heard, RegisterMap(0), "rtu-over-tcp", address=2):
        until(lambda: heard.codes == ["no-frames"])
    assert readings(heard) == []


def test_bytes_that_are_no_modbus_are_told_as_a_matter_of_the_line(heard: Heard) -> None:
    with saying(lambda _: b"\xf8\x80\x02\xfe\x1c") as url, running(url, heard, transport="rtu"):
        until(lambda: heard.codes == ["no-frames"])


def test_rtu_where_modbus_tcp_was_expected_is_named(heard: Heard) -> None:
    with saying(lambda _: ANSWERED) as url, running(url, heard) as scale:
        until(lambda: heard.codes == ["bad-frames"])
        assert "RTU over TCP" in scale.health().text


def test_an_echo_of_the_question_is_no_answer(heard: Heard) -> None:
    with saying(lambda asked: asked + ANSWERED) as url, running(url, heard, RegisterMap(0), "rtu-over-tcp"):
        until(lambda: len(readings(heard)) > 3)
    assert heard.codes == ["ok"]


# pyserial drops a socket that was reset without closing it; it is closed with its object, and Python complains
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_cut_connection_is_told_and_comes_back(heard: Heard) -> None:
    with indicator() as one, running(one.port, heard):
        until(lambda: any(reading.stable for reading in readings(heard)))
        one.close()
        until(lambda: heard.codes[:3] == ["ok", "lost", "unreachable"])
        with indicator(tcp_port=int(one.port.rpartition(":")[2])):
            until(lambda: heard.codes[-1] == "ok")
    assert heard.codes == ["ok", "lost", "unreachable", "ok"]


def test_a_pulled_cable_is_told_and_comes_back_at_the_same_path(tmp_path: Path, heard: Heard) -> None:
    path = tmp_path / "tty"
    with indicator(transport="rtu") as first:
        path.symlink_to(first.port)
        with running(path, heard, transport="rtu"):
            until(lambda: readings(heard))
            path.unlink()
            first.close()
            until(lambda: heard.codes[:3] == ["ok", "lost", "unreachable"])
            with indicator(transport="rtu") as second:
                path.symlink_to(second.port)
                until(lambda: heard.codes[-1] == "ok")


def test_a_silent_tty_is_only_asked_for_registers(cable: Cable, heard: Heard) -> None:
    with running(cable.path, heard, RegisterMap(0), "rtu"):
        until(lambda: heard.codes == ["silent"])
    question = bytes.fromhex("010300000002C40B")
    assert cable.received().replace(question, b"") == b""


def test_a_fault_that_lasts_is_told_once(heard: Heard) -> None:
    asked: list[bytes] = []

    def refuse(question: bytes) -> bytes:
        asked.append(question)
        return REFUSED

    with saying(refuse) as url, running(url, heard, RegisterMap(0), "rtu-over-tcp"):
        until(lambda: heard.codes == ["bad-frames"])
        before = len(asked)
        until(lambda: len(asked) > before + 10)
    assert heard.codes == ["bad-frames"]


def test_closing_does_not_wait_for_an_answer(heard: Heard) -> None:
    with saying(lambda _: b"") as url, running(url, heard) as scale:
        until(lambda: heard.codes == ["silent"])
        scale.close()
    assert heard.codes == ["silent"]
