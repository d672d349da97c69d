from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from edge.replay.compare import differences

BEGAN = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)


def _record(**changes: Any) -> dict[str, Any]:
    return {
        "passage_id": "0193",
        "seq": 812,
        "boot_id": "b",
        "arrived_at": "2026-11-24T22:57:00.125Z",
        "ended_at": "2026-11-24T22:58:00.125Z",
        "plate": {"text": "24C12345", "confidence": 0.99},
        "weight": {"gross_kg": 32460, "stable": True},
        "images": [{"name": "front.jpg", "sha256": "aa"}],
        "previous_sha256": "x",
        **changes,
    }


def test_the_same_is_the_same_whatever_chain_it_is_a_link_of() -> None:
    again = _record(seq=1, previous_sha256=None, boot_id="c", images=[{"name": "front.jpg", "sha256": "bb"}])
    assert differences([_record()], [again], BEGAN) == []


@pytest.mark.parametrize(
    "changes",
    [{"ended_at": "2026-11-24T22:58:00.925Z"}, {"plate": {"text": "24C12345", "confidence": 0.98}}],
)
def test_a_hair_is_no_difference(changes: dict[str, Any]) -> None:
    assert differences([_record()], [_record(**changes)], BEGAN) == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"plate": {"text": "24C12346", "confidence": 0.99}},
            "passage 0193: plate.text: live 24C12345, replayed 24C12346",
        ),
        ({"plate": None}, "passage 0193: plate: live {'text': '24C12345', 'confidence': 0.99}, replayed None"),
        ({"weight": {"gross_kg": 32460, "stable": False}}, "passage 0193: weight.stable: live True, replayed False"),
        ({"images": []}, "passage 0193: images: live [{'name': 'front.jpg', 'sha256': 'aa'}], replayed []"),
        (
            {"ended_at": "2026-11-24T22:58:09.125Z"},
            "passage 0193: ended_at: live 2026-11-24T22:58:00.125Z, replayed 2026-11-24T22:58:09.125Z",
        ),
    ],
)
def test_a_difference_is_named_with_its_place(changes: dict[str, Any], line: str) -> None:
    assert differences([_record()], [_record(**changes)], BEGAN) == [line]


def test_a_passage_of_one_side_alone_is_named() -> None:
    other = _record(passage_id="0194")
    assert differences([_record()], [other], BEGAN) == [
        "passage 0193: published live, not in the replay",
        "passage 0194: in the replay, not live",
    ]


def test_what_had_begun_before_the_recording_is_not_compared() -> None:
    late = datetime(2026, 11, 24, 22, 57, 30, tzinfo=UTC)
    found_at_start = _record(passage_id="0194", arrived_at="2026-11-24T22:57:31.000Z")
    assert differences([_record()], [found_at_start], late) == []


def test_a_passage_cut_short_by_the_restart_before_is_not_compared() -> None:
    assert differences([_record(interrupted=True)], [], BEGAN) == []


@pytest.mark.parametrize("hostile", [{}, {"passage_id": []}, _record(arrived_at=7), _record(arrived_at="2026-11-24")])
def test_a_record_that_is_none_is_compared_all_the_same(hostile: dict[str, Any]) -> None:
    assert differences([hostile], [], BEGAN) != []
