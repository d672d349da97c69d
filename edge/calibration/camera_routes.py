"""The calibration page's routes: everything but its own files asks for the token that the terminal shows.

Whoever changes something says the token in a header, which no other page can make a browser send.
"""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, jsonify, render_template, request, send_from_directory

from edge.calibration.camera_saving import Saved
from edge.calibration.camera_shown import close_jpeg, picture_jpeg, told_document
from edge.calibration.camera_sitting import CameraSitting, Shown, Told
from edge.calibration.camera_zone import parse_zone
from edge.errors import InputError, LanegateError
from edge.web.routes import FOLDER as WEB_FOLDER
from edge.web.routes import SECURITY_HEADERS
from edge.web.server import host_name

FOLDER = Path(__file__).parent / "camera_page"
SHARED = frozenset({"dom.js", "words.js"})  # of the lane page: text is text there too, and the words' language is one
MOST_BODY = 16 * 1024
MOST_NAME = 60
LEAST_KMH, MOST_KMH = 1.0, 60.0
LEAST_SHUTTER_S, MOST_SHUTTER_S = 1e-5, 0.1

Save = Callable[[Told, Shown, str], Saved]
"""Puts what is told and shown where it is kept; the third is who did it."""


def calibration_app(
    sitting: CameraSitting, name: str, token: str, save: Save, by: str, hosts: frozenset[str] | None
) -> Flask:
    """The WSGI application. `hosts` are the names a request's Host header may hold (without port); None is any."""
    app = Flask("edge.calibration", static_folder=None, template_folder=str(FOLDER / "templates"))
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it, its base class does not
    _guard(app, token, hosts)
    _add_page(app, name, by)
    _add_pictures(app, sitting)
    _add_changes(app, sitting, save, by)
    return app


def _guard(app: Flask, token: str, hosts: frozenset[str] | None) -> None:
    @app.before_request
    def refuse_strangers() -> None:
        # A name of an attacker's own that resolves to 127.0.0.1 would make the page readable to his scripts.
        if hosts is not None and host_name(request.environ.get("HTTP_HOST", "")) not in hosts:
            abort(400, "This page answers to the address it listens on and to localhost only.")
        if request.endpoint != "static" and not hmac.compare_digest(_token_said(), token):
            abort(403, "Open this page with the whole address that the terminal shows.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(SECURITY_HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _token_said() -> str:
    said = request.headers.get("X-Token", "")
    if request.method == "GET":
        said = said or request.args.get("token", "")
    return said if said.isascii() else ""


def _add_page(app: Flask, name: str, by: str) -> None:
    words = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))

    @app.get("/")
    def page() -> str:
        return render_template("camera.html", words=words, name=name, by=by)

    @app.get("/static/<name>")
    def static(name: str) -> Response:
        return send_from_directory((WEB_FOLDER if name in SHARED else FOLDER) / "static", name)


def _add_pictures(app: Flask, sitting: CameraSitting) -> None:
    @app.get("/api/told")
    def told() -> Response:
        if sitting.failure is not None:
            abort(503, str(sitting.failure))
        return jsonify(told_document(sitting.tell()))

    @app.get("/picture.jpg")
    def picture() -> Response:
        return _jpeg(picture_jpeg(sitting.shown()))

    @app.get("/mark.jpg")
    def mark() -> Response:
        return _jpeg(close_jpeg(sitting.shown()))


def _jpeg(content: bytes | None) -> Response:
    return Response(status=204) if content is None else Response(content, mimetype="image/jpeg")


def _add_changes(app: Flask, sitting: CameraSitting, save: Save, by: str) -> None:
    saving = threading.Lock()

    @app.errorhandler(LanegateError)
    def say(error: LanegateError) -> tuple[Response, int]:
        return jsonify({"error": str(error)}), 422

    @app.post("/api/zone")
    def zone() -> Response:
        sitting.set_zone(parse_zone(_body().get("zone")))
        return jsonify({})

    @app.post("/api/demands")
    def demands() -> Response:
        body = _body()
        speed = _number(body.get("speed_kmh"), LEAST_KMH, MOST_KMH)
        shutter = body.get("shutter_s")
        sitting.set_demands(speed, None if shutter is None else _number(shutter, LEAST_SHUTTER_S, MOST_SHUTTER_S))
        return jsonify({})

    @app.post("/api/anew")
    def anew() -> Response:
        sitting.forget()
        return jsonify({})

    @app.post("/api/save")
    def keep() -> Response:
        who = _body().get("by")
        name = who.strip()[:MOST_NAME] if isinstance(who, str) and who.strip() else by
        with saving:
            saved = save(sitting.tell(), sitting.shown(), name)
        return jsonify({"verdict": saved.verdict, "backup": str(saved.backup), "record": str(saved.record)})


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise InputError("what came is no JSON object")
    return body


def _number(told: Any, least: float, most: float) -> float:  # noqa: ANN401  # any JSON
    if type(told) not in (int, float) or not least <= told <= most:
        raise InputError(f"a number from {least:g} to {most:g} is wanted")
    return float(told)
