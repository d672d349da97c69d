from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from edge.sim.free_port import free_port
from tests.devices.mqtt import HOST, mosquitto, observing
from tests.devices.mqtt_lane import LANE, STATE, connected, running, states
from tests.waiting import until

RIGHT = "invented words"


def test_a_wrong_password_is_told_and_a_right_one_is_let_in(tmp_path: Path) -> None:
    maker = shutil.which("mosquitto_passwd")
    if maker is None:
        pytest.skip("mosquitto_passwd is not installed")
    known = tmp_path / "passwords"
    subprocess.run([maker, "-b", "-c", str(known), "lane-01", RIGHT], check=True, capture_output=True)
    with mosquitto(tmp_path, "allow_anonymous false", f"password_file {known}") as broker:
        with running(tmp_path, broker.port, username="lane-01", password=RIGHT[::-1]) as lane:
            until(lambda: lane.code == "unauthorised")
            assert RIGHT[::-1] not in lane.broker.health().text
            lane.put("event", "kept")
        with connected(tmp_path, broker.port, username="lane-01", password=RIGHT) as lane:
            until(lambda: lane.outbox.depth() == 0)


def test_a_refused_message_waits_while_others_go_on_and_is_sent_when_allowed(tmp_path: Path) -> None:
    rules = tmp_path / "acl"
    rules.write_text(f"topic read #\ntopic write {LANE}/state\ntopic write {LANE}/event\n")
    with (
        mosquitto(tmp_path, "allow_anonymous true", f"acl_file {rules}") as broker,
        observing(broker.port) as centre,
        connected(tmp_path, broker.port) as lane,
    ):
        lane.put("passage", "refused")
        lane.put("event", "allowed")
        until(lambda: lane.code == "refused")
        assert "Not authorized" in lane.broker.health().text
        until(lambda: centre.payloads(f"{LANE}/event") == [b"allowed"])
        lane.put("event", "later")
        until(lambda: lane.outbox.depth() == 1)
        assert lane.code == "refused"
        assert centre.payloads(f"{LANE}/passage") == []
        rules.write_text("topic readwrite #\n")
        broker.reload()
        until(lambda: lane.outbox.depth() == 0)
        until(lambda: centre.payloads(f"{LANE}/passage") == [b"refused"])
        until(lambda: lane.code == "ok")


def test_a_refused_state_is_told_and_sent_when_allowed(tmp_path: Path) -> None:
    rules = tmp_path / "acl"
    rules.write_text(f"topic read #\ntopic write {LANE}/event\n")
    with (
        mosquitto(tmp_path, "allow_anonymous true", f"acl_file {rules}") as broker,
        observing(broker.port) as centre,
        running(tmp_path, broker.port) as lane,
    ):
        until(lambda: lane.code == "refused")
        lane.put("event", "allowed")
        until(lambda: lane.outbox.depth() == 0)
        assert lane.code == "refused"
        rules.write_text("topic readwrite #\n")
        broker.reload()
        until(lambda: states(centre) == [STATE])
        until(lambda: lane.code == "ok")


@pytest.mark.parametrize("host", [HOST, "no-such-host.invalid", "two..dots"])
def test_a_broker_that_can_not_be_reached_is_told(tmp_path: Path, host: str) -> None:
    with running(tmp_path, free_port(), host) as lane:
        until(lambda: lane.code == "unreachable")
        assert host in lane.broker.health().text


