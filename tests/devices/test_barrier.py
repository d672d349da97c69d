from __future__ import annotations

from pathlib import Path

from edge.devices.barrier import RelayBarrier
from edge.devices.clock import SystemClock
from edge.values import DeviceStatus, InputChanged, PulseDone, PulseFailed
from tests.devices.ptys import Cable, Heard
from tests.devices.relays import (
    CLOSE_OFF,
    CLOSE_ON,
    INPUTS,
    LONG_MS,
    OFF,
    ON,
    driving,
    failure,
    outcomes,
    ready,
    running,
    settings,
)
from tests.waiting import until


def test_a_pulse_is_one_on_frame_and_one_off_frame(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard) as barrier:
        barrier.pulse("open")
        until(lambda: outcomes(heard))
    assert outcomes(heard) == [PulseDone("open")]
    assert cable.received() == ON + OFF


def test_the_close_channel_has_its_own_frames(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard) as barrier:
        barrier.pulse("close")
        until(lambda: outcomes(heard))
    assert outcomes(heard) == [PulseDone("close")]
    assert cable.received() == CLOSE_ON + CLOSE_OFF


def test_nothing_is_written_at_start_up_nor_at_the_end(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard):
        pass
    assert cable.received() == b""
    assert heard.codes == ["ok"]


def test_bytes_that_the_board_sends_do_no_harm(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard) as barrier:
        cable.send(b"CH1:OFF \r\nCH2:OFF \r\n\xff\x00")
        barrier.pulse("open")
        until(lambda: outcomes(heard))
    assert cable.received() == ON + OFF


def test_the_pulse_is_marked_on_disk_while_it_lasts(cable: Cable, heard: Heard, tmp_path: Path) -> None:
    with ready(cable, heard, LONG_MS) as barrier:
        barrier.pulse("open")
        until(lambda: cable.received() == ON)
        assert (tmp_path / "mark").read_text() == "1"
        barrier.release()
        until(lambda: outcomes(heard))
        assert not (tmp_path / "mark").exists()


def test_release_ends_a_pulse_early(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard, LONG_MS) as barrier:
        barrier.pulse("open")
        until(lambda: cable.received() == ON)
        barrier.release()
        assert "stopped" in failure(heard)
    assert cable.received() == ON + OFF


def test_release_without_a_pulse_does_nothing(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard) as barrier:
        barrier.release()
        barrier.pulse("open")
        until(lambda: outcomes(heard))
    assert outcomes(heard) == [PulseDone("open")]
    assert cable.received() == ON + OFF


def test_a_second_pulse_fails_at_once_and_the_first_still_ends(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard, 2000) as barrier:
        barrier.pulse("open")
        barrier.pulse("close")
        assert outcomes(heard) == [PulseFailed("close", "another pulse is running")]
        until(lambda: len(outcomes(heard)) == 2)
    assert outcomes(heard)[1] == PulseDone("open")
    assert cable.received() == ON + OFF


def test_a_pulse_can_follow_a_pulse(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard) as barrier:
        barrier.pulse("open")
        until(lambda: len(outcomes(heard)) == 1)
        barrier.pulse("close")
        until(lambda: len(outcomes(heard)) == 2)
    assert cable.received() == ON + OFF + CLOSE_ON + CLOSE_OFF


def test_closing_in_the_middle_of_a_pulse_ends_it(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard) as barrier:
        barrier.pulse("open")
        until(lambda: cable.received() == ON or outcomes(heard))
    assert cable.received() == ON + OFF


def test_a_pulled_cable_is_told_and_a_pulse_fails_at_once(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard) as barrier:
        cable.pull()
        until(lambda: heard.codes == ["ok", "lost"])
        barrier.pulse("open")
        assert "not ready" in outcomes(heard)[0].text  # type: ignore[union-attr]  # a failed one has words


def test_a_cable_put_back_serves_again_and_gets_nothing_by_itself(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard) as barrier:
        cable.pull()
        until(lambda: heard.codes == ["ok", "lost"])
        cable.plug()
        until(lambda: heard.codes == ["ok", "lost", "ok"])
        assert cable.received() == b""
        barrier.pulse("open")
        until(lambda: outcomes(heard))
    assert cable.received() == ON + OFF


def test_a_cable_pulled_in_a_pulse_gets_the_off_frame_when_it_is_back(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard, LONG_MS) as barrier:
        barrier.pulse("open")
        until(lambda: cable.received() == ON)
        cable.pull()
        barrier.release()
        cable.plug()
        failure(heard)
        assert cable.received() == OFF


def test_a_missing_port_is_told_and_a_pulse_fails_at_once_with_words(tmp_path: Path, heard: Heard) -> None:
    port = tmp_path / "nothing"
    with running(port, heard) as barrier:
        until(lambda: heard.codes == ["lost"])
        assert str(port) in barrier.health().text
        barrier.pulse("open")
        assert isinstance(outcomes(heard)[0], PulseFailed)
        assert str(port) in failure(heard)


def test_a_port_in_use_is_refused_to_a_second_relay(cable: Cable, heard: Heard, tmp_path: Path) -> None:
    second = Heard()
    with ready(cable, heard), running(cable.path, second, mark=tmp_path / "other") as other:
        until(lambda: second.codes == ["lost"])
        assert "lock" in other.health().text
    assert heard.codes == ["ok"]


def test_inputs_are_told_as_unreadable_before_anything_else(cable: Cable, heard: Heard, tmp_path: Path) -> None:
    with driving(settings(cable.path, tmp_path / "mark", inputs=INPUTS), heard) as barrier:
        until(lambda: barrier.health().code == "ok")
    assert heard.events[:2] == [
        InputChanged("loop", "presence", "unreadable"),
        InputChanged("arm-down", "closed", "unreadable"),
    ]
    assert heard.events[2:] == [DeviceStatus("relay", "ok", "relay line open")]


def test_a_channel_that_the_barrier_does_not_have_fails(cable: Cable, heard: Heard, tmp_path: Path) -> None:
    barrier = RelayBarrier(settings(cable.path, tmp_path / "mark"), {"open": 1}, {}, heard, SystemClock())
    barrier.pulse("close")
    assert outcomes(heard) == [PulseFailed("close", "no close channel is configured")]
