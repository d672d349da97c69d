from __future__ import annotations

from pathlib import Path

import pytest

from edge.outbox import Message, Outbox
from edge.outbox_age import waits_since
from edge.wire.messages import encode_json

# the example of RFC 9562, appendix A.6: 22 February 2022, 19:22:22
PICTURE = "/state/evidence/017f22e2-79b0-7cc3-98c4-dc0c0c07398f/front.jpg"


@pytest.mark.parametrize(
    ("message", "since"),
    [
        (Message("t", b'{"at": "2026-03-01T06:00:00.000Z"}'), "2026-03-01T06:00:00.000Z"),
        (Message("t", b'{"ended_at": "2026-03-01T07:00:00.000Z", "at": "x"}'), "2026-03-01T07:00:00.000Z"),
        (Message("t", file=PICTURE), "2022-02-22T19:22:22.000Z"),
        (Message("t", file="/state/evidence/odd/front.jpg"), None),
        (Message("t", b'{"id": "1", "accepted": true}'), None),
        (Message("t", b'{"at": 7}'), None),
        (Message("t", b"[]"), None),
        (Message("t", b"\xff"), None),
        (Message("t"), None),
    ],
)
def test_a_message_tells_itself_since_when_it_waits_or_does_not(message: Message, since: str | None) -> None:
    assert waits_since(message) == since


def test_the_oldest_of_the_outbox_is_what_came_first_and_is_in_line(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite", encode_json)
    assert outbox.oldest() is None
    messages = [Message("p", file=PICTURE), Message("a", b"1"), Message("b", b"2")]
    for one in messages:
        outbox.put(one)
    assert outbox.oldest() == messages[0]
    numbers = {message.topic: number for number, message in outbox.pending(3)}
    outbox.set_aside(numbers["p"], 9_000_000)
    assert outbox.oldest() == messages[1], "a picture that the broker does not take waits for nothing"
    outbox.accepted(numbers["a"])
    assert outbox.oldest() == messages[2]
    outbox.close()
