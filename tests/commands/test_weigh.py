"""`lanegate weigh` on real sockets and pseudo-terminals, with literal frames."""

from __future__ import annotations

import json
import os
import pty
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from edge.__main__ import main

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
    assert "/dev/ttyNOWHERE can't be opened" in capsys.readouterr().err


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
