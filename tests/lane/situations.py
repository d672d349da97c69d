"""Lanes brought into each phase by events alone."""

from __future__ import annotations

from edge.lane.settings import Settings
from edge.lane.state import Phase
from edge.values import InputChanged, InputState, PulseDone, PulseFailed
from tests.lane.builders import Lane, plate_read

GROSS_KG = 32460.0
GATED = Settings(
    can_close=True, inputs={"loop": "presence", "up": "opened", "down": "closed"}, arrival_by="weight", settle_s=2
)
BY_SIGHT = Settings(arrival_by="vision", require=("plate",))


def idle(settings: Settings | None = None) -> Lane:
    """Seen empty."""
    lane = Lane(settings or Settings())
    if lane.settings.arrival_by == "vision":
        lane.look(frames=12)
    else:
        lane.weigh(*[0.0] * 22)
    return lane


def identifying(settings: Settings | None = None) -> Lane:
    """A truck has just rolled on."""
    lane = idle(settings)
    if lane.settings.arrival_by == "vision":
        lane.look(plate_read(sure=0.4), frames=2)
    else:
        lane.weigh(7000, 7040, 16100, 24800)
    return lane


def settled(lane: Lane, gross_kg: float = GROSS_KG) -> None:
    """The weight is stable for long enough."""
    lane.weigh(*[gross_kg] * 25, stable=True)


def deciding(settings: Settings | None = None) -> Lane:
    """Nobody could read the plate in time."""
    lane = identifying(settings)
    if lane.settings.arrival_by == "weight":
        settled(lane)
    lane.wait(16)
    return lane


def opening(settings: Settings | None = None) -> Lane:
    """Identified, and the pulse is running."""
    lane = identifying(settings)
    lane.look(plate_read(), frames=4)
    if lane.settings.arrival_by == "weight":
        settled(lane)
    if lane.settings.mode == "central":
        lane.order("decide", 1000, outcome="open")
    return lane


def clearing(settings: Settings | None = None) -> Lane:
    lane = opening(settings)
    lane.feed(PulseDone("open"), 0.7)
    return lane


def rolls_off(lane: Lane) -> None:
    lane.weigh(25000, 16000, 16100, 5400, 5300, *[0.0] * 22)


def closing(settings: Settings | None = None) -> Lane:
    """The truck is gone; an active presence input keeps the boom up."""
    lane = clearing(settings or GATED)
    for name in lane.settings.inputs:
        tell(lane, name, "active" if name == "loop" else "clear")
    rolls_off(lane)
    return lane


def tell(lane: Lane, name: str, state: InputState) -> None:
    """An input of the relay board is heard of."""
    lane.feed(InputChanged(name, lane.settings.inputs[name], state))


def fault(settings: Settings | None = None) -> Lane:
    lane = opening(settings)
    lane.feed(PulseFailed("open", "no answer from the board"), 0.7)
    return lane


def unknown(settings: Settings | None = None) -> Lane:
    """A truck stood there at the start."""
    lane = Lane(settings or Settings())
    lane.weigh(*[GROSS_KG] * 4, stable=True)
    return lane


IN_PHASE = {
    Phase.UNKNOWN: unknown,
    Phase.IDLE: idle,
    Phase.IDENTIFYING: identifying,
    Phase.DECIDING: deciding,
    Phase.OPENING: opening,
    Phase.CLEARING: clearing,
    Phase.CLOSING: closing,
    Phase.FAULT: fault,
}
