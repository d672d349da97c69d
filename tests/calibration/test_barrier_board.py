"""The relay driver as the barrier's calibration uses it, against a simulated board."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.calibration.barrier_board import BoardSession
from edge.calibration.barrier_values import Move, Place, Wired
from edge.devices.clock import SystemClock
from edge.devices.relay_settings import RelaySettings
from edge.errors import DeviceError
from edge.sim.relay import SimulatedRelay
from edge.values import PulseDone, PulseFailed
from edge.wire.relays import BoardSettings
from tests.devices.ptys import cable_in
from tests.devices.relays import LONG_MS, modbus_settings, relay_pid
from tests.waiting import until

ONE, TWO = Place(channel=1), Place(channel=2)
LOOP = Wired("loop", "presence", ONE)
MOVE = Move(1, 300, "open", "find", (LOOP,))


@pytest.fixture
def contacts() -> dict[int, bool]:
    """Channel -> contact closed; a test may change it."""
    return {1: False, 2: True}


@pytest.fixture
def board(contacts: dict[int, bool]) -> Iterator[SimulatedRelay]:
    with closing(SimulatedRelay(protocol="modbus-rtu", read_inputs=lambda: contacts)) as board:
        board.start()
        yield board


@pytest.fixture
def session(board: SimulatedRelay, tmp_path: Path) -> Iterator[BoardSession]:
    with closing(BoardSession(modbus_settings(board.port, tmp_path / "mark"), SystemClock())) as session:
        yield session


def ended(session: BoardSession) -> PulseDone | PulseFailed | None:
    session.listen(0.02)
    return session.ended


def test_a_look_tells_every_contact_and_moves_nothing(
    session: BoardSession, board: SimulatedRelay, contacts: dict[int, bool]
) -> None:
    assert session.look((ONE, TWO), (LOOP,)) == {ONE: False, TWO: True}
    contacts[1] = True
    assert session.look((ONE, TWO), (LOOP,)) == {ONE: True, TWO: True}
    assert board.log == ()


def test_a_pulse_goes_to_the_relay_that_was_named_and_its_changes_are_heard(
    session: BoardSession, board: SimulatedRelay, contacts: dict[int, bool]
) -> None:
    session.look((ONE, TWO), (LOOP,))
    session.pulse(Move(3, 300, "open", "find", (LOOP,)), (ONE, TWO))
    until(lambda: ended(session))
    contacts[2] = False
    until(lambda: ended(session) and session.contacts[TWO] is False)
    assert [(place, closed) for _, place, closed in session.take_heard()] == [(TWO, False)]
    assert session.take_heard() == []
    assert (len(board.pulses(3)), {one.channel for one in board.log}) == (1, {3})


def test_a_pulse_that_a_vehicle_overtakes_is_refused_by_the_driver_itself(
    session: BoardSession, board: SimulatedRelay, contacts: dict[int, bool]
) -> None:
    session.pulse(MOVE, (ONE,))
    until(lambda: ended(session))
    os.kill(relay_pid(), signal.SIGSTOP)
    contacts[1] = True  # nobody can have told
    session.pulse(MOVE, (ONE,))
    os.kill(relay_pid(), signal.SIGCONT)
    outcome = until(lambda: ended(session))
    assert isinstance(outcome, PulseFailed)
    assert outcome.text == "presence input loop is active"
    assert len(board.pulses(1)) == 1


def test_closing_in_a_pulse_ends_it(session: BoardSession, board: SimulatedRelay) -> None:
    session.pulse(Move(1, LONG_MS, "open", "find"), ())
    until(lambda: board.energised)
    session.close()
    assert board.energised == frozenset()


def test_a_board_that_is_not_there_is_said_with_what_to_check(tmp_path: Path) -> None:
    settings = RelaySettings(str(tmp_path / "tty"), str(tmp_path / "mark"), BoardSettings("lcus"))
    with (
        closing(BoardSession(settings, SystemClock())) as session,
        pytest.raises(DeviceError, match=r"can't be reached.*check: the plug"),
    ):
        session.look((), ())


def test_a_board_that_does_not_answer_leaves_its_contacts_unknown(tmp_path: Path) -> None:
    with (
        cable_in(tmp_path) as cable,
        closing(BoardSession(modbus_settings(str(cable.path), tmp_path / "mark"), SystemClock())) as session,
    ):
        assert session.look((ONE,), (LOOP,)) == {ONE: None}
        assert "does not answer" in session.trouble
        session.pulse(MOVE, (ONE,))
        assert isinstance(until(lambda: ended(session)), PulseFailed)
        orders = bytes.fromhex("0105")
        assert orders not in cable.received()
