from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge.errors import InputError
from edge.recognition.judging import tempered
from edge.recognition.manifest import load_manifest
from edge.values import Image
from models.training.calibration import (
    Evidence,
    at_temperature,
    border_lines,
    border_of,
    calibrate,
    calibration_error,
    fit_temperature,
    main,
    reliability,
    rounded_up,
    temperature_lines,
    two_folds,
)
from models.training.coverage import Look, Looks
from models.training.labelled import LabelledMark
from models.training.measured import marks_in
from models.training.reading import Answer
from models.training.settings import load_settings
from tests.training.labelled_sets import drawn_collections
from tests.training.outcomes import Parrot
from tests.training.roll_models import roll_folder, written_collections


def _overconfident(temperature: float, count: int = 4000) -> list[Look]:
    """Looks whose confidence tells the truth once its log-odds are divided by the temperature."""
    rng = np.random.default_rng(3)
    truths = rng.uniform(0.3, 0.999, count)
    claimed = [tempered(math.log(p), 1 / temperature) for p in truths]
    return [Look(c, bool(rng.random() < p), reviewed_anyway=False) for c, p in zip(claimed, truths, strict=True)]


def _looks(pairs: list[tuple[float, bool]]) -> list[Looks]:
    looks = [Look(confidence, right, reviewed_anyway=False) for confidence, right in pairs]
    return [Looks(look, look, place=(n * 0.618) % 1) for n, look in enumerate(looks)]


def _border(boxes: list[tuple[float, bool]], whole: list[tuple[float, bool]]) -> float | None:
    found = border_of(Evidence(_looks(boxes), _looks(whole)))
    return found.confidence if found else None


def test_a_wrong_read_in_a_whole_picture_raises_the_border() -> None:
    boxes = [(0.9 + n / 100000, True) for n in range(1200)]
    whole = [(0.6 + n / 1000, True) for n in range(300)]
    assert _border(boxes, whole) == pytest.approx(0.6)
    # one in 1,400 of all, but one in 200 of the whole pictures
    assert _border(boxes, [(0.7, False), *whole]) == pytest.approx(0.701)


def test_boxes_that_are_read_wrong_raise_it_as_well() -> None:
    whole = [(0.6 + n / 1000, True) for n in range(300)]
    assert _border([(0.7, False), (0.95, True)], whole) == pytest.approx(0.701)


def test_the_border_keeps_the_share_in_every_part_at_once() -> None:
    """The lowest border of one part may be none for another, in which the higher one lets less pass."""
    boxes = [(0.9, True)] * 499 + [(0.95, False)]
    whole = [(0.8, True)] * 300 + [(0.85, False)] + [(0.96, True)] * 5
    assert _border(boxes, whole) == pytest.approx(0.96)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_was_taken_out_is_found_again(temperature: float) -> None:
    looks = _overconfident(temperature)
    assert fit_temperature(looks) == pytest.approx(temperature, rel=0.1)


def test_the_fitted_temperature_brings_confidence_and_truth_together() -> None:
    looks = _overconfident(2.5)
    temperature = fit_temperature(looks)
    after = [at_temperature(look, temperature) for look in looks]
    assert calibration_error(after) < 0.5 * calibration_error(looks)


def test_a_sure_read_that_is_wrong_does_not_break_the_fit() -> None:
    looks = [Look(1.0, n > 0, reviewed_anyway=False) for n in range(50)]
    assert 1.0 < fit_temperature(looks) <= 20.0


def test_one_wrong_read_in_five_hundred_may_pass() -> None:
    sure = [(0.9 + n / 100000, True) for n in range(1200)]
    in_each_half = border_of(Evidence(_looks([*sure, (0.8, False), (0.8, False)])))
    in_one_half = border_of(Evidence(_looks([*sure[:600], (0.8, False)])))
    assert in_each_half is not None
    assert in_one_half is not None
    assert (in_each_half.confidence, in_each_half.accepted, in_each_half.wrong) == (0.8, 1202, 2)
    assert (in_one_half.accepted >= 599, in_one_half.wrong) == (True, 0)


def test_no_border_where_the_surest_are_wrong() -> None:
    looks = Evidence(_looks([(0.99, False), (0.5, True)]))
    assert border_of(looks) is None
    assert next(iter(border_lines("review_below", looks))) == "review_below 1.0: nothing may pass"


