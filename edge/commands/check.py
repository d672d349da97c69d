"""`lanegate check`: is a lane's configuration fit to run?"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from edge.config import Config, load_config, schema
from edge.devices.camera import redact_url
from edge.service import Secrets


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
    config = load_config(arguments.config, Secrets())
    print("\n".join(describe(config)))
    for warning in config.warnings():
        print(f"{arguments.config}: {warning}", file=sys.stderr)
    return 0


def describe(config: Config) -> list[str]:
    """What the configuration means, a line a part; no secrets."""
    lane, decision, mqtt = config.lane, config.decision, config.mqtt
    lines = [
        f"lane         {lane.site}/{lane.id}, {lane.direction}",
        f"arrival      by {config.arrival.by}, from {config.arrival.threshold_kg} kg",
    ]
    for camera in config.camera:
        place = redact_url(camera.url.get_secret_value())
        zone = f", zone of {len(camera.zone)} corners" if camera.zone else ""
        lines.append(f"camera       {camera.name} ({camera.view}) reads {', '.join(camera.reads)}: {place}{zone}")
    scale = config.weighbridge
    line = f"{scale.protocol} on {scale.port}, {scale.baud} {scale.framing}" if scale else "none"
    lines.append(f"weighbridge  {line}")
    barrier = config.barrier
    close = f", close {barrier.close_channel}" if barrier and barrier.close_channel else ""
    pulse = (
        f"{barrier.driver} on {barrier.port}, open {barrier.open_channel}{close}, {barrier.pulse_ms} ms"
        if barrier
        else "none"
    )
    lines.append(f"barrier      {pulse}")
    lines.append(
        f"decision     {decision.mode}, requires {', '.join(decision.require) or 'nothing'}, for {decision.open_for}"
    )
    tls = "TLS" if mqtt.ca_file else "not encrypted"
    lines.append(f"mqtt         {mqtt.host}:{mqtt.port} ({tls}), {mqtt.root}/{lane.site}/{lane.id}/…")
    lines.append(
        f"storage      {config.storage.path}, pictures {config.storage.evidence_days} days, "
        f"{config.storage.evidence_max_gb:g} GB"
    )
    lines.append(f"page         {f'http://{config.web.listen}/' if config.web else 'none'}")
    return lines
