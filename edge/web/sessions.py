"""Sessions of the people who have logged in: Flask-Login over a signed cookie that nothing but this lane's page reads.

A session ends after 12 hours, at log-out, and as soon as its user is removed or has another password.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, current_user, login_user, logout_user  # type: ignore[import-untyped]

from edge.web.access import Access

LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Operator:
    """One who has logged in, as Flask-Login wants him; `fingerprint` is that of his password."""

    name: str
    fingerprint: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return f"{self.name} {self.fingerprint}"


class _Cookie(SecureCookieSessionInterface):
    """Secure where the page is reached over TLS, by a proxy of this machine; it must work without on localhost."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002  # as Flask calls it
        return request.is_secure


class Sessions:
    """Who is logged in, of one page."""

    def __init__(self, app: Flask, access: Access) -> None:
        self._access = access
        self._ended: set[str] = set()
        app.session_interface = _Cookie()
        app.config.update(
            SECRET_KEY=access.key,
            SESSION_COOKIE_NAME=access.cookie,
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Strict",
            PERMANENT_SESSION_LIFETIME=LASTS,
            SESSION_REFRESH_EACH_REQUEST=False,
        )
        manager = LoginManager(app)
        manager.session_protection = "strong"  # bound to address and browser
        manager.user_loader(self._load)

    @property
    def operator(self) -> str | None:
        """The name of who asks, where he is logged in."""
        return current_user.name if current_user.is_authenticated else None

    def begin(self, name: str) -> None:
        """A session anew: nothing of the one before goes on."""
        fingerprint = self._access.users.fingerprint(name) or ""
        session.clear()
        session.permanent = True
        session["since"] = self._now_s()
        session["number"] = secrets.token_hex(8)
        login_user(Operator(name, fingerprint))

    def end(self) -> None:
        """Also for a copy of the cookie."""
        if "number" in session:
            self._ended.add(session["number"])
        logout_user()
        session.clear()

    def _load(self, known: str) -> Operator | None:
        name, _, fingerprint = known.partition(" ")
        age_s = self._now_s() - session.get("since", 0.0)
        over = not 0 <= age_s < LASTS.total_seconds() or session.get("number", "") in self._ended
        changed = fingerprint != self._access.users.fingerprint(name)
        return None if over or changed else Operator(name, fingerprint)

    def _now_s(self) -> float:
        return self._access.clock.utc().timestamp()
