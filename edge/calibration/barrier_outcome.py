"""What a barrier's calibration has found: changes to the lane's file, a diff for the technician, the record; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from edge.calibration.barrier_figures import LENGTHS_MS, pulse_with_margin, travel_with_margin
from edge.calibration.barrier_state import State
from edge.calibration.barrier_values import Wired
from edge.values import Channel

Table = tuple[str, ...]
Edit = tuple[Table, str, Any]
BARRIER: Table = ("barrier",)


def pulse_ms(state: State) -> int:
    """The shortest reliable pulse with its margin."""
    return pulse_with_margin(LENGTHS_MS[state.length])


def travel_s(state: State) -> float:
    """The longest way with its margin; of a boom that was never seen to arrive, what the file says."""
    ways = [came.travel_s for _, came in state.travels if came.travel_s is not None]
    return travel_with_margin(max(ways)) if ways else state.setup.travel_s


def edits(state: State) -> tuple[Edit, ...]:
    """(table, key, value) of what the lane's file shall say; value None: the key goes."""
    channels = (BARRIER, "open_channel", state.open_channel), (BARRIER, "close_channel", state.close_channel)
    figures = (BARRIER, "pulse_ms", pulse_ms(state)), (BARRIER, "travel_s", travel_s(state))
    return (*channels, *figures, *(edit for one in state.inputs for edit in _input(one)))


def _input(one: Wired) -> Iterator[Edit]:
    table = ("barrier", "input", one.name)
    yield table, "role", one.role
    yield table, "channel", one.place.channel
    yield table, "line", one.place.line
    yield table, "port", one.place.port
    yield table, "active", one.active


def review_lines(state: State) -> tuple[str, ...]:
    """A diff of the settings: what was, what shall be."""
    setup = state.setup
    was: dict[Edit | tuple[Table, str], Any] = {
        (BARRIER, "open_channel"): setup.open_channel,
        (BARRIER, "close_channel"): setup.close_channel,
        (BARRIER, "pulse_ms"): setup.pulse_ms,
        (BARRIER, "travel_s"): setup.travel_s,
    }
    was |= {(table, key): value for one in setup.inputs for table, key, value in _input(one)}
    return ("found:", *(line for table, key, value in edits(state) for line in _line(table, key, was, value)))


def _line(table: Table, key: str, was: dict[Any, Any], value: Any) -> Iterator[str]:  # noqa: ANN401  # any TOML value
    name = ".".join((*table, key))
    old = was.get((table, key))
    if old == value:
        if value is not None:
            yield f"  {name} = {_toml(value)}"
        return
    if old is not None:
        yield f"- {name} = {_toml(old)}"
    if value is not None:
        yield f"+ {name} = {_toml(value)}"


def _toml(value: Any) -> str:  # noqa: ANN401  # any TOML value
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


def findings(state: State) -> dict[str, Any]:
    """The record of a calibration that has come to its end: what was found and measured, and what has failed."""
    return {
        "open_channel": state.open_channel,
        "close_channel": state.close_channel,
        "closes_itself": state.closes_itself,
        "shortest_pulse_ms": LENGTHS_MS[state.length] if state.is_reliable else None,
        "pulse_ms": pulse_ms(state) if state.is_reliable else None,
        "travel_s": travel_s(state) if state.is_reliable else None,
        "open_travels": _travels(state, "open"),
        "close_travels": _travels(state, "close"),
        "inputs": [{"name": one.name, "role": one.role, "active": one.active} | _place(one) for one in state.inputs],
        "saved": state.save,
        "fault": state.fault,
    }


def _travels(state: State, direction: Channel) -> list[dict[str, Any]]:
    ways = [came for channel, came in state.travels if channel == direction and came.travel_s is not None]
    return [{"s": round(came.travel_s or 0.0, 2), "by": came.by} for came in ways]


def _place(one: Wired) -> dict[str, Any]:
    return {key: value for key, value in asdict(one.place).items() if value is not None}