def test_each_half_is_measured_with_the_border_of_the_other() -> None:
    low = Look(0.6, True, reviewed_anyway=False)
    wrong = Look(0.7, False, reviewed_anyway=False)
    looks = [*(Looks(low, low, place=0.2) for _ in range(10)), *(Looks(wrong, wrong, place=0.8) for _ in range(4))]
    first, second = two_folds(looks)
    assert (first.confidence, first.accepted, first.wrong) == (0.6, 4, 4)
    # the half that is all wrong has no border, so of the other one nothing passes
    assert (second.accepted, second.wrong) == (0, 0)


def test_bins_hold_every_read_once() -> None:
    looks = [Look(confidence, True, reviewed_anyway=False) for confidence in (0.0, 0.5, 0.97, 0.999, 1.0)]
    bins = list(reliability(looks))
    assert sum(each.reads for each in bins) == 5
    assert [(each.low, each.reads) for each in bins] == [(0.0, 1), (0.5, 1), (0.95, 1), (0.999, 2)]


def test_a_border_is_never_rounded_down() -> None:
    assert rounded_up(0.12345601) == 0.123457
    assert rounded_up(0.5) == 0.5
    assert rounded_up(0.9999999) == 1.0


def test_the_table_shows_the_error_before_and_after() -> None:
    lines = list(temperature_lines(_overconfident(2.5), 2.5))
    assert lines[0].startswith("temperature 2.500: calibration error 0.")
    assert len(lines) > 4


def test_a_reader_is_calibrated_on_real_marks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marks = marks_in(drawn_collections(tmp_path), ("vn", "cn"), load_settings()).unseen
    values = calibrate(
        "plate-reader", marks, (), lambda temperature: Parrot(confidence=tempered(math.log(0.9), temperature))
    )
    # never wrong: the lowest temperature that is tried makes it surest
    assert values["temperature"] == pytest.approx(0.2)
    assert values["review_below"] == pytest.approx(9**5 / (1 + 9**5), abs=2e-6)
    assert "3 of 3 pass, 0 wrong" in capsys.readouterr().out


def test_weak_classes_get_a_border_of_their_own_that_is_never_lower(tmp_path: Path) -> None:
    marks = marks_in(drawn_collections(tmp_path), ("vn", "cn"), load_settings()).unseen

    def borders(weak: float, strong: float) -> dict[str, float]:
        shares = {"云G12345": strong}
        return calibrate("plate-reader", marks, (), lambda _: Hesitant(shares, otherwise=weak))

    sooner_strong = borders(weak=0.9, strong=0.6)
    assert (sooner_strong["review_below"], sooner_strong["weak_review_below"]) == (0.6, 0.9)
    sooner_weak = borders(weak=0.6, strong=0.9)
    assert (sooner_weak["review_below"], sooner_weak["weak_review_below"]) == (0.9, 0.9)


class Hesitant(Parrot):
    """As sure as it is told; what it is told nothing about it takes for a weak class."""

    def __init__(self, shares: dict[str, float], otherwise: float) -> None:
        super().__init__()
        self._shares, self._otherwise = shares, otherwise

    def read(self, image: Image, mark: LabelledMark) -> Answer:
        answer = super().read(image, mark)
        share = self._shares.get(answer.text)
        return replace(answer, confidence=share or self._otherwise, weak=share is None)


def test_a_reader_that_reads_nothing_cannot_be_calibrated(tmp_path: Path) -> None:
    marks = marks_in(drawn_collections(tmp_path), ("cn",), load_settings()).unseen
    with pytest.raises(InputError, match="plate-reader"):
        calibrate("plate-reader", marks, (), lambda _: Parrot({"云G12345": ""}, confidence=0.0))


def test_missing_weights_are_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "models").mkdir()
    assert main(["--data", str(drawn_collections(tmp_path)), "--models", str(tmp_path / "models")]) == 1
    assert "manifest.toml" in capsys.readouterr().err


def test_the_numbers_are_written_into_the_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models, pictures = roll_folder(tmp_path / "models"), written_collections(tmp_path)
    before = (models / "manifest.toml").read_text(encoding="utf-8")
    words = ["--data", str(pictures), "--models", str(models), "--threads", "1"]
    assert main([*words, "--dry-run"]) == 0
    assert (models / "manifest.toml").read_text(encoding="utf-8") == before
    assert main(words) == 0
    assert "== container-reader: 1 marks" in capsys.readouterr().out
    after = load_manifest(models)
    assert after.container_reader.review_below != 0.8
    assert after.container_reader.temperature != 1.0
    assert (models / "manifest.toml").read_text(encoding="utf-8").startswith("# the tests' models\n")
