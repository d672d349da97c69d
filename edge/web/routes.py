"""The page's routes: pictures and JSON from a `LaneSource`, nothing from anywhere else.

Reading needs no log-in. What changes something is in `edge.web.deciding`, and is not there without an `Access`.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

from flask import Flask, Response, abort, jsonify, render_template, request, send_from_directory

from edge.web.access import Access
from edge.web.deciding import add_deciding
from edge.web.server import host_name
from edge.web.source import LaneSource

FOLDER = Path(__file__).parent
SAFE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def lane_app(source: LaneSource, hosts: frozenset[str] | None, access: Access | None = None) -> Flask:
    """The WSGI application. `hosts` are the names a request's Host header may hold (without port); None is any."""
    app = Flask("edge.web", static_folder=None, template_folder=str(FOLDER / "templates"))
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it, its base class does not
    _guard(app, hosts)
    _add_page(app)
    _add_lane(app, source)
    if access is not None:
        add_deciding(app, access)
    return app


def _guard(app: Flask, hosts: frozenset[str] | None) -> None:
    @app.before_request
    def refuse_other_hosts() -> None:
        # A name of an attacker's own that resolves to 127.0.0.1 would make the page readable to his scripts.
        if hosts is not None and host_name(request.environ.get("HTTP_HOST", "")) not in hosts:
            abort(400, "This page answers to the address it listens on and to localhost only.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(SECURITY_HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _add_page(app: Flask) -> None:
    words = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))

    @app.get("/")
    def page() -> str:
        return render_template("lane.html", words=words)

    @app.get("/static/<name>")
    def static(name: str) -> Response:
        return send_from_directory(FOLDER / "static", name)


def _add_lane(app: Flask, source: LaneSource) -> None:
    @app.get("/api/lane")
    def lane() -> Response:
        return jsonify(asdict(source.snapshot()))

    @app.get("/camera/<name>.jpg")
    def camera(name: str) -> Response:
        return _jpeg(source.picture(_known(name)))

    @app.get("/marked/<name>.jpg")
    def marked(name: str) -> Response:
        return _jpeg(source.marked_picture(_known(name)))

    @app.get("/passage-image/<passage_id>/<name>")
    def passage_image(passage_id: str, name: str) -> Response:
        return _kept(_jpeg(source.passage_image(_known(passage_id), _known(name))))

    @app.get("/thumbnail/<passage_id>/<name>")
    def thumbnail(passage_id: str, name: str) -> Response:
        return _kept(_jpeg(source.thumbnail(_known(passage_id), _known(name))))


def _known(name: str) -> str:
    if not SAFE_NAME.fullmatch(name):
        abort(404)
    return name


def _kept(response: Response) -> Response:
    """May be kept by the browser: a picture that has changed is asked for with another `version`."""
    response.headers["Cache-Control"] = "private, max-age=3600, immutable"
    return response


def _jpeg(content: bytes | None) -> Response:
    if content is None:
        abort(404)
    return Response(content, mimetype="image/jpeg")
