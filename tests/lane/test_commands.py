"""Commands that must move nothing: each is answered, and says why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from edge.lane.commands import MOST, REMEMBERED, answer, objection, remember
from edge.lane.state import Pulse
from edge.values import Command, CommandAction
from tests.lane.builders import BOOT_ID, EPOCH, Ordered, command, only, the_answer, utc_at
from tests.lane.situations import deciding, idle

ACTIONS: tuple[CommandAction, ...] = ("open", "close", "stop", "hold", "release", "decide")


def hostile(action: CommandAction, now_s: float, passage_id: str | None) -> dict[str, Command]:
    """One command for each thing that may be wrong, good otherwise."""
    outcome: Ordered | None = "open" if action == "decide" else None
    return {
        "expired": command(action, now_s, expires_in_s=0, passage_id=passage_id, outcome=outcome),
        "retained": command(action, now_s, retained=True, passage_id=passage_id, outcome=outcome),
        "boot_id": command(action, now_s, boot_id="boot-0", passage_id=passage_id, outcome=outcome),
    }


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("word", ["expired", "retained", "boot_id"])
def test_a_command_that_must_not_count_changes_nothing_and_is_answered(action: CommandAction, word: str) -> None:
    lane = deciding()
    bad = hostile(action, lane.now_s, lane.passage.passage_id)[word]
    before = lane.state
    effects = lane.feed(bad)
    assert not the_answer(effects).accepted
    assert word in the_answer(effects).reason
    assert len(effects) == 1
    assert lane.state == before


@pytest.mark.parametrize("action", ACTIONS)
def test_a_repeated_id_counts_once(action: CommandAction) -> None:
    lane = deciding()
    lane.order(action, outcome="refuse")
    before = lane.state
    repeated = lane.order(action, outcome="open")
    assert "repeated" in the_answer(repeated).reason
    assert only(Pulse, repeated) == []
    assert lane.state == before


def test_a_repeated_id_does_not_count_even_with_a_new_time_to_live() -> None:
    lane = idle()
    lane.order("hold")
    lane.wait(3600)
    lane.order("release")
    assert "repeated" in the_answer(lane.order("hold")).reason
    assert not lane.state.held


def test_a_decide_without_passage_or_outcome_is_refused() -> None:
    lane = deciding()
    for incomplete in (
        command("decide", lane.now_s, passage_id=lane.passage.passage_id),
        command("decide", lane.now_s, outcome="open"),
    ):
        assert the_answer(lane.feed(incomplete)).reason == "decide needs passage_id and outcome"
    assert lane.pulses() == []


def test_an_answer_goes_where_the_command_asks() -> None:
    found = answer(command("open"), None)
    assert (found.command_id, found.accepted, found.reply_to, found.correlation) == (
        "open-1", True, "centre/answers", b"7",
    )  # fmt: skip


def test_a_command_in_time_is_not_objected_to_and_the_last_moment_is_too_late() -> None:
    good = command("open", expires_in_s=5)
    assert objection(good, BOOT_ID, {}, utc_at(4.9)) is None
    assert objection(good, BOOT_ID, {}, utc_at(5)) == "expired"


def test_ids_are_forgotten_only_when_expired_and_beyond_the_bound() -> None:
    known = remember({}, command("open", 0, 0, expires_in_s=10_000_000), EPOCH)
    for number in range(1, REMEMBERED + 100):
        known = remember(known, command("hold", number, number), EPOCH + timedelta(seconds=number))
    assert len(known) == REMEMBERED
    assert "open-0" in known
    assert f"hold-{REMEMBERED + 99}" in known
    assert "hold-1" not in known


def test_commands_that_never_expire_fill_no_memory_and_stop_still_works() -> None:
    full = {str(number): utc_at(1e9) for number in range(MOST)}
    assert "still valid" in (objection(command("open"), BOOT_ID, full, EPOCH) or "")
    assert objection(command("stop"), BOOT_ID, full, EPOCH) is None
    assert len(remember(full, command("stop"), EPOCH)) == MOST
