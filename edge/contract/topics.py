"""The MQTT topics between a lane and the centre; pure. `{root}` of the configuration is written as its usual value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

LEVEL = "gate/v1/{site}/{lane}"


@dataclass(frozen=True, slots=True)
class Topic:
    """`level` is what stands below the lane's own level; `message` names the schema, `image` is a JPEG."""

    name: str
    level: str
    sender: Literal["lane", "centre"]
    message: str
    text: str
    qos: Literal[0, 1] = 1
    retained: bool = False

    @property
    def address(self) -> str:
        return f"{LEVEL}/{self.level}"


TOPICS = (
    Topic("state", "state", "lane", "state", "What the lane is doing now; also its last will.", retained=True),
    Topic("passage", "passage", "lane", "passage", "The record of a passage, when it ends."),
    Topic("event", "event", "lane", "event", "What happens meanwhile."),
    Topic("image", "image/{passage_id}/{name}", "lane", "image", "An evidence picture, as the record lists it."),
    Topic("health", "health", "lane", "health", "Figures of the lane's devices, every 10 s.", qos=0),
    Topic("command", "command", "centre", "command", "Moves the barrier, or decides; never retained."),
    Topic("commandResult", "command/result", "lane", "command-result", "The answer, where the command names no topic."),
    Topic("expected", "expected", "centre", "expected", "The vehicles announced, the whole list.", retained=True),
)


def topic_shapes() -> dict[str, dict[str, Any]]:
    """Name of a topic -> all of it that others rely on."""
    return {
        one.name: {
            "address": one.address,
            "sender": one.sender,
            "qos": one.qos,
            "retained": one.retained,
            "message": one.message,
        }
        for one in TOPICS
    }
