from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from edge import desk as module
from edge.desk import Desk
from edge.inbox import Inbox
from edge.lane.state import Answer
from edge.values import Command

NOW = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
PASSAGE_ID = "0195504c-8c00-7000-8000-000000000001"


class FixedClock:
    def monotonic_s(self) -> float:
        return 0.0

    def utc(self) -> datetime:
        return NOW


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def desk(inbox: Inbox) -> Desk:
    return Desk("boot-1", inbox, FixedClock())


def taken(inbox: Inbox) -> Command:
    item = inbox.take(10)
    assert item is not None, "nothing came into the lane's queue"
    assert isinstance(item[0], Command)
    return item[0]


def lane_answers(desk: Desk, inbox: Inbox, accepted: bool, reason: str) -> list[Command]:
    """A lane's loop that takes one command and answers it."""
    seen: list[Command] = []

    def loop() -> None:
        seen.append(taken(inbox))
        desk.hear(Answer(seen[0].id, accepted, reason, to="operator"))

    thread = threading.Thread(target=loop)
    thread.start()
    answer = desk.decide("an", PASSAGE_ID, "open", "papers checked")
    thread.join()
    assert answer is not None
    assert (answer.accepted, answer.reason) == (accepted, reason)
    return seen


def test_a_decision_goes_into_the_queue_as_a_command_of_the_operator_and_its_answer_comes_back(
    desk: Desk, inbox: Inbox
) -> None:
    (command,) = lane_answers(desk, inbox, True, "accepted")
    assert command == Command(
        id=command.id, boot_id="boot-1", action="decide", expires_at=NOW + timedelta(seconds=3),
        passage_id=PASSAGE_ID, outcome="open", operator="an", reason="papers checked", by="operator",
    )  # fmt: skip


def test_each_decision_has_an_id_of_its_own(desk: Desk, inbox: Inbox) -> None:
    first, second = (lane_answers(desk, inbox, False, "a pulse is running")[0].id for _ in range(2))
    assert first != second


def test_a_lane_that_does_not_answer_is_given_up_and_an_answer_that_comes_later_is_nobodys(
    desk: Desk, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWER_S", 0.01)
    assert desk.decide("an", PASSAGE_ID, "open", "papers checked") is None
    desk.hear(Answer(taken(inbox).id, accepted=True, reason="accepted", to="operator"))
    desk.hear(Answer(None, accepted=False, reason="?", to="operator"))


def test_a_command_has_expired_before_its_answer_is_given_up() -> None:
    assert module.COMMAND_LIVES.total_seconds() < module.ANSWER_S
