from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from edge.sim.boom import Boom, BoomSettings, Contacts, advance
from edge.values import Channel

STEP_S = 0.1
OPEN: Contacts = frozenset[Channel]({"open"})
CLOSE: Contacts = frozenset[Channel]({"close"})
NONE: Contacts = frozenset[Channel]()
UP = Boom(position=1.0)


def after(boom: Boom, seconds: float, contacts: Contacts = NONE, vehicle_under: bool = False) -> Boom:
    for _ in range(round(seconds / STEP_S)):
        boom = advance(boom, contacts, vehicle_under, STEP_S)
    return boom


def test_an_open_pulse_moves_it_to_its_open_limit_and_it_stays_there() -> None:
    half = after(after(Boom(), 0.5, OPEN), 1.0)
    assert (half.position > 0.4, half.opened, half.closed) == (True, False, False)
    assert after(half, 60).opened


def test_a_close_pulse_moves_it_down_to_its_closed_limit() -> None:
    closed = after(after(UP, 0.5, CLOSE), 3.0)
    assert (closed.closed, closed.heading, closed.struck) == (True, "still", False)


def test_a_contact_that_is_held_is_one_order() -> None:
    held = after(after(Boom(), 4.0, CLOSE | OPEN), 1.0, CLOSE)
    assert held.opened


def test_it_closes_by_itself_some_time_after_it_has_opened() -> None:
    up = replace(UP, settings=BoomSettings(auto_close_s=5))
    assert after(up, 4.8).opened
    assert after(up, 9.0).closed


def test_a_held_open_contact_and_a_vehicle_keep_it_from_closing_by_itself() -> None:
    up = replace(UP, settings=BoomSettings(auto_close_s=5))
    assert after(up, 60, OPEN).opened
    assert after(up, 60, vehicle_under=True).opened


def test_its_photocell_keeps_it_up_and_reopens_it() -> None:
    assert after(after(UP, 0.5, CLOSE, vehicle_under=True), 5.0).opened
    reopened = after(after(UP, 1.5, CLOSE), 5.0, vehicle_under=True)
    assert (reopened.opened, reopened.struck) == (True, False)


def test_without_a_photocell_it_strikes_what_is_under_it() -> None:
    blind = replace(UP, settings=BoomSettings(photocell=False))
    assert after(blind, 5.0, CLOSE, vehicle_under=True).struck
    assert not after(blind, 5.0, CLOSE).struck


def test_a_vehicle_that_drives_under_a_boom_at_rest_is_not_struck() -> None:
    assert not after(replace(Boom(), settings=BoomSettings(photocell=False)), 5.0, vehicle_under=True).struck


def test_a_stuck_boom_does_not_move() -> None:
    stuck = replace(UP, settings=BoomSettings(stuck=True))
    assert after(stuck, 10.0, CLOSE).position == 1.0


@given(st.lists(st.tuples(st.sampled_from([NONE, OPEN, CLOSE, OPEN | CLOSE]), st.booleans())), st.booleans())
def test_with_a_photocell_nothing_is_ever_struck(moments: list[tuple[Contacts, bool]], closes_itself: bool) -> None:
    boom = Boom(BoomSettings(auto_close_s=0.5 if closes_itself else None))
    for contacts, vehicle_under in moments:
        boom = advance(boom, contacts, vehicle_under, 0.5)
        assert 0.0 <= boom.position <= 1.0
        assert not (boom.opened and boom.closed)
        assert not boom.struck
