"""The doctor's look at the relay board: never a pulse; never beside a running daemon, whose board it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from edge.commands.beside import Beside, kept_by_daemon, quoted
from edge.commands.findings import Finding, Verdict
from edge.commands.relays import relay_settings
from edge.config_barrier import BarrierTable
from edge.devices.line import SerialLine
from edge.devices.port_probe import try_port
from edge.devices.relay_probe import RelayLook, look_at_relay
from edge.errors import DeviceError, FrameError

LOOK_S = 4.0


def probe_relay(table: BarrierTable, mark: Path, beside: Beside, until_s: float) -> Finding:
    """`mark`: the file that the daemon leaves behind when it dies in a pulse."""
    if beside.runs:
        return _by_word(table, beside)
    settings = relay_settings(table, str(mark))
    try:
        try_port(SerialLine(table.port, table.baud, table.framing))
        look = look_at_relay(settings, min(until_s, time.monotonic() + LOOK_S))
    except DeviceError as error:
        return _failed(error.code, str(error))
    except FrameError as error:
        return _failed("settings", str(error))
    return _judged(table, look, is_marked=_is_there(mark))


def _is_there(mark: Path) -> bool:
    try:
        return mark.exists()
    except OSError:  # the state is another user's
        return False


def _judged(table: BarrierTable, look: RelayLook, *, is_marked: bool) -> Finding:
    codes = list(_faults(table, look))
    warnings = ["unreadable"] if _has_blind_inputs(table) else []
    warnings += ["marked"] if is_marked else []
    found = "; ".join(_told(table, look))
    figures = {
        "answered": look.answered,
        "inputs": dict(look.inputs),
        "energised": None if look.energised is None else list(look.energised),
    }
    code, *more = codes + warnings or ["ok"]
    verdict: Verdict = "fail" if codes else "warn" if warnings else "ok"
    return Finding("relay", verdict, found, code, tuple(more), figures=figures)


def _faults(table: BarrierTable, look: RelayLook) -> Iterator[str]:
    if look.answered is False:
        yield "no-answer"
    elif "unreadable" in look.inputs.values() and not _has_blind_inputs(table):
        yield "unreadable"
    if {table.open_channel, table.close_channel} & set(look.energised or ()):
        yield "energised"


def _has_blind_inputs(table: BarrierTable) -> bool:
    """Whether inputs are said to be on a board that has none: `lanegate check` warns of that too."""
    return table.driver == "lcus" and bool(table.channel_inputs)


def _told(table: BarrierTable, look: RelayLook) -> Iterator[str]:
    name = f"{table.driver} on {table.port}"
    if look.answered is None:
        yield f"{name}: the port opens; whether the board works it can't be asked, the next pulse will tell"
    else:
        yield f"{name}: the board answers" if look.answered else f"{name}: the port opens"
    if look.energised is not None:
        relays = ", ".join(str(one) for one in look.energised)
        yield f"energised: relay {relays}" if relays else "no relay energised"
    yield from (f"input {name} {state}" for name, state in look.inputs.items())
    yield "nothing was switched"


def _by_word(table: BarrierTable, beside: Beside) -> Finding:
    if beside.view is None:
        return kept_by_daemon("relay", table.port)
    fault = beside.fault_of("relay")
    if fault is not None:
        return _failed(fault.code, quoted(fault.text))
    boom = f"no fault, boom {beside.view.boom}, says the running daemon, which has the port; nothing was switched"
    return Finding("relay", "ok", boom, figures={"by": "daemon", "boom": beside.view.boom})


def _failed(code: str, text: str) -> Finding:
    return Finding("relay", "fail", text, code)
