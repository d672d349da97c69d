from __future__ import annotations

import uuid
from datetime import UTC, datetime

from edge.replay.ids import derived_id

AT = datetime(2026, 11, 24, 22, 57, 0, 125000, tzinfo=UTC)


def test_the_same_moment_and_number_give_the_same_identifier_in_the_shape_of_a_uuid_7() -> None:
    found = uuid.UUID(derived_id(AT, 7))
    assert str(found) == derived_id(AT, 7)
    assert found.version == 7
    assert found.variant == uuid.RFC_4122
    assert found.int >> 80 == int(AT.timestamp() * 1000)


def test_others_differ() -> None:
    later = AT.replace(second=1)
    assert len({derived_id(AT, 1), derived_id(AT, 2), derived_id(later, 1)}) == 3
