"""The central broker with the settings of `config/mosquitto/`, stopped, killed, made to refuse, started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from edge.sim.free_port import free_port
from tests.devices.gate_broker import SETTINGS, make_certs
from tests.devices.mqtt import HOST, accepts
from tests.waiting import until

CENTRE = "centre"
STARTS_S = 120.0


class CentralBroker:
    """One Mosquitto over TLS. Methods may be called from several threads; what is refused stays so over restarts."""

    def __init__(self, folder: Path, lanes: Sequence[str]) -> None:
        program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            raise FileNotFoundError("mosquitto is not installed")
        self.port = free_port()
        self._program = program
        self._folder = folder
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._acl = (SETTINGS / "acl").read_text()
        (folder / "kept").mkdir(parents=True)
        for words in (("ca",), ("broker", HOST), ("client", CENTRE, *lanes)):
            done = make_certs(folder / "certs", *words)
            if done.returncode != 0:
                raise OSError(f"no certificates: {done.stderr}")
        (folder / "acl").write_text(self._acl)
        self._write_settings(None)

    def certificates_of(self, name: str) -> dict[str, str]:
        """`ca_file`, `cert_file` and `key_file`, as a lane's configuration has them."""
        certs = self._folder / "certs"
        files = {"ca_file": "ca.pem", "cert_file": f"{name}.pem", "key_file": f"{name}.key"}
        return {key: str(certs / file) for key, file in files.items()}

    def start(self) -> None:
        with self._lock, (self._folder / "log").open("ab") as log:
            words = [self._program, "-c", str(self._folder / "mosquitto.conf")]
            process = self._process = subprocess.Popen(words, stderr=log)
            until(lambda: accepts(self.port) or process.poll() is not None, STARTS_S)
            if process.poll() is not None:
                raise OSError(f"mosquitto does not start: {(self._folder / 'log').read_text()[-300:]}")

    def end(self, how: signal.Signals) -> None:
        """SIGTERM: in good order; SIGKILL: as a power cut would."""
        with self._lock:
            process, self._process = self._process, None
            if process is not None:
                process.send_signal(how)
                process.wait(STARTS_S)

    def refuse(self, *levels: str) -> None:
        """What lanes publish below these levels gets reason code 0x87 from now on; none: nothing does."""
        kept = (line for line in self._acl.splitlines() if not any(f"/%u/{one}" in line for one in levels))
        (self._folder / "acl").write_text("\n".join(kept) + "\n")
        self._reload()

    def limit(self, most_bytes: int | None) -> None:
        """A message beyond so many bytes gets reason code 0x95; None: every message may pass."""
        self._write_settings(most_bytes)
        self._reload()

    def _reload(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.send_signal(signal.SIGHUP)

    def _write_settings(self, most_bytes: int | None) -> None:
        text = (SETTINGS / "mosquitto.conf").read_text()
        text = text.replace("/etc/mosquitto/lanegate", str(self._folder))
        text = text.replace("/var/lib/mosquitto", str(self._folder / "kept"))
        text = text.replace("listener 8883", f"listener {self.port} {HOST}")
        text += "user root\n" if os.geteuid() == 0 else ""
        text += f"message_size_limit {most_bytes}\n" if most_bytes is not None else ""
        (self._folder / "mosquitto.conf").write_text(text)
