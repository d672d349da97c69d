from __future__ import annotations

from datetime import UTC, datetime

from edge.lane.record import LaneName, passage_record
from edge.sim.fleet_passages import events_of, passage_of, picture_bytes, pictures_of, truck_of
from edge.wire.messages import encode_json
from tests.contract.kept import assert_kept

NAME = LaneName("fleet", "lane-0001", "import", "0193e5a1-0000-7000-8000-000000000001")
ID = "0193e5a1-0000-7000-8000-000000000002"
ENDED = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


def test_records_and_events_of_a_fleet_keep_the_contract() -> None:
    truck = truck_of(7)
    record = passage_record(passage_of(truck, ID, ENDED), NAME, pictures_of(truck, ["0" * 64] * 6))
    chained = {**record, "seq": 1, "previous_sha256": None}
    head = {"event_id": ID, "passage_id": ID, "at": "2026-03-01T06:00:00.000Z"}
    events = [encode_json({"event": name, **head, **more}) for name, more in events_of(truck).items()]
    assert_kept([("gate/v1/fleet/lane-0001/passage", encode_json(chained))])
    assert_kept([("gate/v1/fleet/lane-0001/event", one) for one in events])


def test_a_record_of_a_fleet_has_what_a_real_one_has() -> None:
    truck = truck_of(7)
    record = passage_record(passage_of(truck, ID, ENDED), NAME, pictures_of(truck, ["0" * 64] * 4))
    assert record["plate"] is not None
    assert (record["plate"]["text"], record["plate"]["image"]) == ("24C00007", "front-plate.jpg")
    assert [(one["number"], one["check_digit_ok"]) for one in record["containers"]] == [(truck.container, True)]
    assert [one["name"] for one in record["images"]] == [
        "front.jpg", "front-plate.jpg", "right.jpg", "right-container.jpg",
    ]  # fmt: skip


def test_pictures_have_the_size_asked_and_differ() -> None:
    one, other = picture_bytes(50_000, b"one"), picture_bytes(50_000, b"other")
    assert (len(one), len(other)) == (50_000, 50_000)
    assert one != other
    assert (one[:2], one[-2:]) == (b"\xff\xd8", b"\xff\xd9")
