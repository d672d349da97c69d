"""From judged pictures to figures: a row for each set that the goals name, reads without review, time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from models.training.coverage import most_likely_wrong
from models.training.figures import Acceptance, Belongs, Subset, labelled_as
from models.training.labelled import LabelledMark
from models.training.whole_judging import MarkOutcome, PictureOutcome
from models.training.whole_pictures import WholePicture

SMALL = 800
"""Pixels of the longer side up to which a picture has the shorter time to be read in."""


@dataclass(frozen=True, slots=True)
class WholeFigures:
    """Of one subset. Shares of its marks in [0, 1]; `ms` is the median of its pictures'.

    `wrong`: how many reads without review lie at its marks and say something else.
    """

    name: str
    goal: float | None
    marks: int
    found: float
    exact: float
    sure: float
    wrong: int
    ms: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Time for pictures of one size; `goal_ms` is for the median."""

    name: str
    pictures: int
    goal_ms: float
    median_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class WholeReading:
    """What one reader made of whole pictures; `unlabelled`: reads without review where no text is labelled."""

    reader: str
    pictures: int
    marks: int
    figures: tuple[WholeFigures, ...]
    acceptance: tuple[tuple[str, Acceptance], ...]
    paces: tuple[Pace, ...]
    unlabelled: int


def _any_of(*sets: Belongs) -> Belongs:
    return lambda mark: any(belongs(mark) for belongs in sets)


_CARS, _TRUCKS = labelled_as("vn", vehicle="car"), labelled_as("vn", vehicle="truck")
_YELLOW, _GREEN = labelled_as("cn", colour="yellow"), labelled_as("cn", colour="green")
_ROW, _ROWS = labelled_as("container", "one_row"), labelled_as("container", "two_row")

SUBSETS: tuple[Subset, ...] = (
    Subset("VN cars and trucks", _any_of(_CARS, _TRUCKS), 0.995),
    Subset("VN cars", _CARS),
    Subset("VN trucks", _TRUCKS),
    Subset("VN motorbikes, two rows", labelled_as("vn", "two_row", vehicle="motorbike"), 0.96),
    Subset("CN, all colours", labelled_as("cn"), 0.98),
    Subset("CN yellow and green", _any_of(_YELLOW, _GREEN), 0.96),
    Subset("CN yellow", _YELLOW),
    Subset("CN green", _GREEN),
    Subset("container horizontal, two rows", _any_of(_ROW, _ROWS), 0.98),
    Subset("container two rows", _ROWS),
    Subset("container vertical", labelled_as("container", "vertical"), 0.95),
    Subset("all VN", labelled_as("vn")),
    Subset("all containers", labelled_as("container")),
)
GOALS = tuple(subset.belongs for subset in SUBSETS if subset.goal is not None)

_SIZES: tuple[tuple[str, float, Callable[[WholePicture], bool]], ...] = (
    (f"up to {SMALL} pixels", 30.0, lambda picture: picture.longer_side <= SMALL),
    (f"above {SMALL} pixels", 60.0, lambda picture: picture.longer_side > SMALL),
)


def whole_reading_of(reader: str, outcomes: Sequence[PictureOutcome]) -> WholeReading:
    collections = dict.fromkeys(each.picture.collection for each in outcomes)
    parted = {name: [each for each in outcomes if each.picture.collection == name] for name in collections}
    return WholeReading(
        reader=reader,
        pictures=len(outcomes),
        marks=sum(len(each.marks) for each in outcomes),
        figures=whole_figures_of(outcomes),
        acceptance=tuple((name, accepted_in(members)) for name, members in [("all", outcomes), *parted.items()]),
        paces=paces_of(outcomes),
        unlabelled=sum(len(each.with_verdict("unlabelled")) for each in outcomes),
    )


def whole_figures_of(
    outcomes: Sequence[PictureOutcome], subsets: Sequence[Subset] = SUBSETS
) -> tuple[WholeFigures, ...]:
    """One for each subset that has a counted mark."""
    return tuple(each for subset in subsets if (each := _figures(subset, outcomes)))


def _figures(subset: Subset, outcomes: Sequence[PictureOutcome]) -> WholeFigures | None:
    parted = [(picture, [each for each in picture.marks if subset.belongs(each.mark)]) for picture in outcomes]
    marks = [each for _, members in parted for each in members]
    if not marks:
        return None
    return WholeFigures(
        name=subset.name,
        goal=subset.goal,
        marks=len(marks),
        found=_share(marks, lambda each: each.found),
        exact=_share(marks, lambda each: each.exact),
        sure=_share(marks, lambda each: each.sure),
        wrong=sum(_belongs(subset, each.mark) for picture in outcomes for each in picture.with_verdict("wrong")),
        ms=median(picture.ms for picture, members in parted if members),
    )


def _belongs(subset: Subset, mark: LabelledMark | None) -> bool:
    return mark is not None and subset.belongs(mark)


def _share(marks: Sequence[MarkOutcome], holds: Callable[[MarkOutcome], bool]) -> float:
    return sum(map(holds, marks)) / len(marks)


def accepted_in(outcomes: Iterable[PictureOutcome]) -> Acceptance:
    """Reads without review that are right or wrong; right ones of marks that were trained on would flatter."""
    pictures = list(outcomes)
    right, wrong = (sum(len(each.with_verdict(verdict)) for each in pictures) for verdict in ("right", "wrong"))
    marks = sum(len(each.marks) for each in pictures)
    return Acceptance(marks, right + wrong, wrong, most_likely_wrong(wrong, right + wrong))


def paces_of(outcomes: Sequence[PictureOutcome]) -> tuple[Pace, ...]:
    """One for each size that has a picture."""
    return tuple(
        Pace(name, len(times), goal_ms, median(times), times[int(0.95 * (len(times) - 1))])
        for name, goal_ms, belongs in _SIZES
        if (times := sorted(each.ms for each in outcomes if belongs(each.picture)))
    )
