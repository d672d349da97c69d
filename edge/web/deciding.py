"""The routes by which the page changes something: log in, log out, decide. JSON both ways, each with a CSRF token.

Refusals are codes that the page puts into words: `wrong`, `wait` (with `wait_s`), `csrf`, `malformed`, `log-in`.
"""

from __future__ import annotations

import logging
import time
from typing import Annotated, Any, Literal, TypeVar

from flask import Flask, Response, jsonify, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from edge.users import MOST_LETTERS
from edge.web.access import Access
from edge.web.sessions import LASTS, Sessions

log = logging.getLogger(__name__)

TRIES = "5 per minute"
MOST_BYTES = 16_384  # of a request's body
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"  # it goes into the log


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class LogInAsked(_Asked):
    name: str = Field(max_length=64)
    password: str = Field(max_length=MOST_LETTERS)


class DecisionAsked(_Asked):
    passage_id: str = Field(max_length=128)
    outcome: Literal["open", "refuse"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300, pattern=ONE_LINE)]


A = TypeVar("A", bound=_Asked)


def add_deciding(app: Flask, access: Access) -> None:
    """Adds the routes; where there is no `Access`, the page is read only."""
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        WTF_CSRF_TIME_LIMIT=int(LASTS.total_seconds()),
        WTF_CSRF_SSL_STRICT=False,  # the page sends no Referer; the token is enough
    )
    sessions = Sessions(app, access)
    CSRFProtect(app)
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    _add_session(app, access, sessions)
    _add_log_in(app, access, sessions, limiter)
    _add_decision(app, access, sessions)
    app.register_error_handler(CSRFError, lambda _error: refused("csrf", 400))
    app.register_error_handler(429, lambda _error: _wait(limiter))


def refused(code: str, status: int, **more: Any) -> Response:  # noqa: ANN401  # JSON
    response = jsonify({"code": code, **more})
    response.status_code = status
    return response


def _add_session(app: Flask, access: Access, sessions: Sessions) -> None:
    @app.get("/api/session")
    def session_now() -> Response:
        """Whether anybody can log in here, who has, and the token for what he asks next."""
        can_log_in = access.users.are_there()
        return jsonify({"can_log_in": can_log_in, "operator": sessions.operator, "csrf": generate_csrf()})

    @app.post("/api/log-out")
    def log_out() -> Response:
        if sessions.operator is not None:
            log.info("operator %s has logged out", sessions.operator)
        sessions.end()
        return jsonify({"operator": None})


def _add_log_in(app: Flask, access: Access, sessions: Sessions, limiter: Limiter) -> None:
    @app.post("/api/log-in")
    @limiter.limit(TRIES)
    @limiter.limit(TRIES, key_func=_name_tried)
    def log_in() -> Response:
        asked = _asked(LogInAsked)
        if asked is None:
            return refused("malformed", 400)
        if not access.users.is_password(asked.name, asked.password):
            _tell_of_failure(access, asked.name)
            return refused("wrong", 401)
        sessions.begin(asked.name)
        log.info("operator %s has logged in from %s", asked.name, request.remote_addr)
        return jsonify({"operator": asked.name})


def _tell_of_failure(access: Access, name: str) -> None:
    """Without the password, which some type in the place of the name."""
    known = name if access.users.fingerprint(name) else "an unknown name"
    log.warning("log-in refused: wrong password for %s, from %s", known, request.remote_addr)


def _add_decision(app: Flask, access: Access, sessions: Sessions) -> None:
    @app.post("/api/decide")
    def decide() -> Response:
        operator = sessions.operator
        if operator is None:
            return refused("log-in", 401)
        asked = _asked(DecisionAsked)
        if asked is None:
            return refused("malformed", 400)
        answer = access.desk.decide(operator, asked.passage_id, asked.outcome, asked.reason)
        if answer is None:
            return refused("no-answer", 504)
        return jsonify({"accepted": answer.accepted, "reason": answer.reason})


def _asked(kind: type[A]) -> A | None:
    try:
        return kind.model_validate_json(request.get_data())
    except ValidationError:
        return None


def _name_tried() -> str:
    asked = _asked(LogInAsked)
    return f"name {asked.name.casefold()}" if asked else f"no name, {get_remote_address()}"


def _wait(limiter: Limiter) -> Response:
    reached = limiter.current_limit
    wait_s = max(1, round(reached.reset_at - time.time())) if reached else 60
    response = refused("wait", 429, wait_s=wait_s)
    response.headers["Retry-After"] = str(wait_s)
    return response
