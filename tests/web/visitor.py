"""Somebody at the page without a browser: keeps its cookies, sends JSON with the session's token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    document: Any
    headers: Message


class Visitor:
    """`forwarded`: headers as a TLS proxy of the machine adds them."""

    def __init__(self, port: int, forwarded: dict[str, str] | None = None) -> None:
        self._port = port
        self._forwarded = forwarded or {}
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Reply:
        return self._open(Request(f"http://127.0.0.1:{self._port}{path}", headers=self._forwarded))

    def post(self, path: str, document: Any, token: str | None = None) -> Reply:
        """`token`: another one than the session's, or none where it is empty."""
        if token is None:
            token = self.get("/api/session").document["csrf"]
        headers = {"Content-Type": "application/json", **self._forwarded}
        if token:
            headers["X-CSRFToken"] = token
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self._open(Request(f"http://127.0.0.1:{self._port}{path}", content, headers))

    def log_in(self, name: str, password: str) -> Reply:
        return self.post("/api/log-in", {"name": name, "password": password})

    @property
    def operator(self) -> str | None:
        found: str | None = self.get("/api/session").document["operator"]
        return found

    def _open(self, request: Request) -> Reply:
        try:
            with self._opener.open(request, timeout=20) as answer:
                return Reply(answer.status, _document(answer.read()), answer.headers)
        except HTTPError as error:
            with error:
                return Reply(error.code, _document(error.read()), error.headers)


def _document(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode()
