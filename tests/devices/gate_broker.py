"""The central broker of `config/mosquitto/` as it is, but for its folder, port and user; and who talks to it."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from edge.sim.free_port import free_port
from tests.devices.mqtt import HOST, accepts
from tests.waiting import until

ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / "config" / "mosquitto"
MAKE_CERTS = ROOT / "scripts" / "make-certs"


def make_certs(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(MAKE_CERTS), str(folder), *words], capture_output=True, text=True, check=False)


class Site:
    """A gate's folder `/etc/mosquitto/lanegate`, with its certificates, somewhere else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.certs = folder / "certs"
        self.port = free_port()
        folder.mkdir()
        for words in (("ca",), ("broker", HOST), ("client", "lane-01", "lane-02", "centre", "observer")):
            done = make_certs(self.certs, *words)
            assert done.returncode == 0, done.stderr

    def of(self, name: str) -> dict[str, str]:
        """What a lane's configuration says of its certificates."""
        return {
            "ca_file": str(self.certs / "ca.pem"),
            "cert_file": str(self.certs / f"{name}.pem"),
            "key_file": str(self.certs / f"{name}.key"),
        }

    def certify_of_old(self, name: str) -> None:
        """A certificate of the site's CA that was good for a month, years ago."""
        request = [
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            f"{name}.key",
            "-out",
            "csr",
            "-subj",
            f"/CN={name}",
        ]
        dates = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
        sign = ["ca", "-config", "authority.conf", "-batch", "-notext", "-in", "csr", "-out", f"{name}.pem", *dates]
        for words in (request, sign):
            subprocess.run(["openssl", *words], cwd=self.certs, check=True, capture_output=True)

    @contextmanager
    def broker(self) -> Iterator[None]:
        program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            pytest.skip("mosquitto is not installed")
        (self.folder / "kept").mkdir(exist_ok=True)
        shutil.copy(SETTINGS / "acl", self.folder / "acl")
        written = (SETTINGS / "mosquitto.conf").read_text()
        moved = written.replace("/etc/mosquitto/lanegate", str(self.folder))
        moved = moved.replace("/var/lib/mosquitto", str(self.folder / "kept"))
        moved = moved.replace("listener 8883", f"listener {self.port} {HOST}")
        if os.geteuid() == 0:
            moved += "user root\n"
        settings = self.folder / "mosquitto.conf"
        settings.write_text(moved)
        process = subprocess.Popen([program, "-c", str(settings)], stderr=subprocess.DEVNULL)
        try:
            until(lambda: accepts(self.port) or process.poll() is not None)
            assert process.poll() is None, "mosquitto refused its settings"
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


class Member:
    """Somebody with a certificate of the site: publishes, and keeps what the broker lets him hear."""

    def __init__(self, site: Site, name: str, client_id: str | None = None) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.reasons: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._granted: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id or name, protocol=mqtt.MQTTv5, reconnect_on_failure=False
        )
        known = site.of(name)
        context = ssl.create_default_context(cafile=known["ca_file"])
        context.load_cert_chain(known["cert_file"], known["key_file"])
        self._client.tls_set_context(context)
        self._client.on_message = lambda _client, _data, one: self.heard.append((one.topic, bytes(one.payload)))
        self._client.on_publish = lambda _client, _data, _mid, reason, _properties: self.reasons.put(reason.value)
        self._client.on_subscribe = lambda *_: self._granted.put(True)
        self._client.connect(HOST, site.port)
        self._client.loop_start()

    def listen(self, topic: str) -> None:
        """Returns when the broker has answered; what is granted need not be delivered."""
        self._client.subscribe(topic, qos=1)
        self._granted.get(timeout=20)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> int:
        """The reason code of the broker."""
        self._client.publish(topic, payload, qos=1, retain=retain)
        return self.reasons.get(timeout=20)

    def topics(self) -> list[str]:
        return [topic for topic, _ in list(self.heard)]

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@contextmanager
def member(site: Site, name: str, client_id: str | None = None) -> Iterator[Member]:
    one = Member(site, name, client_id)
    try:
        yield one
    finally:
        one.close()
