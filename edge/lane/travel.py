"""The boom on its way to a limit, after a pulse; pure values.

A pulse only asks the barrier's controller to move the boom, so the boom moves on after it. Whether it arrived is told
by the limit input alone; where there is none, a closing boom counts as moving for `travel_s`, because a vehicle may
still come under it. An opening boom without a limit input counts as up once its pulse is over: a contact that sticks
or a boom that does not move answers no worse than a sound one, and nothing else could tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from edge.lane.settings import Settings
from edge.values import Channel, InputRole, InputState

Outcome = Literal["under way", "reached", "over", "missed", "unreadable"]

LIMITS: dict[Channel, InputRole] = {"open": "opened", "close": "closed"}


@dataclass(frozen=True, slots=True)
class Travel:
    """One ordered move. `from_s`: when its pulse ended, None while it runs. `cut`: the pulse did not last its time.

    `blocked`: a vehicle came under the closing boom while the pulse ran; the boom reopens once the relay is free.
    """

    channel: Channel
    from_s: float | None = None
    cut: bool = False
    blocked: bool = False


def together(settings: Settings, inputs: Mapping[str, InputState], role: InputRole) -> InputState | None:
    """What the inputs of one role say together: active if any is, clear if all are; None where there is none."""
    states = {inputs.get(name, "unreadable") for name, its_role in settings.inputs.items() if its_role == role}
    if not states:
        return None
    if "active" in states:
        return "active"
    return "clear" if states == {"clear"} else "unreadable"


def outcome(travel: Travel, settings: Settings, inputs: Mapping[str, InputState], at_s: float) -> Outcome:
    """How far the move has come: `over` after its time where nothing can tell, or where its pulse was cut short."""
    if travel.from_s is None:
        return "under way"
    limit = together(settings, inputs, LIMITS[travel.channel])
    if limit == "active":
        return "reached"
    if limit is None and (travel.channel == "open" or together(settings, inputs, "presence") is None):
        return "over"
    if at_s - travel.from_s < settings.travel_s:
        return "under way"
    if limit is None or travel.cut:
        return "over"
    return "missed" if limit == "clear" else "unreadable"
