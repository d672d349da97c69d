"""`lanegate user`: who may log in on the lane page and decide there."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from edge.config import read_toml
from edge.errors import ConfigError, InputError
from edge.users import LEAST_LETTERS, MOST_LETTERS, NAME, read_users, remove_user, save_user, users_path

EPILOG = f"""\
The users are in users.toml beside the configuration, or where [web] users_file says; the lanes of one folder share it.
`add` gives a user that is there already another password, which ends his sessions, as `remove` does: both at once,
without a restart. It asks for the password twice; where nobody sits at the terminal it is the first line of the input.
At least {LEAST_LETTERS} characters.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "user",
        help="say who may log in on the lane page and decide there",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for action, text, act in (
        ("add", "add a user, or give one another password", _add),
        ("remove", "remove a user; who is logged in as him is out at once", _remove),
        ("list", "print the names", _list),
    ):
        one = actions.add_parser(action, help=text, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
        one.add_argument("--config", type=Path, required=True, metavar="FILE", help="the lane's TOML file")
        if action != "list":
            one.add_argument("name", metavar="NAME", help="up to 32 letters, digits, dots, dashes, underscores")
        one.set_defaults(run=user_command, act=act)


def user_command(arguments: argparse.Namespace) -> int:
    path = _users_file(arguments.config)
    try:
        arguments.act(path, arguments)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}; run this as root") from error
    return 0


def _users_file(config: Path) -> Path:
    """Where the configuration has it, whatever else is wrong with that; raises `ConfigError`."""
    web = read_toml(config).get("web", {})
    named = web.get("users_file", "") if isinstance(web, dict) else ""
    if not isinstance(named, str) or "\0" in named:
        raise ConfigError((f"{config}: web.users_file: is no path; allowed: the path of a TOML file",))
    return users_path(config, named)


def _add(path: Path, arguments: argparse.Namespace) -> None:
    if not NAME.fullmatch(arguments.name):
        raise ConfigError((f"{arguments.name!r}: is no user name; allowed: 32 letters, digits, dots, dashes, _",))
    there = arguments.name in read_users(path)
    save_user(path, arguments.name, _password())
    print(f"{arguments.name}: {'has another password' if there else 'may log in'} ({path})")


def _remove(path: Path, arguments: argparse.Namespace) -> None:
    remove_user(path, arguments.name)
    print(f"{arguments.name}: may not log in any more ({path})")


def _list(path: Path, _arguments: argparse.Namespace) -> None:
    for name in sorted(read_users(path)):
        print(name)


def _password() -> str:
    """Asked for twice at a terminal; raises `ConfigError` for one that won't do."""
    if sys.stdin.isatty():
        password, again = getpass.getpass("Password: "), getpass.getpass("Once more: ")
        if password != again:
            raise ConfigError(("the two passwords differ: nothing was changed",))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise ConfigError((f"the password has {len(password)} characters; allowed: {LEAST_LETTERS} to {MOST_LETTERS}",))
    return password
