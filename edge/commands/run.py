"""`lanegate run`: the lane daemon in the foreground."""

from __future__ import annotations

import argparse
import logging
import os
import signal
from pathlib import Path

from edge.commands.exposure import exposed, secrets_folder
from edge.commands.fitting import assemble
from edge.config import load_config
from edge.service import Secrets, set_up_logging
from edge.users import read_users, users_path

log = logging.getLogger(__name__)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("run", help="run the lane daemon in the foreground, logging to stderr")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the lane's TOML file")
    parser.add_argument("--verbose", action="store_true", help="log each analysed frame as well")
    parser.set_defaults(run=run_command)


def run_command(arguments: argparse.Namespace) -> int:
    secrets = Secrets(folder=secrets_folder(arguments.config))
    config = load_config(arguments.config, secrets)
    level = logging.DEBUG if arguments.verbose else logging.INFO
    set_up_logging(os.environ, secrets.given | config.secrets(), level, f"lanegate-{arguments.config.stem}")
    for warning in (*config.warnings(), *exposed(arguments.config, config)):
        log.warning("%s: %s", arguments.config, warning)
    users = users_path(arguments.config, config.web.users_file if config.web else "")
    read_users(users)  # one that is faulty or open to all is refused before anything starts
    lane = assemble(config, users)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: lane.daemon.stop())
    lane.run()
    return 0
