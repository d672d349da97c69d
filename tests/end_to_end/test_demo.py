"""`lanegate demo` as a newcomer runs it, and the daemon's page while it runs."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from edge.sim.free_port import free_port
from tests.waiting import until

pytestmark = pytest.mark.timeout(400)


@contextmanager
def _demo(cache: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "edge", "demo", "--passages", "1", "--seed", "1", *options]
    environment = {"PATH": "/usr/bin:/bin:/usr/sbin", "XDG_CACHE_HOME": str(cache), "HOME": str(cache)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _lane(port: int) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/lane", timeout=5) as answer:
            document: dict[str, Any] = json.load(answer)
            return document
    except OSError:
        return {}


@pytest.mark.long
def test_a_demo_prints_what_was_true_beside_what_was_read_and_shows_its_page(tmp_path: Path) -> None:
    port = free_port()
    with _demo(tmp_path, "--listen", f"127.0.0.1:{port}") as process:
        lane = until(lambda: _lane(port) if (_lane(port).get("passage") or {}).get("plate") else {}, 200)
        picture = urllib.request.urlopen(f"http://127.0.0.1:{port}/camera/front.jpg", timeout=60).read()
        output, errors = process.communicate(timeout=200)

    assert process.returncode == 0, errors
    line = output.splitlines()[-1]
    true, read, rest = line.removeprefix("passage 1: true ").split(" | ")
    assert read == "read " + true.removesuffix(", day"), line
    assert rest.startswith("open, 1 pulse(s)"), line
    assert lane["passage"]["plate"] in true
    assert {one["name"]: one["code"] for one in lane["cameras"]} == {"front": "ok", "right": "ok"}
    assert picture.startswith(b"\xff\xd8"), "not a JPEG"


def test_a_demo_whose_page_can_not_listen_says_so_and_ends(tmp_path: Path) -> None:
    with _demo(tmp_path, "--listen", "127.0.0.1:1x") as process:
        output, errors = process.communicate(timeout=200)
    assert process.returncode == 2, output
    assert "listen" in errors
    assert "Traceback" not in errors
