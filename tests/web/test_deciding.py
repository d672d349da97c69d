"""Log-in, sessions and decisions over HTTP, without a browser."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from edge.lane.state import Answer
from edge.users import remove_user, save_user
from edge.web.access import Access
from edge.web.page import LanePage
from tests.web.conftest import PASSWORD, USER, ManualClock
from tests.web.invented import CURRENT_ID, InventedDesk, InventedLane
from tests.web.visitor import Visitor

DECISION = {"passage_id": CURRENT_ID, "outcome": "open", "reason": "papers checked"}


@pytest.fixture
def visitor(guarded: LanePage) -> Visitor:
    return Visitor(guarded.port)


@pytest.fixture
def operator(visitor: Visitor) -> Visitor:
    assert visitor.log_in(USER, PASSWORD).status == 200
    return visitor


def test_who_knows_the_password_is_logged_in_by_a_cookie_that_scripts_and_other_sites_do_not_get(
    visitor: Visitor,
) -> None:
    reply = visitor.log_in(USER, PASSWORD)
    assert (reply.status, reply.document) == (200, {"operator": USER})
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("lanegate-lane-01=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie, "on localhost without TLS the browser would drop it"
    assert visitor.operator == USER


def test_behind_a_tls_proxy_of_this_machine_the_cookie_is_secure(guarded: LanePage) -> None:
    proxied = Visitor(guarded.port, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})
    assert "Secure" in proxied.get("/api/session").headers["Set-Cookie"]


@pytest.mark.parametrize("name", [USER, "nobody", ""])
def test_a_wrong_password_is_refused_alike_for_all_names_and_never_logged(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.INFO):
        reply = visitor.log_in(name, "wrong-secret-word")
    assert (reply.status, reply.document) == (401, {"code": "wrong"})
    assert visitor.operator is None
    assert f"wrong password for {USER if name == USER else 'an unknown name'}, from 127.0.0.1" in caplog.text
    assert "wrong-secret-word" not in caplog.text


def test_a_password_typed_in_the_place_of_the_name_is_not_logged(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.log_in(PASSWORD, "x")
    assert PASSWORD not in caplog.text


def test_after_five_tries_a_minute_even_the_right_password_must_wait_and_is_told_how_long(visitor: Visitor) -> None:
    tries = [visitor.log_in(USER, f"wrong password {number}").status for number in range(5)]
    reply = visitor.log_in(USER, PASSWORD)
    assert tries == [401] * 5
    assert (reply.status, reply.document["code"]) == (429, "wait")
    assert 1 <= reply.document["wait_s"] <= 60
    assert reply.headers["Retry-After"] == str(reply.document["wait_s"])


def test_tries_are_counted_by_name_too_wherever_they_come_from(guarded: LanePage) -> None:
    for number in range(5):
        from_elsewhere = Visitor(guarded.port, {"X-Forwarded-For": f"192.0.2.{number}"})
        assert from_elsewhere.log_in(USER.upper() if number % 2 else USER, "wrong").status == 401
    assert Visitor(guarded.port, {"X-Forwarded-For": "192.0.2.99"}).log_in(USER, PASSWORD).status == 429


@pytest.mark.parametrize("path", ["/api/log-in", "/api/log-out", "/api/decide"])
@pytest.mark.parametrize("token", ["", "forged"])
def test_nothing_is_done_without_the_sessions_own_token(
    operator: Visitor, desk: InventedDesk, path: str, token: str
) -> None:
    reply = operator.post(path, DECISION, token)
    assert (reply.status, reply.document) == (400, {"code": "csrf"})
    assert operator.operator == USER
    assert desk.told == []


def test_a_token_of_another_session_is_refused(guarded: LanePage, operator: Visitor, desk: InventedDesk) -> None:
    others = Visitor(guarded.port).get("/api/session").document["csrf"]
    assert operator.post("/api/decide", DECISION, others).document == {"code": "csrf"}
    assert desk.told == []


def test_a_decision_reaches_the_desk_under_the_name_of_the_session(operator: Visitor, desk: InventedDesk) -> None:
    reply = operator.post("/api/decide", {**DECISION, "reason": "  papers checked \n"})
    assert (reply.status, reply.document) == (200, {"accepted": True, "reason": "accepted"})
    assert desk.told == [(USER, CURRENT_ID, "open", "papers checked")]


def test_the_lanes_refusal_and_its_silence_are_handed_on(operator: Visitor, desk: InventedDesk) -> None:
    desk.answer = Answer("1", accepted=False, reason="not the passage in the lane", to="operator")
    assert operator.post("/api/decide", DECISION).document == {
        "accepted": False, "reason": "not the passage in the lane",
    }  # fmt: skip
    desk.answer = None
    reply = operator.post("/api/decide", DECISION)
    assert (reply.status, reply.document) == (504, {"code": "no-answer"})


def test_nobody_decides_without_logging_in(visitor: Visitor, desk: InventedDesk) -> None:
    reply = visitor.post("/api/decide", DECISION)
    assert (reply.status, reply.document) == (401, {"code": "log-in"})
    assert desk.told == []


@pytest.mark.parametrize(
    "document",
    [
        {**DECISION, "reason": ""},
        {**DECISION, "reason": " \n "},
        {**DECISION, "reason": "x" * 301},
        {**DECISION, "reason": "papers checked\nlanegate: pulse: open"},
        {**DECISION, "reason": "papers \x1b[2J"},
        {**DECISION, "outcome": "close"},
        {**DECISION, "passage_id": 7},
        {**DECISION, "operator": "another"},
        {"outcome": "open"},
        [],
        b"\xff{",
        b'{"passage_id": "1", "outcome": "open", "reason": "half a pair: \\ud800"}',
    ],
)
def test_a_malformed_decision_reaches_nobody(operator: Visitor, desk: InventedDesk, document: Any) -> None:
    reply = operator.post("/api/decide", document)
    assert (reply.status, reply.document) == (400, {"code": "malformed"})
    assert desk.told == []


def test_an_endless_request_is_refused(operator: Visitor, desk: InventedDesk) -> None:
    assert operator.post("/api/decide", {**DECISION, "reason": "x" * 100_000}).status == 413
    assert desk.told == []


def test_logging_out_ends_the_session_also_for_a_copy_of_its_cookie(
    guarded: LanePage, operator: Visitor, desk: InventedDesk
) -> None:
    thief = Visitor(guarded.port)
    for cookie in operator.cookies:
        thief.cookies.set_cookie(cookie)
    assert thief.operator == USER
    assert operator.post("/api/log-out", {}).document == {"operator": None}
    assert operator.operator is None
    assert thief.post("/api/decide", DECISION).status == 401
    assert desk.told == []


def test_a_session_ends_after_twelve_hours(operator: Visitor, clock: ManualClock) -> None:
    clock.pass_by(timedelta(hours=11, minutes=59))
    assert operator.operator == USER
    clock.pass_by(timedelta(minutes=2))
    assert operator.operator is None


def test_a_session_ends_when_its_user_is_removed(operator: Visitor, users: Path) -> None:
    remove_user(users, USER)
    assert operator.operator is None


def test_a_session_ends_when_its_user_has_another_password(operator: Visitor, users: Path) -> None:
    save_user(users, USER, "another long password")
    assert operator.operator is None


def test_a_file_of_users_that_opens_to_all_logs_everybody_out(operator: Visitor, users: Path) -> None:
    users.chmod(0o644)
    assert operator.operator is None
    assert operator.get("/api/session").document["can_log_in"] is False


def test_a_session_lasts_over_a_restart_of_the_daemon(
    guarded: LanePage, operator: Visitor, source: InventedLane, access: Access
) -> None:
    guarded.close()
    again = LanePage(f"127.0.0.1:{guarded.port}", source, access)
    again.start()
    try:
        assert operator.operator == USER
    finally:
        again.close()


def test_without_users_nobody_can_log_in_and_all_can_be_read(guarded: LanePage, users: Path) -> None:
    users.unlink()
    visitor = Visitor(guarded.port)
    assert visitor.get("/api/session").document["can_log_in"] is False
    assert visitor.log_in(USER, PASSWORD).status == 401
    assert visitor.get("/api/lane").document["lane"] == "lane-01"


def test_a_page_without_access_has_no_routes_that_change_anything(page: LanePage) -> None:
    visitor = Visitor(page.port)
    assert visitor.get("/api/session").status == 404
    for path in ("/api/log-in", "/api/log-out", "/api/decide"):
        assert visitor.post(path, DECISION, "x").status == 404
