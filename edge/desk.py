"""The operator's desk: what a person at the lane decides goes into the lane's queue as a command, and its answer back.

Called on the page's threads; the lane's loop never waits for it.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from datetime import timedelta
from typing import Literal

import uuid6

from edge.inbox import Inbox
from edge.lane.state import Answer
from edge.ports import Clock
from edge.values import Command

log = logging.getLogger(__name__)

COMMAND_LIVES = timedelta(seconds=3)
ANSWER_S = 4.0  # longer than the command lives: what was not answered by then moves nothing later either


class Desk:
    """Commands of the people at one lane, in its run `boot_id`."""

    def __init__(self, boot_id: str, inbox: Inbox, clock: Clock) -> None:
        self._boot_id = boot_id
        self._inbox = inbox
        self._clock = clock
        self._lock = threading.Lock()
        self._awaited: dict[str, Future[Answer]] = {}

    def decide(self, operator: str, passage_id: str, outcome: Literal["open", "refuse"], reason: str) -> Answer | None:
        """The lane's answer, judged as a command of the centre is; None where the lane gave none in 4 s."""
        log.info("operator %s decides %s on passage %s: %s", operator, outcome, passage_id, reason)
        return self._ask(
            Command(
                id=str(uuid6.uuid7()),
                boot_id=self._boot_id,
                action="decide",
                expires_at=self._clock.utc() + COMMAND_LIVES,
                passage_id=passage_id,
                outcome=outcome,
                operator=operator,
                reason=reason,
                by="operator",
            )
        )

    def hear(self, answer: Answer) -> None:
        """The lane's loop hands over its answer; nobody may be waiting for it any more."""
        with self._lock:
            awaited = self._awaited.pop(answer.command_id or "", None)
        if awaited is not None:
            awaited.set_result(answer)

    def _ask(self, command: Command) -> Answer | None:
        awaited: Future[Answer] = Future()
        with self._lock:
            self._awaited[command.id] = awaited
        self._inbox.put(command)
        try:
            return awaited.result(ANSWER_S)
        except TimeoutError:
            log.warning("the lane has not answered %s within %g s", command.id, ANSWER_S)
            return None
        finally:
            with self._lock:
                self._awaited.pop(command.id, None)
