"""The doctor's look at the broker: the way there always; the login only where no daemon would be thrown out by it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from edge.commands.beside import Beside, quoted
from edge.commands.brokers import broker_settings
from edge.commands.findings import Finding
from edge.config import Config
from edge.devices.broker_access import BrokerSettings
from edge.devices.broker_login import try_login
from edge.devices.broker_probe import Way, look_at_way
from edge.errors import DeviceError
from edge.wire.messages import encode_json

SOON_DAYS = 30
ANSWER_S = 6.0
ANSWER_LEVEL = "command/result"
ANSWER = {"id": "lanegate-doctor", "accepted": False, "reason": "no command: the doctor tries whether it may publish"}
"""A message as the lane may send it, and to which nobody has a command."""


def probe_broker(config: Config, beside: Beside, until_s: float) -> Finding:
    """The first step that fails, else what was found on the way."""
    known = broker_settings(config)
    fault = beside.fault_of("broker")
    try:
        way = look_at_way(known, min(ANSWER_S, (until_s - time.monotonic()) / 3))
        if not beside.runs:
            try_login(known, ANSWER_LEVEL, encode_json(ANSWER), min(until_s, time.monotonic() + ANSWER_S))
    except DeviceError as error:
        return Finding("broker", "fail", str(error), error.code)
    if fault is not None:
        return Finding("broker", "fail", f"{quoted(fault.text)}; the way there is open", fault.code)
    return _judged(known, way, beside)


def _judged(known: BrokerSettings, way: Way, beside: Beside) -> Finding:
    now = datetime.now(UTC)
    ends = {name: one for name, one in (("broker", way.broker_ends), ("lane", way.own_ends)) if one is not None}
    soon = [name for name, one in ends.items() if (one - now).days < SOON_DAYS]
    parts = [f"{known.host}:{known.port} ({way.address})", way.tls or "not encrypted", _entry(beside)]
    parts += [f"certificate of the {name} ends {one:%Y-%m-%d}" for name, one in ends.items()]
    figures = {
        "address": way.address,
        "tls": way.tls,
        **{f"{name}_ends": f"{one:%Y-%m-%d}" for name, one in ends.items()},
    }
    code = "ends-soon" if soon else "ok"
    return Finding("broker", "warn" if soon else "ok", "; ".join(parts), code, figures=figures)


def _entry(beside: Beside) -> str:
    if not beside.runs:
        return "logged in, may publish"
    if beside.view is None:
        return "not logged in beside the running daemon, which that would throw out"
    return f"connected, says the running daemon ({beside.view.broker.outbox_depth} messages wait)"
