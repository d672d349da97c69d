from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from edge.errors import ConfigError
from edge.users import Users, read_users, remove_user, save_user, users_path

# made once by werkzeug 3.1: generate_password_hash("a long enough password", "scrypt:32768:8:1")
HASH = (
    "scrypt:32768:8:1$qHnDIf1mej8138Fs$fb378b916bdc284e4fbcbe29ab31eef67c65d19882593a54a76f2910"
    "d52565c2b09df9734d76f741bf96c254ac2e44a0f1fb27149fa9485fe852fc9a12256bfd"
)
NAME, PASSWORD = "an", "a long enough password"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "users.toml"
    path.write_text(f'# the shift of lane 1\n[users.an]\npassword = "{HASH}"\n')
    path.chmod(0o640)
    return path


def test_who_is_in_the_file_gets_in_with_the_password_and_no_other_way(path: Path) -> None:
    users = Users(path)
    assert users.are_there()
    assert users.is_password(NAME, PASSWORD)
    assert not users.is_password("an", PASSWORD + " ")
    assert not users.is_password("binh", PASSWORD)
    assert users.fingerprint("binh") is None


def test_a_user_is_added_beside_the_others_and_comments_stay(path: Path) -> None:
    save_user(path, "b.inh", "another long password")
    assert set(read_users(path)) == {"an", "b.inh"}
    text = path.read_text()
    assert "# the shift of lane 1" in text
    assert "another long password" not in text
    assert Users(path).is_password("b.inh", "another long password")


def test_another_password_and_a_removal_count_at_once(path: Path) -> None:
    users = Users(path)
    before = users.fingerprint("an")
    save_user(path, "an", "another long password")
    assert users.fingerprint("an") not in (before, None)
    assert not users.is_password(NAME, PASSWORD)
    remove_user(path, "an")
    assert users.fingerprint("an") is None
    assert not users.are_there()


def test_the_file_is_written_for_owner_and_group_alone_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "users.toml"
    before = os.umask(0)
    try:
        save_user(path, "an", PASSWORD)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["users.toml"]


def test_nobody_is_in_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert read_users(tmp_path / "users.toml") == {}
    assert not Users(tmp_path / "users.toml").are_there()


def test_who_is_not_there_can_not_be_removed(path: Path) -> None:
    with pytest.raises(ConfigError, match=r"users\.binh: no such user"):
        remove_user(path, "binh")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[users", "not TOML"),
        ("users = 3", "users: not a table"),
        ("[users]\nan = 3", "no password hash"),
        ('[users.an]\npassword = "a long enough password"', "no password hash"),
        ('[users.an]\npassword = "scrypt:2:1:1$abcdefgh$00"', "no password hash"),
        ('[users.an]\npassword = "pbkdf2:sha256:1$abcdefgh$00"', "no password hash"),
        (f'[users."an binh"]\npassword = "{HASH}"', "no user name"),
        ("a" * 100 + "[" * 5000, "not TOML"),
    ],
)
def test_a_faulty_file_is_refused_by_its_key_and_lets_nobody_in(
    path: Path, caplog: pytest.LogCaptureFixture, text: str, wrong: str
) -> None:
    path.write_text(text)
    with pytest.raises(ConfigError, match=wrong):
        read_users(path)
    users = Users(path)
    with caplog.at_level(logging.WARNING):
        assert not users.are_there()
        assert not users.is_password(NAME, PASSWORD)
    assert len(caplog.messages) == 1, "said once, not at every look"
    assert "nobody can log in" in caplog.messages[0]


@pytest.mark.parametrize("mode", [0o644, 0o642])
def test_a_file_that_every_user_may_read_or_change_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(ConfigError, match="chmod o="):
        read_users(path)
    with pytest.raises(ConfigError, match="chmod o="):
        save_user(path, "binh", PASSWORD)
    assert not Users(path).is_password(NAME, PASSWORD)


@pytest.mark.parametrize(
    ("named", "expected"),
    [("", "/etc/lanegate/users.toml"), ("people.toml", "/etc/lanegate/people.toml"), ("/srv/u.toml", "/srv/u.toml")],
)
def test_the_file_is_beside_the_configuration_where_nothing_else_is_said(named: str, expected: str) -> None:
    assert users_path(Path("/etc/lanegate/lane-01.toml"), named) == Path(expected)
