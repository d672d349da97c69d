"""The doctor on the way to the broker: real Mosquittos, one of them with the gate's own settings and certificates."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.sim.free_port import free_port
from tests.commands.doctoring import doctor, found, lane_file
from tests.devices.gate_broker import Site, make_certs
from tests.devices.mqtt import HOST, mosquitto, observing

LANE = "gate/v1/kim-thanh/lane-01"
RIGHT = "invented words"


def certificates(site: Site, name: str = "lane-01", **other: str) -> str:
    return "\n".join(f'{key} = "{path}"' for key, path in (site.of(name) | other).items())


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Site:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return Site(tmp_path_factory.mktemp("gate") / "site")


@pytest.fixture
def broker(gate: Site) -> Iterator[int]:
    with gate.broker():
        yield gate.port


@contextmanager
def greeting(words: bytes | None) -> Iterator[int]:
    """A server that is no broker: says these words to whoever calls, and hangs up; None: it stays silent."""
    with socket.create_server((HOST, 0)) as server:
        callers: list[socket.socket] = []

        def greet() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:  # the test has ended
                    return
                callers.append(caller)
                if words is not None:
                    caller.recv(1000)
                    caller.sendall(words)
                    caller.close()

        thread = threading.Thread(target=greet)
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            for caller in callers:
                caller.close()


def test_a_lane_that_may_publish_is_well_and_leaves_no_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with mosquitto(tmp_path) as server:
        with observing(server.port) as centre:
            finding = found(lane_file(tmp_path, broker=server.port), capsys, "broker")
            heard = [(one.topic, json.loads(one.payload)["accepted"]) for one in centre.heard]
        with observing(server.port) as later:
            later.publish("end", b"")
            kept = [one.topic for one in later.heard if one.retain]
    assert (finding["verdict"], finding["figures"]["address"]) == ("ok", HOST)
    assert "not encrypted; logged in, may publish" in finding["found"]
    assert heard == [(f"{LANE}/command/result", False)]
    assert kept == []


def test_a_wrong_password_is_told_and_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    maker = shutil.which("mosquitto_passwd")
    if maker is None:
        pytest.skip("mosquitto_passwd is not installed")
    known = tmp_path / "passwords"
    subprocess.run([maker, "-b", "-c", str(known), "lane-01", RIGHT], check=True, capture_output=True)
    with mosquitto(tmp_path, "allow_anonymous false", f"password_file {known}") as server:
        wrong = f'username = "lane-01"\npassword = "{RIGHT[::-1]}"'
        code, findings = doctor(lane_file(tmp_path, broker=server.port, mqtt=wrong), capsys)
        right = lane_file(tmp_path, broker=server.port, mqtt=f'username = "lane-01"\npassword = "{RIGHT}"')
        finding = found(right, capsys, "broker")
    assert (code, findings["broker"]["code"]) == (1, "unauthorised")
    assert "Not authorized" in findings["broker"]["found"]
    assert "password" in findings["broker"]["checks"][0]
    assert RIGHT[::-1] not in json.dumps(dict(findings))
    assert finding["verdict"] == "ok"


def test_an_acl_that_names_another_site_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = tmp_path / "acl"
    rules.write_text("pattern write gate/v1/another-site/%c/#\n")
    with mosquitto(tmp_path, "allow_anonymous true", f"acl_file {rules}") as server:
        finding = found(lane_file(tmp_path, broker=server.port), capsys, "broker")
    assert (finding["verdict"], finding["code"]) == ("fail", "may-not-publish")
    assert "Not authorized, 0x87" in finding["found"]
    assert "does it name this site and this lane?" in finding["checks"][0]


@pytest.mark.parametrize(
    ("host", "code"), [(HOST, "no-service"), ("no-such-host.invalid", "no-name"), ("two..dots", "no-name")]
)
def test_a_broker_that_is_not_there_fails(
    host: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = found(lane_file(tmp_path, host=host, broker=free_port()), capsys, "broker")
    assert (finding["verdict"], finding["code"]) == ("fail", code)
    assert host in finding["found"]


@pytest.mark.parametrize(
    "words", [None, b"", b"SSH-2.0-invented\r\n", b"\x20\xff\xff\xff\xff\xff", b"\x20\x02\x00\x00"]
)
def test_a_server_that_is_no_broker_fails_without_a_traceback(
    words: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with greeting(words) as port:
        finding = found(lane_file(tmp_path, broker=port), capsys, "broker")
    assert finding["verdict"] == "fail"
    assert finding["code"] in ("silent", "protocol")


def test_the_gates_own_broker_lets_the_lane_in(
    gate: Site, broker: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = found(lane_file(tmp_path, broker=broker, mqtt=certificates(gate)), capsys, "broker")
    assert (finding["verdict"], finding["figures"]["tls"]) == ("ok", "TLSv1.3")
    assert "logged in, may publish; certificate of the broker ends 20" in finding["found"]
    assert "certificate of the lane ends 20" in finding["found"]


def test_a_broker_of_another_authority_is_not_trusted(
    gate: Site, broker: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = make_certs(tmp_path / "stranger", "ca")
    assert done.returncode == 0, done.stderr
    stranger = certificates(gate, ca_file=str(tmp_path / "stranger" / "ca.pem"))
    finding = found(lane_file(tmp_path, broker=broker, mqtt=stranger), capsys, "broker")
    assert (finding["verdict"], finding["code"]) == ("fail", "other-ca")
    assert "ca_file" in finding["checks"][0]


def test_a_broker_that_is_called_by_another_name_is_not_trusted(
    gate: Site, broker: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lane_file(tmp_path, host="localhost", broker=broker, mqtt=certificates(gate))
    finding = found(file, capsys, "broker")
    assert (finding["verdict"], finding["code"]) == ("fail", "other-name")


def test_a_lanes_certificate_that_has_expired_is_named(
    gate: Site, broker: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.certify_of_old("lane-old")
    finding = found(lane_file(tmp_path, broker=broker, mqtt=certificates(gate, "lane-old")), capsys, "broker")
    assert (finding["verdict"], finding["code"]) == ("fail", "expired")
    assert f"a certificate has expired: the lane's own, {gate.certs}/lane-old.pem" in finding["found"]


def test_a_lane_without_a_certificate_is_told_that_the_broker_wants_one(
    gate: Site, broker: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lane_file(tmp_path, broker=broker, mqtt=certificates(gate, cert_file="", key_file=""))
    finding = found(file, capsys, "broker")
    assert (finding["verdict"], finding["code"]) == ("fail", "tls")
    assert "certificate required" in finding["found"]


def test_tls_to_a_broker_that_speaks_none_fails(gate: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with mosquitto(tmp_path) as server:
        finding = found(lane_file(tmp_path, broker=server.port, mqtt=certificates(gate)), capsys, "broker")
    assert (finding["verdict"], finding["code"]) == ("fail", "tls")


def test_files_that_are_none_are_told(gate: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with mosquitto(tmp_path) as server:
        absent = certificates(gate, ca_file=str(tmp_path / "absent.pem"))
        finding = found(lane_file(tmp_path, broker=server.port, mqtt=absent), capsys, "broker")
    assert (finding["verdict"], finding["code"]) == ("fail", "files")
