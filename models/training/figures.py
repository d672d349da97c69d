"""From answers to figures: a row for each set that the goals name, and what reads without review are worth. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from edge.rules.distance import edit_distance
from models.training.coverage import most_likely_wrong
from models.training.labelled import LabelledMark, normalised
from models.training.reading import Outcome

_GATE_CAMERA = (136, 36)
_TINY = (94, 24)
"""Sizes in pixels of two collections of Chinese crops."""

Belongs = Callable[[LabelledMark], bool]


@dataclass(frozen=True, slots=True)
class Subset:
    """Marks that are counted together; `goal` is the share that should be exact, where one is set."""

    name: str
    belongs: Belongs
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one subset. Shares in [0, 1]; `ms` is the median of a crop's.

    `exact_accepted`: exact and passed without review, over all marks. `characters`: right ones, by edit distance.
    """

    name: str
    goal: float | None
    marks: int
    exact: float
    exact_accepted: float
    characters: float
    ms: float


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The reads that passed without review; `at_most` bounds their share of wrong ones at 95 % confidence."""

    marks: int
    accepted: int
    wrong: int
    at_most: float

    @property
    def share_wrong(self) -> float:
        return self.wrong / self.accepted if self.accepted else 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """How often one part of a mark was right among the marks that have it labelled."""

    name: str
    marks: int
    right: float


def labelled_as(
    collection: str, layout: str = "", scene: str = "", colour: str = "", vehicle: str = "", view: str = ""
) -> Belongs:
    wanted = (collection, layout, scene, colour, vehicle, view)

    def belongs(mark: LabelledMark) -> bool:
        has = (mark.collection, mark.layout, mark.scene, mark.colour, mark.vehicle, mark.view)
        return all(not want or want == own for want, own in zip(wanted, has, strict=True))

    return belongs


def _sized(size: tuple[int, int]) -> Belongs:
    return lambda mark: mark.collection == "cn" and mark.scene == "crop" and (mark.width, mark.height) == size


def _other_crops(mark: LabelledMark) -> bool:
    size = (mark.width, mark.height)
    return mark.collection == "cn" and mark.scene == "crop" and size not in (_GATE_CAMERA, _TINY)


def _level(mark: LabelledMark) -> bool:
    return mark.collection == "container" and mark.layout in ("one_row", "two_row")


SUBSETS: tuple[Subset, ...] = (
    Subset("VN one row", labelled_as("vn", "one_row"), 0.995),
    Subset("VN one row, whole scenes", labelled_as("vn", "one_row", "full"), 0.995),
    Subset("VN one row, crops", labelled_as("vn", "one_row", "crop"), 0.995),
    Subset("VN two rows", labelled_as("vn", "two_row"), 0.97),
    Subset("VN two rows, whole scenes", labelled_as("vn", "two_row", "full"), 0.97),
    Subset("VN two rows, crops", labelled_as("vn", "two_row", "crop"), 0.97),
    Subset("VN cars", labelled_as("vn", vehicle="car")),
    Subset("VN trucks", labelled_as("vn", vehicle="truck")),
    Subset("VN motorbikes", labelled_as("vn", vehicle="motorbike")),
    Subset("VN yellow", labelled_as("vn", colour="yellow")),
    Subset("CN gate camera crops", _sized(_GATE_CAMERA), 0.995),
    Subset("CN whole scenes", labelled_as("cn", scene="full"), 0.98),
    Subset("CN 94x24 crops", _sized(_TINY), 0.95),
    Subset("CN other crops", _other_crops),
    Subset("CN yellow", labelled_as("cn", colour="yellow"), 0.98),
    Subset("CN green", labelled_as("cn", colour="green"), 0.98),
    Subset("CN two rows", labelled_as("cn", "two_row"), 0.95),
    Subset("container horizontal, two rows", _level, 0.98),
    Subset("container horizontal", labelled_as("container", "one_row"), 0.98),
    Subset("container two rows", labelled_as("container", "two_row"), 0.98),
    Subset("container vertical", labelled_as("container", "vertical"), 0.95),
    Subset("container rear", labelled_as("container", view="rear")),
    Subset("container side", labelled_as("container", view="side")),
    Subset("container front", labelled_as("container", view="front")),
    Subset("all VN", labelled_as("vn")),
    Subset("all CN", labelled_as("cn")),
    Subset("all containers", labelled_as("container")),
)


def figures_of(outcomes: Sequence[Outcome], subsets: Sequence[Subset] = SUBSETS) -> tuple[Figures, ...]:
    """One for each subset that has a mark."""
    parted = [(subset, [each for each in outcomes if subset.belongs(each.mark)]) for subset in subsets]
    return tuple(_figures(subset, members) for subset, members in parted if members)


def _figures(subset: Subset, outcomes: Sequence[Outcome]) -> Figures:
    return Figures(
        name=subset.name,
        goal=subset.goal,
        marks=len(outcomes),
        exact=_share(each.exact for each in outcomes),
        exact_accepted=_share(each.exact and each.accepted for each in outcomes),
        characters=character_share(outcomes),
        ms=statistics.median(each.ms for each in outcomes),
    )


def acceptance_of(outcomes: Sequence[Outcome]) -> Acceptance:
    accepted = [each for each in outcomes if each.accepted]
    wrong = sum(not each.exact for each in accepted)
    return Acceptance(len(outcomes), len(accepted), wrong, most_likely_wrong(wrong, len(accepted)))


def parts_of(outcomes: Sequence[Outcome]) -> tuple[Part, ...]:
    """Province and rest of Chinese plates, size-type codes, colours; parts that no mark has labelled are left out."""
    chinese = [each for each in outcomes if each.mark.collection == "cn"]
    # Most of the labelled plates are of one province: a net that always says it looks well.
    rarer = [each for each in chinese if not normalised(each.mark.text).startswith("皖")]
    coloured = [each for each in outcomes if each.mark.kind == "plate" and each.mark.colour]
    typed = [each for each in outcomes if each.mark.size_type]
    parts = (
        ("CN province", chinese, lambda each: _text(each)[:1] == _label(each)[:1]),
        ("CN province, all but 皖", rarer, lambda each: _text(each)[:1] == _label(each)[:1]),
        ("CN rest", chinese, lambda each: _text(each)[1:] == _label(each)[1:]),
        ("size-type code", typed, lambda each: each.answer.size_type == each.mark.size_type),
        ("size-type code, where read", [each for each in typed if each.answer.size_type], _size_type_right),
        ("plate colour", coloured, _colour_right),
    )
    return tuple(Part(name, len(members), _share(map(right, members))) for name, members, right in parts if members)


def _size_type_right(outcome: Outcome) -> bool:
    return outcome.answer.size_type == outcome.mark.size_type


def _colour_right(outcome: Outcome) -> bool:
    """The labels call a yellow-green plate green."""
    said, label = outcome.answer.colour or "", outcome.mark.colour
    return said == label or said.removeprefix("yellow-") == label


def character_share(outcomes: Iterable[Outcome]) -> float:
    """Characters right: one less the edit distance over the label's length, never below 0 for one mark."""
    lengths = right = 0
    for each in outcomes:
        label = _label(each)
        lengths += len(label)
        right += max(0, len(label) - edit_distance(label, _text(each)))
    return right / lengths if lengths else 0.0


def _text(outcome: Outcome) -> str:
    return normalised(outcome.answer.text)


def _label(outcome: Outcome) -> str:
    return normalised(outcome.mark.text)


def _share(flags: Iterable[bool]) -> float:
    found = [bool(flag) for flag in flags]
    return sum(found) / len(found) if found else 0.0
