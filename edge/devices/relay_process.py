"""The relay's own process, as the daemon's side starts it, speaks to it and ends it."""

from __future__ import annotations

import os
import select
import subprocess
import sys

from edge.devices.relay_settings import RelaySettings, encode_settings

PROGRAM: tuple[str, ...] = ("-m", "edge.devices.relay_child")


class RelayProcess:
    """One life of `relay_child`. The constructor raises `OSError` where it can't be started."""

    def __init__(self, settings: RelaySettings) -> None:
        # its own session: what ends the daemon must not end a pulse in the middle
        # unbuffered: what a dead child did not take must not be left over for close() to fail on
        self._child = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, *PROGRAM],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        if self._child.stdin is None or self._child.stdout is None:
            raise AssertionError("the child was started with pipes")
        self._stdin, self._stdout = self._child.stdin, self._child.stdout
        self._rest = b""
        self.order(encode_settings(settings).decode())

    def order(self, line: str) -> str | None:
        """Tells the child; returns why it could not be told."""
        try:
            self._stdin.write(line.encode() + b"\n")
        except OSError as error:
            return f"the relay process does not listen: {error}"
        return None

    def hear(self, timeout_s: float) -> list[str] | None:
        """Its next lines, none after `timeout_s`; None once it has ended."""
        if not select.select([self._stdout], [], [], timeout_s)[0]:
            return []
        chunk = os.read(self._stdout.fileno(), 4096)
        if not chunk:
            return None
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        return [line.decode() for line in lines]

    def wait(self) -> int:
        """Its exit code; only after its end was heard."""
        return self._child.wait()

    def end(self, patience_s: float) -> None:
        """Closing its stdin lets a running pulse end; one that hangs is killed, and the mark ends its pulse later."""
        self._stdin.close()
        try:
            self._child.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._stdout.close()
