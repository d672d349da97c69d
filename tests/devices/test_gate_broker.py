"""The configuration that a gate's central broker is given: who may do what, and who gets in at all."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.devices.gate_broker import Site, make_certs, member
from tests.devices.mqtt import HOST
from tests.devices.mqtt_lane import running
from tests.waiting import until

GATE = "gate/v1/kim-thanh"
SUCCESS, NO_SUBSCRIBER, NOT_AUTHORISED = 0x00, 0x10, 0x87

# paho leaves the socket of a failed handshake to the garbage collector
unclosed = pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl.SSLSocket")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return Site(tmp_path / "site")


@pytest.fixture
def gate(site: Site) -> Iterator[Site]:
    with site.broker():
        yield site


@pytest.mark.parametrize(
    "level",
    ["state", "passage", "event", "image/0193/front.jpg", "health", "command/result"],
)
def test_a_lane_writes_its_own_topics_and_no_other_lanes(gate: Site, level: str) -> None:
    with member(gate, "centre") as centre, member(gate, "lane-01") as lane:
        centre.listen(f"{GATE}/#")
        assert lane.publish(f"{GATE}/lane-01/{level}", b"own") in (SUCCESS, NO_SUBSCRIBER)
        assert lane.publish(f"{GATE}/lane-02/{level}", b"foreign") == NOT_AUTHORISED
        assert lane.publish(f"{GATE}/lane-01/{level}", b"again") in (SUCCESS, NO_SUBSCRIBER), "refused and cut off"
        until(lambda: f"{GATE}/lane-01/{level}" in centre.topics())
        assert set(centre.topics()) == {f"{GATE}/lane-01/{level}"}


@pytest.mark.parametrize(
    "topic",
    [
        f"{GATE}/lane-01/command",
        f"{GATE}/lane-01/expected",
        f"{GATE}/lane-02/command",
        "gate/v1/ban-vuoc/lane-01/passage",
        f"{GATE}/reply/lane-02/1",
        "elsewhere",
    ],
)
def test_a_lane_commands_nobody_and_writes_nowhere_else(gate: Site, topic: str) -> None:
    with member(gate, "lane-01") as lane:
        assert lane.publish(topic, b"{}") == NOT_AUTHORISED


def test_a_lane_hears_its_own_commands_and_no_other_lanes(gate: Site) -> None:
    with member(gate, "centre") as centre, member(gate, "lane-01") as lane:
        for topic in ("#", f"{GATE}/+/command", f"{GATE}/lane-02/command", f"{GATE}/lane-01/command"):
            lane.listen(topic)
        centre.publish(f"{GATE}/lane-02/command", b"for the other")
        centre.publish(f"{GATE}/lane-01/command", b"for me")
        until(lambda: lane.heard)
        assert set(lane.heard) == {(f"{GATE}/lane-01/command", b"for me")}


def test_a_lane_answers_where_the_centre_asked_it_to(gate: Site) -> None:
    with member(gate, "centre") as centre, member(gate, "lane-01") as lane:
        centre.listen(f"{GATE}/reply/#")
        lane.publish(f"{GATE}/reply/lane-01/7", b"accepted")
        until(lambda: centre.heard == [(f"{GATE}/reply/lane-01/7", b"accepted")])


def test_an_observer_only_looks_on(gate: Site) -> None:
    with member(gate, "observer") as observer, member(gate, "lane-01") as lane:
        observer.listen(f"{GATE}/#")
        assert observer.publish(f"{GATE}/lane-01/command", b"{}") == NOT_AUTHORISED
        assert lane.publish(f"{GATE}/lane-01/event", b"{}") in (SUCCESS, NO_SUBSCRIBER)
        until(lambda: observer.topics() == [f"{GATE}/lane-01/event"])


def test_a_lane_can_not_take_over_another_lanes_connection_by_its_client_id(gate: Site) -> None:
    with member(gate, "lane-01") as victim:
        with member(gate, "lane-02", client_id="lane-01") as impostor:
            assert impostor.publish(f"{GATE}/lane-02/event", b"{}") in (SUCCESS, NO_SUBSCRIBER)
        assert victim.publish(f"{GATE}/lane-01/event", b"{}") in (SUCCESS, NO_SUBSCRIBER)


def test_what_was_accepted_survives_a_restart_of_the_broker(site: Site) -> None:
    topic = f"{GATE}/lane-01/state"
    with site.broker(), member(site, "lane-01") as lane:
        assert lane.publish(topic, b"kept", retain=True) in (SUCCESS, NO_SUBSCRIBER)
    with site.broker(), member(site, "centre") as centre:
        centre.listen(f"{GATE}/#")
        until(lambda: centre.heard == [(topic, b"kept")])


def test_the_daemons_link_gets_in_with_its_certificate(gate: Site, tmp_path: Path) -> None:
    with running(tmp_path, gate.port, prefix=f"{GATE}/lane-01", **gate.of("lane-01")) as lane:
        until(lambda: lane.code == "ok")


@unclosed
def test_without_a_certificate_nobody_gets_in(gate: Site, tmp_path: Path) -> None:
    with running(tmp_path, gate.port, ca_file=gate.of("lane-01")["ca_file"]) as lane:
        until(lambda: lane.code == "tls")
        assert "certificate required" in lane.broker.health().text


@unclosed
def test_a_certificate_of_a_foreign_authority_does_not_get_in(gate: Site, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    assert make_certs(foreign, "ca").returncode == 0
    assert make_certs(foreign, "client", "lane-01").returncode == 0
    theirs = {"cert_file": str(foreign / "lane-01.pem"), "key_file": str(foreign / "lane-01.key")}
    with running(tmp_path, gate.port, ca_file=gate.of("lane-01")["ca_file"], **theirs) as lane:
        until(lambda: lane.code == "tls")
        assert "unknown ca" in lane.broker.health().text


@unclosed
def test_a_certificate_that_has_expired_does_not_get_in(gate: Site, tmp_path: Path) -> None:
    gate.certify_of_old("lane-03")
    with running(tmp_path, gate.port, **gate.of("lane-03")) as lane:
        until(lambda: lane.code == "tls")
        assert "certificate expired" in lane.broker.health().text


@unclosed
def test_a_revoked_lane_does_not_get_in_and_the_others_do(site: Site, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen"
    shutil.copytree(site.certs, stolen)
    done = make_certs(site.certs, "revoke", "lane-02")
    assert done.returncode == 0, done.stderr
    theirs = {"cert_file": str(stolen / "lane-02.pem"), "key_file": str(stolen / "lane-02.key")}
    with site.broker():
        with running(tmp_path, site.port, ca_file=str(site.certs / "ca.pem"), **theirs) as lane:
            until(lambda: lane.code == "tls")
            assert "certificate revoked" in lane.broker.health().text
        with running(tmp_path, site.port, prefix=f"{GATE}/lane-01", **site.of("lane-01")) as lane:
            until(lambda: lane.code == "ok")


def test_keys_are_for_their_owner_alone_and_nothing_is_overwritten(site: Site) -> None:
    for key in site.certs.glob("*.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600, f"{key.name} can be read by others"
    before = (site.certs / "lane-01.key").read_bytes()
    again = make_certs(site.certs, "client", "lane-01")
    assert (again.returncode, (site.certs / "lane-01.key").read_bytes()) == (2, before)
    assert "is there already" in again.stderr


@pytest.mark.parametrize("name", ["+", "a/b", "#", "", "../x", "broker", "ca"])
def test_a_name_that_would_reach_other_topics_or_files_is_refused(site: Site, name: str) -> None:
    done = make_certs(site.certs, "client", name)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_make_certs_says_how_it_is_used(tmp_path: Path) -> None:
    done = make_certs(tmp_path / "none", "client", "lane-01")
    assert (done.returncode, "there is no CA" in done.stderr) == (2, True)
    assert make_certs(tmp_path / "none", "wrong").returncode == 2
    assert HOST not in done.stderr
