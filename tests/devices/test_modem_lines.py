from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.devices.modem_lines import asking_url
from edge.devices.relay_settings import RelayInput
from tests.devices.modem_server import ModemServer, modem_server
from tests.devices.ptys import Cable, Heard
from tests.devices.relays import OFF, ON, driving, outcomes, settings, told
from tests.waiting import until


@pytest.fixture
def server() -> Iterator[ModemServer]:
    with modem_server() as server:
        yield server


def loop_on(port: str | None) -> tuple[RelayInput, ...]:
    return (RelayInput("loop", line="cts", port=port),)


def test_a_contact_on_another_ports_line_is_read_while_the_relay_works(
    server: ModemServer, cable: Cable, heard: Heard, tmp_path: Path
) -> None:
    with driving(settings(cable.path, tmp_path / "mark", inputs=loop_on(server.url)), heard) as barrier:
        until(lambda: told(heard, "loop") == ["unreadable", "active"])
        server.pull(cts=False)
        until(lambda: told(heard, "loop") == ["unreadable", "active", "clear"])
        barrier.pulse("open")
        until(lambda: outcomes(heard))
        server.pull(cts=True)
        until(lambda: told(heard, "loop")[-1] == "active")
    assert cable.received() == ON + OFF


def test_a_contact_on_the_relays_own_port_is_read(server: ModemServer, heard: Heard, tmp_path: Path) -> None:
    with driving(settings(server.url, tmp_path / "mark", inputs=loop_on(None)), heard):
        until(lambda: told(heard, "loop") == ["unreadable", "active"])
        server.pull(cts=False)
        until(lambda: told(heard, "loop")[-1] == "clear")


def test_a_port_that_hangs_up_is_unreadable_until_it_is_back(
    server: ModemServer, cable: Cable, heard: Heard, tmp_path: Path
) -> None:
    with driving(settings(cable.path, tmp_path / "mark", inputs=loop_on(server.url)), heard):
        until(lambda: told(heard, "loop") == ["unreadable", "active"])
        server.hang_up()
        until(lambda: told(heard, "loop") == ["unreadable", "active", "unreadable", "active"])
    assert heard.codes == ["ok"]  # the relay itself was never away


def test_a_port_that_falls_silent_is_unreadable_and_not_what_it_said_last(
    server: ModemServer, cable: Cable, heard: Heard, tmp_path: Path
) -> None:
    server.pull(cts=False)
    with driving(settings(cable.path, tmp_path / "mark", inputs=loop_on(server.url)), heard):
        until(lambda: told(heard, "loop")[-1] == "clear")
        server.silent = True
        until(lambda: told(heard, "loop")[-1] == "unreadable")


def test_a_port_without_modem_lines_reads_as_unreadable_and_the_relay_works(
    cable: Cable, heard: Heard, tmp_path: Path
) -> None:
    with driving(settings(cable.path, tmp_path / "mark", inputs=loop_on(None)), heard) as barrier:
        until(lambda: barrier.health().code == "ok")
        barrier.pulse("open")
        until(lambda: outcomes(heard))
    assert told(heard, "loop") == ["unreadable"]
    assert cable.received() == ON + OFF


def test_a_port_that_is_not_there_reads_as_unreadable(cable: Cable, heard: Heard, tmp_path: Path) -> None:
    with driving(settings(cable.path, tmp_path / "mark", inputs=loop_on(str(tmp_path / "nothing"))), heard) as barrier:
        until(lambda: barrier.health().code == "ok")
        barrier.pulse("open")
        until(lambda: outcomes(heard))
    assert told(heard, "loop") == ["unreadable"]


@pytest.mark.parametrize(
    ("port", "asking"),
    [
        ("rfc2217://192.0.2.9:4001", "rfc2217://192.0.2.9:4001?poll_modem"),
        ("rfc2217://192.0.2.9:4001?ign_set_control", "rfc2217://192.0.2.9:4001?ign_set_control&poll_modem"),
        ("rfc2217://192.0.2.9:4001?poll_modem", "rfc2217://192.0.2.9:4001?poll_modem"),
        ("/dev/ttyS0", "/dev/ttyS0"),
    ],
)
def test_remote_ports_are_asked_for_their_lines(port: str, asking: str) -> None:
    assert asking_url(port) == asking