def test_a_server_that_never_answers_is_told(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as server:
        server.settimeout(30)
        with running(tmp_path, server.getsockname()[1]) as lane:
            caller, _ = server.accept()
            until(lambda: lane.code == "silent")
            caller.close()
            server.close()


@pytest.mark.parametrize("greeting", [b"", b"SSH-2.0-invented\r\n"], ids=["hangs up", "speaks another language"])
def test_a_server_that_is_no_broker_is_told(tmp_path: Path, greeting: bytes) -> None:
    with socket.create_server((HOST, 0)) as server:

        def greet() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:  # the test has ended
                    return
                with caller:
                    caller.recv(100)
                    caller.sendall(greeting)

        thread = threading.Thread(target=greet)
        thread.start()
        with running(tmp_path, server.getsockname()[1]) as lane:
            until(lambda: lane.code == "silent")
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_two_lanes_with_one_client_id_are_told_of_each_other(port: int, tmp_path: Path) -> None:
    with connected(tmp_path / "first", port) as lane, running(tmp_path / "second", port) as other:
        until(lambda: {lane.code, other.code} & {"taken-over", "hung-up"})
        quarrelling = lane if lane.code in ("taken-over", "hung-up") else other
        assert "client id lane-01" in quarrelling.broker.health().text


class Authority:
    """A certificate authority of the test's own, made by openssl."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self.ca_file = folder / "ca.pem"
        self._openssl("req", "-x509", *_key("ca"), "-out", "ca.pem", "-days", "2", "-subj", "/CN=invented CA")

    def certify(self, name: str, alternative: str) -> tuple[Path, Path]:
        """A certificate and its key."""
        (self._folder / "names").write_text(f"subjectAltName={alternative}\n")
        self._openssl("req", *_key(name), "-out", f"{name}.csr", "-subj", f"/CN={name}")
        signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"]
        self._openssl("x509", "-req", "-in", f"{name}.csr", *signed, "-out", f"{name}.pem")
        return self._folder / f"{name}.pem", self._folder / f"{name}.key"

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self._folder, check=True, capture_output=True)


def _key(name: str) -> tuple[str, ...]:
    return ("-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key")


# paho leaves the socket of a failed handshake to the garbage collector
unclosed = pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl.SSLSocket")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return Authority(tmp_path / "ca")


def tls_lines(authority: Authority) -> list[str]:
    certificate, key = authority.certify("broker", f"IP:{HOST}")
    return ["allow_anonymous true", f"cafile {authority.ca_file}", f"certfile {certificate}", f"keyfile {key}"]


def test_tls_is_used_as_soon_as_a_ca_is_given(authority: Authority, tmp_path: Path) -> None:
    with mosquitto(tmp_path, *tls_lines(authority)) as broker:
        with connected(tmp_path, broker.port, ca_file=str(authority.ca_file)) as lane:
            lane.put("event", "secret")
            until(lambda: lane.outbox.depth() == 0)
        with running(tmp_path, broker.port) as plain:
            until(lambda: plain.code == "silent")


@unclosed
def test_a_broker_of_another_authority_is_not_trusted(authority: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    with (
        mosquitto(tmp_path, *tls_lines(authority)) as broker,
        running(tmp_path, broker.port, ca_file=str(stranger.ca_file)) as lane,
    ):
        until(lambda: lane.code == "tls")
        assert "certificate verify failed: self-signed" in lane.broker.health().text


@unclosed
def test_a_certificate_of_another_host_is_not_trusted(authority: Authority, tmp_path: Path) -> None:
    with (
        mosquitto(tmp_path, *tls_lines(authority)) as broker,
        running(tmp_path, broker.port, "localhost", ca_file=str(authority.ca_file)) as lane,
    ):
        until(lambda: lane.code == "tls")


@pytest.mark.parametrize("content", [None, "no certificate"], ids=["missing", "no PEM"])
def test_a_ca_file_that_can_not_be_used_is_told(tmp_path: Path, content: str | None) -> None:
    ca_file = tmp_path / "ca.pem"
    if content is not None:
        ca_file.write_text(content)
    with running(tmp_path, free_port(), ca_file=str(ca_file)) as lane:
        until(lambda: lane.code == "tls")


@unclosed
def test_a_broker_that_asks_for_a_certificate_gets_the_lanes(authority: Authority, tmp_path: Path) -> None:
    certificate, key = authority.certify("lane-01", "DNS:lane-01")
    known = {"ca_file": str(authority.ca_file), "cert_file": str(certificate), "key_file": str(key)}
    with mosquitto(tmp_path, *tls_lines(authority), "require_certificate true") as broker:
        with connected(tmp_path, broker.port, **known) as lane:
            lane.put("event", "secret")
            until(lambda: lane.outbox.depth() == 0)
        with running(tmp_path, broker.port, ca_file=str(authority.ca_file)) as nobody:
            until(lambda: nobody.code in ("silent", "tls"))
