"""`lanegate weigh` on real sockets and pseudo-terminals, with literal frames."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.sim.display import Display
from edge.sim.indicator import ENCODERS, Manner, SimulatedIndicator
from edge.sim.modbus_indicator import ModbusIndicator, Transport, pavone_registers

ZERO = b"\x02+00000001B\x03"
TONNES = bytes.fromhex("022b30333234363030313803")


@contextmanager
def converter(sent: bytes) -> Iterator[str]:
    """A TCP converter that sends `sent` over and over; its pyserial URL."""
    stopping = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                while not stopping.wait(0.02):
                    connection.sendall(sent)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"socket://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stopping.set()
            thread.join()


def test_readings_come_as_json_lines_with_the_raw_frame(capsys: pytest.CaptureFixture[str]) -> None:
    with converter(TONNES) as url:
        assert main(["weigh", "--port", url, "--protocol", "yaohua", "--count", "8", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["gross_kg"] for line in lines} == {32460}
    assert {line["raw"] for line in lines} == {TONNES.hex()}
    assert [line["stable"] for line in lines] == [False] * 5 + [True] * 3
    assert lines[0].keys() == {"at", "gross_kg", "stable", "status", "raw"}


def test_readings_come_for_people_too(capsys: pytest.CaptureFixture[str]) -> None:
    with converter(ZERO) as url:
        assert main(["weigh", "--port", url, "--protocol", "yaohua", "--count", "1"]) == 0
    assert "0 kg" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sent", "words"),
    [(b"", "no bytes"), (b"xyz", "bytes but no frames"), (TONNES.replace(b"8", b"9"), "fail their check")],
)
def test_no_reading_says_what_to_check(sent: bytes, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with converter(sent) as url:
        assert main(["weigh", "--port", url, "--protocol", "yaohua", "--count", "1", "--timeout", "1"]) == 1
    assert words in capsys.readouterr().err


def test_a_port_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["weigh", "--port", "/dev/ttyNOWHERE", "--protocol", "yaohua"]) == 1
    assert "the indicator's port can't be opened: /dev/ttyNOWHERE: " in capsys.readouterr().err


def test_a_terminal_works_as_well_as_a_socket(capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    stopping = threading.Event()

    def send() -> None:
        while not stopping.wait(0.02):
            os.write(ours, TONNES)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        assert main(["weigh", "--port", os.ttyname(theirs), "--protocol", "yaohua", "--count", "2", "--json"]) == 0
    finally:
        stopping.set()
        thread.join()
        os.close(ours)
        os.close(theirs)
    assert json.loads(capsys.readouterr().out.splitlines()[0])["gross_kg"] == 32460


def test_an_unknown_protocol_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["weigh", "--port", "socket://127.0.0.1:1", "--protocol", "morse"])
    assert ended.value.code == 2
    assert "yaohua" in capsys.readouterr().err


@pytest.mark.parametrize("protocol", ENCODERS)
def test_every_protocol_is_read_over_a_socket(protocol: str, capsys: pytest.CaptureFixture[str]) -> None:
    with converter(ENCODERS[protocol](Display(12_340))) as url:
        assert main(["weigh", "--port", url, "--protocol", protocol, "--count", "3", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["gross_kg"] for line in lines] == [12_340] * 3


@pytest.mark.parametrize(("protocol", "transport"), [("modbus-tcp", "tcp"), ("modbus-rtu", "rtu")])
def test_registers_are_read_over_modbus(
    protocol: str, transport: Transport, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(ModbusIndicator(lambda: pavone_registers(Display(12_340)), transport, 7)) as indicator:
        indicator.start()
        options = ("--address", "7", "--registers", "pavone-dat", "--poll-ms", "100", "--count", "3", "--json")
        assert main(["weigh", "--port", indicator.port, "--protocol", protocol, *options]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["gross_kg"], line["stable"]) for line in lines] == [(12_340, True)] * 3


def test_registers_of_a_file_are_read_in_the_unit_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "registers.toml"
    table.write_text('preset = "pavone-dat"\ncounted_from = 0\ngross = 1\ntype = "int32"\n')
    with closing(ModbusIndicator(lambda: pavone_registers(Display(12)), "tcp", 7)) as indicator:
        indicator.start()
        options = ("--address", "7", "--registers", str(table), "--unit", "t", "--count", "1", "--json")
        assert main(["weigh", "--port", indicator.port, "--protocol", "modbus-tcp", *options]) == 0
    assert json.loads(capsys.readouterr().out)["gross_kg"] == 12_000


@contextmanager
def lanegate_weigh(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "edge", "weigh", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("protocol", "baud", "said"),
    [
        ("toledo", 4800, "toledo at 4800 8N1"),
        ("mt-sics", 9600, "mt-sics at 9600 8N1"),
        ("yaohua", 2400, "yaohua at 24"),
    ],
)
def test_auto_says_what_it_found_and_reads_it(protocol: str, baud: int, said: str) -> None:
    with closing(SimulatedIndicator(lambda: 12_340, manner=Manner(protocol, baud, period_s=0.05))) as indicator:
        indicator.start()
        options = ("--port", indicator.port, "--protocol", "auto", "--search", "15", "--count", "4", "--json")
        with lanegate_weigh(*options) as process:
            out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    assert f"found {said}" in err
    assert "% sure" in err
    lines = [json.loads(line) for line in out.splitlines()]
    assert {line["gross_kg"] for line in lines} == {12_340}
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("sent", "words"),
    [(b"", "no bytes came"), (b"xyz", "no frames of a known"), (TONNES.replace(b"8", b"9"), "fail their check")],
)
def test_auto_that_finds_nothing_says_which_of_the_states_it_is(
    sent: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with converter(sent) as url:
        assert main(["weigh", "--port", url, "--protocol", "auto", "--search", "4"]) == 1
    said = capsys.readouterr()
    assert words in said.err
    assert "check" in said.err
    assert said.out == ""


def modbus_by_auto(*options: str) -> tuple[int, str, str]:
    with closing(ModbusIndicator(lambda: pavone_registers(Display(12_340)), "rtu", baud=9600)) as indicator:
        indicator.start()
        with lanegate_weigh("--port", indicator.port, "--protocol", "auto", "--search", "40", *options) as process:
            out, err = process.communicate(timeout=110)
    return process.returncode, out, err


def test_auto_that_finds_modbus_says_which_command_to_run_next() -> None:
    code, out, err = modbus_by_auto()
    assert (code, out) == (1, "")
    assert "found modbus-rtu at 9600 8N1" in err
    assert "--protocol modbus-rtu --baud 9600 --framing 8N1 --address 1 --registers cas-ci-600d" in err


def test_auto_that_finds_modbus_reads_the_registers_given() -> None:
    code, out, err = modbus_by_auto("--registers", "pavone-dat", "--count", "2", "--json")
    assert code == 0, err
    assert [json.loads(line)["gross_kg"] for line in out.splitlines()] == [12_340] * 2


def test_a_command_that_is_stopped_ends_without_a_traceback() -> None:
    with (
        converter(TONNES) as url,
        lanegate_weigh("--port", url, "--protocol", "yaohua", "--count", "999999") as process,
    ):
        assert process.stdout is not None
        assert "32460" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("protocol", "option", "words"),
    [
        ("yaohua-polled", ("--address", "a"), '"A" to "Z"'),
        ("yaohua-polled", ("--address", "AB"), '"A" to "Z"'),
        ("modbus-rtu", ("--address", "256", "--registers", "pavone-dat"), "1 to 255"),
        ("modbus-tcp", (), "--registers"),
        ("modbus-tcp", ("--registers", "no-such.toml"), "no-such.toml"),
        ("modbus-tcp", ("--registers", "morse"), "cas-ci-600d"),
        ("toledo", ("--address", "A"), "--address"),
    ],
)
def test_what_does_not_fit_the_protocol_is_wrong_usage_and_named(
    protocol: str, option: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["weigh", "--port", "socket://127.0.0.1:1", "--protocol", protocol, *option]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--count", "0"), ("--unit", "stone"), ("--timeout", "0"), ("--search", "nan")])
def test_an_option_out_of_range_is_wrong_usage(option: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["weigh", "--port", "socket://127.0.0.1:1", "--protocol", "yaohua", *option])
    assert ended.value.code == 2


def test_the_unit_that_the_site_names_is_honoured(capsys: pytest.CaptureFixture[str]) -> None:
    with converter(ENCODERS["yaohua"](Display(12_340, unit="t", decimals=2))) as url:
        assert main(["weigh", "--port", url, "--protocol", "yaohua", "--unit", "t", "--count", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["gross_kg"] == 12_340
