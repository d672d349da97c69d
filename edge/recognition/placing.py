"""Where the readers look for a mark that the detector found, and for the code beside a container's number. Pure."""

from __future__ import annotations

from edge.recognition.detector import Detection
from edge.recognition.geometry import grown, part_of, rectangle, size_of, stretched
from edge.recognition.reader import Place
from edge.values import MarkKind

_MARGIN = 0.04
"""Ground around a mark that the readers are used to, in parts of its height (of its width, where it goes downwards)."""

_ONE_ROW = 4.0
"""A number this many times as wide as high stands in one row."""


def kind_of(detection: Detection) -> MarkKind | None:
    """What is to be read there; None for a vehicle."""
    if detection.name == "vehicle":
        return None
    return "plate" if detection.name == "plate" else "container"


def place_of(detection: Detection) -> Place:
    """The mark's own corners with a little ground around."""
    width, height = size_of(detection.quad)
    margin = _MARGIN * min(width, height)
    return Place(grown(detection.quad, margin, margin), _is_upright(detection))


def box_place(detection: Detection) -> Place:
    """The upright box around the mark: where the corners are wrong it may be right."""
    return Place(rectangle(*detection.box), _is_upright(detection))


def _is_upright(detection: Detection) -> bool:
    return detection.name != "container_vertical"


def size_type_places(number: Place) -> tuple[Place, ...]:
    """A number's place together with what may hold its size-type code: under it, and beside it."""
    width, height = size_of(number.quad)
    if not number.upright:
        return Place(stretched(number.quad, down=0.5), False), Place(part_of(number.quad, 0.0, 2.4), False)
    below = 1.4 if width >= _ONE_ROW * height else 0.75
    return Place(stretched(number.quad, down=below)), Place(part_of(number.quad, 0.0, 1.5))
