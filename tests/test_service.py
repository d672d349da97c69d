from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.errors import ConfigError
from edge.service import JournalFormatter, RedactingFormatter, Secrets, set_up_logging

HIDDEN = "invented word"


def line(text: str, level: int = logging.INFO, secrets: frozenset[str] = frozenset({HIDDEN})) -> str:
    record = logging.LogRecord("edge.lane", level, __file__, 1, text, None, None)
    return RedactingFormatter("%(message)s", secrets).format(record)


@pytest.fixture
def quiet_root() -> Iterator[None]:
    """The root logger as it was, after the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("waitress").setLevel(logging.NOTSET)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("rtsp://user:word@192.0.2.1:554/101 opened", "rtsp://***@192.0.2.1:554/101 opened"),
        ("rtsp://user:w@rd@192.0.2.1/101", "rtsp://***@192.0.2.1/101"),
        ("rtsp://user@192.0.2.1/101", "rtsp://***@192.0.2.1/101"),
        ("two: rtsp://a:b@h/1 rtsps://c:d@i/2", "two: rtsp://***@h/1 rtsps://***@i/2"),
        ("rtsp://192.0.2.1/101 of lane@gate", "rtsp://192.0.2.1/101 of lane@gate"),
        ("http://127.0.0.1:8080/a@b", "http://127.0.0.1:8080/a@b"),
    ],
)
def test_users_and_passwords_in_urls_are_taken_out(said: str, shown: str) -> None:
    assert line(said) == shown


def test_a_secret_is_taken_out_wherever_it_stands() -> None:
    assert line(f"{HIDDEN}, again '{HIDDEN}'") == "***, again '***'"


def test_a_secret_inside_another_leaves_no_part_of_it() -> None:
    assert line("abc-longer", secrets=frozenset({"abc", "abc-longer", ""})) == "***"


def test_a_secret_in_the_arguments_and_in_a_traceback_is_taken_out() -> None:
    try:
        int(HIDDEN)
    except ValueError:
        record = logging.LogRecord("edge", logging.ERROR, __file__, 1, "said %s", (HIDDEN,), sys.exc_info())
    shown = RedactingFormatter("%(message)s", frozenset({HIDDEN})).format(record)
    assert shown.startswith("said ***\nTraceback")
    assert HIDDEN not in shown


@pytest.mark.parametrize(
    ("level", "prefix"),
    [(logging.DEBUG, "<7>"), (logging.INFO, "<6>"), (logging.WARNING, "<4>"), (logging.ERROR, "<3>"), (50, "<2>")],
)
def test_the_journal_is_told_the_priority_on_each_line(level: int, prefix: str) -> None:
    record = logging.LogRecord("edge.lane", level, __file__, 1, f"one\ntwo {HIDDEN}", None, None)
    shown = JournalFormatter("%(name)s: %(message)s", frozenset({HIDDEN})).format(record)
    assert shown == f"{prefix}edge.lane: one\n{prefix}two ***"


def test_a_level_of_somebody_elses_is_information() -> None:
    record = logging.LogRecord("edge", 25, __file__, 1, "text", None, None)
    assert JournalFormatter("%(message)s", frozenset()).format(record) == "<6>text"


@pytest.mark.usefixtures("quiet_root")
def test_a_person_gets_time_level_and_name(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging({}, frozenset({HIDDEN}))
    logging.getLogger("edge.lane").error("a %s", HIDDEN)
    shown = capsys.readouterr().err
    assert shown.endswith(" ERROR   edge.lane: a ***\n")
    assert shown.count("\n") == 1


def test_a_credential_of_systemd_comes_before_the_environment(tmp_path: Path) -> None:
    (tmp_path / "BROKER").write_text("from systemd\n", encoding="utf-8")
    secrets = Secrets({"CREDENTIALS_DIRECTORY": str(tmp_path), "BROKER": "from outside", "CAMERA": "seen"})
    assert secrets("BROKER") == "from systemd"
    assert secrets("CAMERA") == "seen"
    assert secrets("NOBODY") is None
    assert secrets.given == {"from systemd", "seen"}


def test_without_systemd_the_environment_is_asked() -> None:
    secrets = Secrets({"BROKER": "from outside", "EMPTY": ""})
    assert secrets("BROKER") == "from outside"
    assert secrets("EMPTY") == ""
    assert secrets.given == {"from outside"}


def test_a_credential_that_is_no_text_counts_as_missing(tmp_path: Path) -> None:
    (tmp_path / "BROKER").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "FOLDER").mkdir()
    secrets = Secrets({"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert secrets("BROKER") is None
    assert secrets("FOLDER") is None
    assert secrets.given == frozenset()


CRASH = """
import logging, os, sys, threading
from edge.service import set_up_logging
set_up_logging(os.environ, frozenset({"invented word"}))
def fail():
    raise ValueError("login with invented word at rtsp://user:word@192.0.2.1/101")
if sys.argv[1] == "thread":
    one = threading.Thread(target=fail, name="broker")
    one.start()
    one.join()
else:
    fail()
"""


@pytest.mark.parametrize(("where", "code"), [("main", 1), ("thread", 0)])
def test_what_nobody_caught_is_logged_without_secrets(where: str, code: int) -> None:
    ended = subprocess.run([sys.executable, "-c", CRASH, where], capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert "login with *** at rtsp://***@192.0.2.1/101" in ended.stderr
    assert ("thread broker crashed" if where == "thread" else "crashed") in ended.stderr
    assert HIDDEN not in ended.stderr
    assert "user:word" not in ended.stderr


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o400])
def test_a_secret_comes_from_a_file_of_its_name_last_of_all(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "NAME"
    file.write_text("from a file\n")
    file.chmod(mode)
    assert Secrets({}, tmp_path)("NAME") == "from a file"
    assert Secrets({"NAME": "from outside"}, tmp_path)("NAME") == "from outside"
    assert Secrets({}, tmp_path)("OTHER") is None


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602])
def test_a_secret_that_every_user_may_read_or_change_is_refused_by_name(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "NAME"
    file.write_text("open to all")
    file.chmod(mode)
    with pytest.raises(ConfigError, match=f"{file}.*every user.*chmod o= {file}"):
        Secrets({}, tmp_path)("NAME")
