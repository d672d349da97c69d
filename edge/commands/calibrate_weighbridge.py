"""`lanegate calibrate weighbridge`: a technician weighs known loads, and it says whether the scale is good."""

from __future__ import annotations

import argparse
import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from edge.calibrated import Calibration, write_calibration
from edge.calibration.saving import Change, save_settings
from edge.calibration.weighbridge_findings import Particulars, Result, findings, judge
from edge.calibration.weighbridge_guide import Guide
from edge.calibration.weighbridge_plan import Plan, parse_plan
from edge.calibration.weighbridge_prompts import Prompts
from edge.calibration.weighbridge_report import write_report
from edge.calibration.weighbridge_settings import changed_settings
from edge.calibration.weighbridge_verdict import overall
from edge.commands.calibrate_weighbridge_line import Ear, find, hear, weighing
from edge.commands.exposure import secrets_folder
from edge.config import Config, load_config, read_toml
from edge.config_weighbridge import WeighbridgeTable
from edge.devices.clock import SystemClock
from edge.errors import ConfigError
from edge.port_lock import PortLock
from edge.service import Secrets

EPILOG = """\
It asks step by step; every question has a name in [brackets], and a file given with --answers may answer any of them:

    technician = "Lan"
    serial-indicator = "A9-123"
    span-5000-up = "5001.5"        # what is really there, kg

A plan is a TOML file with any of: max_kg, interval_kg, supports, occasion ("initial", "in-service"), weights, down,
repeats, repeat_kg, corners, corner_kg, arrivals, added_weights, rest_s, patience_s, steady_s.

Nothing is ever sent to an indicator that talks by itself. Report, pictures and record go to calibration/ in the lane's
state; settings go into FILE after a yes, the old one is kept beside it.

Exit code: 0 passed, 1 not passed or something failed, 2 the configuration, plan or usage is wrong.
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "weighbridge",
        help="zero, span, corners, repeatability, noise and settling of the scale; a report and a verdict",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the lane's TOML file")
    parser.add_argument("--by", metavar="NAME", help="the technician")
    parser.add_argument("--interval-kg", type=float, metavar="E", help="the verification interval e of the plate")
    parser.add_argument("--max-kg", type=float, metavar="MAX", help="Max of the plate")
    parser.add_argument("--supports", type=int, metavar="N", help="load cells under the platform (4)")
    parser.add_argument("--weights", type=_weights, metavar="KG,KG,…", help="loads of the span test")
    parser.add_argument(
        "--in-service", dest="occasion", action="store_const", const="in-service", help="judge by the limits in service"
    )
    parser.add_argument(
        "--added-weights", action="store_true", default=None, help="find errors before rounding with small weights"
    )
    parser.add_argument("--plan", type=Path, metavar="FILE.toml", help="what is to be weighed")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="TOML: name of a question = answer")
    parser.add_argument("--find", action="store_true", help="look for port, speed and protocol first")
    parser.set_defaults(run=calibrate_weighbridge_command)


def _weights(text: str) -> list[float]:
    return [float(one) for one in text.split(",")]


def calibrate_weighbridge_command(arguments: argparse.Namespace) -> int:
    logging.getLogger("edge").addHandler(logging.NullHandler())  # what the driver logs is said here in other words
    secrets = Secrets(folder=secrets_folder(arguments.config))
    config = load_config(arguments.config, secrets)
    configured = _table(arguments.config, config)
    given = read_toml(arguments.answers) if arguments.answers else {}
    prompts = Prompts(given, sys.stdin, sys.stdout)
    plan = _plan(arguments, prompts)
    state, clock = Path(config.storage.path), SystemClock()
    with PortLock(state, "indicator"):
        heard = None if arguments.find else hear(configured, clock, prompts)
        ear = heard or find(configured, config, clock, prompts)
        told = _particulars(arguments, config, ear, prompts, clock.utc())
        with weighing(ear, clock, prompts) as weigher:
            result = judge(told, Guide(plan, prompts, weigher).run())
    _conclude(state, result, prompts)
    changes = changed_settings(config, ear.table, result.stability)
    if changes and prompts.confirm("save", f"Save {'; '.join(map(_said, changes))} to {arguments.config}?"):
        prompts.say(f"saved; the file before is {save_settings(arguments.config, changes, secrets, clock.utc())}")
    return 0 if result.outcome == "pass" else 1


def _table(file: Path, config: Config) -> WeighbridgeTable:
    if config.weighbridge is None:
        raise ConfigError((f"{file}: weighbridge: this lane has none; allowed: a [weighbridge] table",))
    return config.weighbridge


def _plan(arguments: argparse.Namespace, prompts: Prompts) -> Plan:
    """The plan's file and the options; what neither says of the plate is asked for. Raises `ConfigError`."""
    document = read_toml(arguments.plan) if arguments.plan else {}
    said: dict[str, Any] = {key: getattr(arguments, key, None) for key in Plan.model_fields}
    origin = str(arguments.plan or "options")
    plan = parse_plan(document, said, origin)
    if plan.max_kg is None:
        said["max_kg"] = prompts.number("max-kg", "Max on the plate of the weighbridge, kg")
    if plan.interval_kg is None:
        said["interval_kg"] = prompts.number("interval-kg", "Interval e on the plate, kg")
    return parse_plan(document, said, origin)


def _particulars(
    arguments: argparse.Namespace, config: Config, ear: Ear, prompts: Prompts, at: datetime
) -> Particulars:
    return Particulars(
        lane=f"{config.lane.site}/{config.lane.id}",
        by=arguments.by or prompts.ask("technician", "Your name"),
        at=at,
        line=str(ear),
        indicator_serial=prompts.ask("serial-indicator", "Serial number of the indicator"),
        platform_serial=prompts.ask("serial-platform", "Serial number of the platform"),
        weights=prompts.ask("weights", "The weights: class, number of their certificate"),
    )


def _conclude(state: Path, result: Result, prompts: Prompts) -> None:
    """Says the verdict, and writes report and record."""
    prompts.live("")
    for one in result.judgements:
        prompts.say(f"{one.outcome.upper():>9}  {one.test}: {one.words}")
        if one.outcome != "pass":
            prompts.say(f"           -> {one.advice}")
    prompts.say(f"\n{result.summary}\nErrors {result.method}")
    # matplotlib takes a second to load, which each start of a lane would take longer
    from edge.calibration.weighbridge_plots import draw_plots  # noqa: PLC0415

    report = write_report(state, result, draw_plots(result))
    told = result.particulars
    record = Calibration("indicator", told.at, overall(result.judgements), told.by, findings(result))
    prompts.say(f"report  {report}\nrecord  {write_calibration(state, record)}")


def _said(change: Change) -> str:
    return f"{'.'.join(change.table)}.{change.key} = {change.value}"
