"""`config/mosquitto/` exactly as it is, in its own places, with the certificates that `scripts/make-certs give` puts
there, as the user that Mosquitto becomes: in a mount namespace, so nothing of this machine changes."""

from __future__ import annotations

import grp
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.devices.gate_broker import SETTINGS, Site, make_certs, member
from tests.devices.mqtt import accepts
from tests.waiting import until

PORT = 8883
IN_ITS_PLACES = """
set -e
mount --bind "$1" /etc/mosquitto
mount --bind "$2" /var/lib/mosquitto
exec mosquitto -c /etc/mosquitto/lanegate/mosquitto.conf
"""
LANE = "gate/v1/kim-thanh/lane-01"


def missing() -> str | None:
    """Why it can't be tried here."""
    if os.geteuid() != 0:
        return "only root may mount"
    if shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin") is None or not Path("/etc/mosquitto").is_dir():
        return "mosquitto is not installed"
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode != 0:
        return "no mount namespaces here"
    return f"port {PORT} is taken" if accepts(PORT) else None


class Installed:
    """A site whose broker's folder is where the configuration says."""

    def __init__(self, folder: Path) -> None:
        self.site = Site(folder / "authority")
        self.site.port = PORT
        self._etc, self._kept = folder / "etc", folder / "kept"
        place = self._etc / "lanegate"
        shutil.copytree(SETTINGS, place)
        given = make_certs(self.site.certs, "give", "broker", str(place / "certs"))
        assert given.returncode == 0, given.stderr
        self._kept.mkdir()
        shutil.chown(self._kept, "mosquitto")
        for one in (folder, *folder.parents[:3]):  # Mosquitto is another user: it must reach the folder
            one.chmod(one.stat().st_mode | 0o011)

    @contextmanager
    def broker(self) -> Iterator[int]:
        """Its process id."""
        command = ["unshare", "-m", "sh", "-c", IN_ITS_PLACES, "sh", str(self._etc), str(self._kept)]
        path = f"{os.environ['PATH']}:/usr/sbin"
        with subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "PATH": path}) as process:
            try:
                until(lambda: accepts(PORT) or process.poll() is not None)
                assert process.poll() is None, process.stderr and process.stderr.read().decode()
                yield process.pid
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait()


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    why = missing()
    if why:
        pytest.skip(why)
    return Installed(tmp_path)


def test_the_configuration_runs_as_it_is_and_keeps_what_it_took_over_a_restart(installed: Installed) -> None:
    with installed.broker() as pid:
        status = Path(f"/proc/{pid}/status").read_text()
        assert f"Gid:\t{grp.getgrnam('mosquitto').gr_gid}" in status, "it did not become mosquitto"
        with member(installed.site, "lane-01") as lane:
            assert lane.publish(f"{LANE}/state", b"{}", retain=True) < 0x80
            assert lane.publish("gate/v1/kim-thanh/lane-02/passage", b"{}") == 0x87
    with installed.broker(), member(installed.site, "centre") as centre:
        centre.listen(f"{LANE}/state")
        until(lambda: centre.topics() == [f"{LANE}/state"])
