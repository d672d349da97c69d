"""`lanegate run`: the lane daemon in the foreground."""

from __future__ import annotations

import argparse
import logging
import os
import signal
from pathlib import Path

from edge import __version__
from edge.commands.fitting import close, fit, lane_settings, new_identity, open_store, start, system_clock
from edge.config import Config, load_config
from edge.daemon import Daemon, Inbox
from edge.page import DaemonSource
from edge.service import Secrets, set_up_logging
from edge.web.page import LanePage

log = logging.getLogger(__name__)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("run", help="run the lane daemon in the foreground, logging to stderr")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the lane's TOML file")
    parser.set_defaults(run=run_command)


def run_command(arguments: argparse.Namespace) -> int:
    secrets = Secrets()
    config = load_config(arguments.config, secrets)
    set_up_logging(os.environ, secrets.given | config.secrets())
    for warning in config.warnings():
        log.warning("%s: %s", arguments.config, warning)
    return run_lane(config)


def run_lane(config: Config) -> int:
    """Runs until SIGTERM or SIGINT; raises `StorageError` or `DeviceError` where the lane can't even start."""
    clock = system_clock()
    store = open_store(config)
    inbox = Inbox()
    identity = new_identity(config)
    daemon = Daemon(lane_settings(config), identity, store, inbox, clock)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: daemon.stop())
    daemon.recover()
    devices = fit(config, daemon, identity, store, inbox, clock)
    source = DaemonSource(config, __version__, daemon, devices, store, clock)
    page = LanePage(config.web.listen, source) if config.web else None
    try:
        start(devices)
        if page is not None:
            page.start()
            log.info("lane page on port %d", page.port)
        daemon.run(devices)
    finally:
        log.info("stopping; the boom stays as it is")
        if page is not None:
            page.close()
        close(devices)
        store.outbox.close()
    return 0
