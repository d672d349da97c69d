"""`lanegate user` as a technician uses it: at a terminal, and from a script."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from edge.__main__ import main
from edge.users import Users, read_users

NAME, PASSWORD = "an", "a long enough password"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Nothing else of it is looked at."""
    path = tmp_path / "lane-01.toml"
    path.write_text('[lane]\nid = "lane-01"\n')
    return path


def user(*words: str | Path) -> int:
    return main(["user", *map(str, words)])


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\nmore\n"))


def at_terminal(config: Path, *answers: str) -> tuple[int, str]:
    """`user add` on a real pseudo-terminal: exit code, and all that the terminal showed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "edge", "user", "add", "--config", str(config), NAME]
    # a session and a controlling terminal of its own, as getpass opens /dev/tty
    launch = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", launch, *command], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    shown = b""
    for prompt, answer in zip((b"Password: ", b"Once more: "), answers, strict=True):
        while prompt not in shown:
            shown += os.read(ours, 1024)
        os.write(ours, answer.encode() + b"\n")
    try:
        while more := os.read(ours, 1024):
            shown += more
    except OSError:  # the other end is gone
        pass
    os.close(ours)
    return process.wait(30), shown.decode()


def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(config: Path) -> None:
    code, shown = at_terminal(config, PASSWORD, PASSWORD)
    assert code == 0
    assert "an: may log in" in shown
    assert PASSWORD not in shown
    assert Users(config.parent / "users.toml").is_password(NAME, PASSWORD)


def test_two_passwords_that_differ_change_nothing(config: Path) -> None:
    code, shown = at_terminal(config, PASSWORD, PASSWORD + "x")
    assert code == 2
    assert "the two passwords differ" in shown
    assert not (config.parent / "users.toml").exists()


@pytest.mark.usefixtures("piped")
def test_from_a_script_the_first_line_is_the_password(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert user("add", "--config", config, NAME) == 0
    assert capsys.readouterr().out == f"an: may log in ({config.parent}/users.toml)\n"
    assert Users(config.parent / "users.toml").is_password(NAME, PASSWORD)


def test_users_are_listed_by_name_and_removed(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("binh", NAME):
        monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD))
        user("add", "--config", config, name)
    capsys.readouterr()
    assert user("list", "--config", config) == 0
    assert capsys.readouterr().out == "an\nbinh\n"
    assert user("remove", "--config", config, NAME) == 0
    assert set(read_users(config.parent / "users.toml")) == {"binh"}


@pytest.mark.usefixtures("piped")
def test_the_users_are_where_the_configuration_says(config: Path) -> None:
    config.write_text('[web]\nusers_file = "people.toml"\n')
    assert user("add", "--config", config, NAME) == 0
    assert set(read_users(config.parent / "people.toml")) == {NAME}


@pytest.mark.parametrize(
    ("given", "name", "wrong"),
    [
        ("short\n", NAME, "has 5 characters; allowed: 10 to 200"),
        ("", NAME, "has 0 characters"),
        ("x" * 201, NAME, "has 201 characters"),
        (PASSWORD, "an binh", "is no user name"),
        (PASSWORD, "../an", "is no user name"),
    ],
)
def test_what_won_t_do_is_refused_and_nothing_is_written(
    config: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    given: str,
    name: str,
    wrong: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    assert user("add", "--config", config, name) == 2
    assert wrong in capsys.readouterr().err
    assert not (config.parent / "users.toml").exists()


@pytest.mark.parametrize("text", ["[web", "[web]\nusers_file = 3", '[web]\nusers_file = "a\\u0000b"'])
def test_a_configuration_that_names_no_file_is_refused(
    config: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    config.write_text(text)
    assert user("list", "--config", config) == 2
    assert str(config) in capsys.readouterr().err


def test_a_folder_that_can_not_be_written_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text('[web]\nusers_file = "missing/users.toml"\n')
    monkey = pytest.MonkeyPatch()
    monkey.setattr(sys, "stdin", io.StringIO(PASSWORD))
    assert user("add", "--config", config, NAME) == 1
    monkey.undo()
    assert "missing/users.toml can't be written: No such file or directory" in capsys.readouterr().err
