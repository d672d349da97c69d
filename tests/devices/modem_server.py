"""A serial port behind RFC 2217, served by pyserial's own server; its loop-back port has modem lines to pull."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import serial
import serial.rfc2217

from tests.waiting import until


class ModemServer:
    """One client after another. CTS follows RTS and DSR follows DTR of the port behind, which `pull` sets.

    `silent`: it takes what comes and answers nothing, as a converter does whose cable was pulled.
    """

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.1)
        self._port = serial.serial_for_url("loop://", timeout=0)
        self._cts = True
        self.silent = False
        self._stopping = False
        self._hung_up = False
        self._thread = threading.Thread(target=self._serve, name="modem-server")
        self._thread.start()

    @property
    def url(self) -> str:
        return f"rfc2217://127.0.0.1:{self._listening.getsockname()[1]}"

    def pull(self, cts: bool) -> None:
        self._cts = cts

    def hang_up(self) -> None:
        """Ends the connection; waits until it is."""
        self._hung_up = True
        until(lambda: not self._hung_up)

    def close(self) -> None:
        self._stopping = True
        self._thread.join()
        self._listening.close()
        self._port.close()

    def write(self, chunk: bytes) -> None:
        """To the client, as `PortManager` wants it."""
        if not self.silent:
            self._client.sendall(chunk)

    def _serve(self) -> None:
        while not self._stopping:
            try:
                self._client, _ = self._listening.accept()
            except TimeoutError:
                self._hung_up = False
                continue
            with self._client:
                self._client.settimeout(0.02)
                self._talk(serial.rfc2217.PortManager(self._port, self))  # type: ignore[arg-type]  # it wants less than its stubs say
            self._hung_up = False

    def _talk(self, manager: serial.rfc2217.PortManager) -> None:
        while not (self._stopping or self._hung_up):
            try:
                chunk = self._client.recv(1024)
                if not chunk:
                    return
                for _ in manager.filter(chunk):
                    pass
            except TimeoutError:
                pass
            except OSError:
                return
            self._port.rts = self._cts  # the client's own RTS, which it sets when it opens, is not wired here
            if not self.silent:
                manager.check_modem_lines()


@contextmanager
def modem_server() -> Iterator[ModemServer]:
    server = ModemServer()
    try:
        yield server
    finally:
        server.close()
