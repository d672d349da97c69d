"""Judging a command before anything moves, the centre's or an operator's; pure (rule 5 of the contract)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from edge.lane.state import Answer
from edge.values import Command

REMEMBERED = 1000  # ids: so many are kept even where their commands have expired
MOST = 10_000  # ids of commands that have not expired: a centre gone wild, with times to live of years


def objection(command: Command, boot_id: str, seen: Mapping[str, datetime], now: datetime) -> str | None:
    """Why a command must not be carried out, or None; says nothing about the phase the lane is in."""
    if command.retained:
        return "retained: a stored command is never carried out"
    if command.id in seen:
        return "repeated: a command with this id was answered before"
    if command.boot_id != boot_id:
        return "meant for another start of this lane (boot_id)"
    if command.expires_at <= now:
        return "expired"
    if command.action == "decide" and (command.passage_id is None or command.outcome is None):
        return "decide needs passage_id and outcome"
    if len(seen) >= MOST and command.action != "stop":
        return f"{MOST} commands are still valid, no more can be remembered: give shorter expires_at, restart the lane"
    return None


def remember(seen: Mapping[str, datetime], command: Command, now: datetime) -> Mapping[str, datetime]:
    """The ids to refuse from now on; beyond `REMEMBERED`, the oldest whose commands have expired are forgotten.

    Not the moment they expire: a sender that repeats a command may well give it a new time to live. Past `MOST` nothing
    is added: only `stop` comes so far, and it may be repeated.
    """
    if len(seen) >= MOST:
        return seen
    known = {**seen, command.id: command.expires_at}
    surplus = max(0, len(known) - REMEMBERED)
    for old in [one for one, until in known.items() if until <= now][:surplus]:
        del known[old]
    return known


def answer(command: Command, refusal: str | None, done: str = "accepted") -> Answer:
    """The answer to a well-formed command."""
    return Answer(command.id, refusal is None, refusal or done, command.reply_to, command.correlation, command.by)
