"""`lanegate check`: is a lane's configuration fit to run?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from edge.commands.exposure import exposed, secrets_folder
from edge.config import CameraTable, Config, load_config, schema
from edge.config_barrier import BarrierTable, InputTable
from edge.config_decision import DecisionTable
from edge.config_recording import RecordingTable
from edge.config_weighbridge import WeighbridgeTable
from edge.devices.camera import redact_url
from edge.service import Secrets
from edge.users import read_users, users_path


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("check", help="validate a configuration and print what was understood")
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--config", type=Path, metavar="FILE", help="the lane's TOML file")
    wanted.add_argument("--schema", action="store_true", help="print the JSON Schema of the file instead")
    parser.set_defaults(run=check_command)


def check_command(arguments: argparse.Namespace) -> int:
    if arguments.schema:
        print(json.dumps(schema(), indent=2, ensure_ascii=False))
        return 0
    config = load_config(arguments.config, Secrets(folder=secrets_folder(arguments.config)))
    print("\n".join([*describe(config), _log_in(arguments.config, config)]))
    for warning in (*config.warnings(), *exposed(arguments.config, config)):
        print(f"{arguments.config}: {warning}", file=sys.stderr)
    return 0


def describe(config: Config) -> list[str]:
    """What the configuration means, a line a part; no secrets."""
    lane, mqtt, storage = config.lane, config.mqtt, config.storage
    tls = "TLS" if mqtt.ca_file else "not encrypted"
    return [
        f"lane         {lane.site}/{lane.id}, {lane.direction}",
        f"arrival      by {config.arrival.by}, from {config.arrival.threshold_kg} kg",
        *(f"camera       {_camera(one)}" for one in config.camera),
        f"weighbridge  {_weighbridge(config.weighbridge) if config.weighbridge else 'none'}",
        f"barrier      {_barrier(config.barrier) if config.barrier else 'none'}",
        *(f"input        {_input(one)}" for one in (config.barrier.input if config.barrier else ())),
        f"decision     {_decision(config.decision)}",
        f"mqtt         {mqtt.host}:{mqtt.port} ({tls}), {mqtt.root}/{lane.site}/{lane.id}/…",
        f"storage      {storage.path}, pictures {storage.evidence_days} days, {storage.evidence_max_gb:g} GB; "
        f"{storage.min_free_gb:g} GB of the disk kept free of them",
        f"recording    {_recording(config.recording)}",
        f"page         {f'http://{config.web.listen}/' if config.web else 'none'}",
    ]


def _recording(recording: RecordingTable) -> str:
    if recording.mode == "off":
        return "off"
    aside = f", {recording.keep} sessions with a fault put aside" if recording.mode == "fault" else ""
    return f"the last {recording.minutes:g} minutes, at most {recording.max_gb:g} GB{aside}"


def _log_in(path: Path, config: Config) -> str:
    """Who may decide on the page; raises `ConfigError` for a faulty file of users."""
    users = users_path(path, config.web.users_file if config.web else "")
    names = sorted(read_users(users))
    return f"log-in       {', '.join(names) if names else 'nobody, the page is read only'} ({users})"


def _camera(camera: CameraTable) -> str:
    zone = f", zone of {len(camera.zone)} corners" if camera.zone else ""
    place = redact_url(camera.url.get_secret_value())
    return f"{camera.name} ({camera.view}) reads {', '.join(camera.reads)}: {place}{zone}"


def _weighbridge(scale: WeighbridgeTable) -> str:
    asked = f", device {scale.device} asked every {scale.poll_ms} ms" if scale.is_modbus else ""
    if scale.protocol == "auto" and scale.registers is not None:
        asked = f", or Modbus device {scale.device} with the registers given"
    return f"{scale.protocol} on {scale.port}, {scale.baud} {scale.framing}{asked}"


def _barrier(barrier: BarrierTable) -> str:
    close = f", close {barrier.close_channel}" if barrier.close_channel else ""
    timed = ", timed by the board" if barrier.is_timed else ""
    return f"{barrier.driver} on {barrier.port}, open {barrier.open_channel}{close}, {barrier.pulse_ms} ms{timed}"


def _input(one: InputTable) -> str:
    place = f"channel {one.channel}" if one.channel is not None else str(one.line)
    return f"{one.name}: {one.role}, {place}{f' of {one.port}' if one.port else ''}, active {one.active}"


def _decision(decision: DecisionTable) -> str:
    parts = [decision.mode, f"requires {', '.join(decision.require) or 'nothing'}", f"for {decision.open_for}"]
    if decision.min_confidence:
        parts.append(f"confidence from {decision.min_confidence:g}")
    if decision.max_gross_kg is not None:
        parts.append(f"at most {decision.max_gross_kg} kg")
    parts += [f"{len(listed)} on the {name} list" for name, listed in _lists(decision) if listed]
    kg, percent = decision.weight_tolerance_kg, decision.weight_tolerance_percent
    return f"{', '.join(parts)}; {kg} kg or {percent:g} % off the declared weight"


def _lists(decision: DecisionTable) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("allow", decision.allow), ("refuse", decision.refuse)
