"""The doctor's probes: each looks at one device, all side by side, and none is waited for beyond its time."""

from __future__ import annotations

import logging
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tqdm import tqdm

from edge.commands.findings import Finding
from edge.errors import LanegateError

log = logging.getLogger(__name__)

GRACE_S = 1.5
"""Beyond the time that a probe has: it ends itself, but for one whose name server does not answer."""


@dataclass(frozen=True, slots=True)
class Probe:
    """`look` is given the monotonic second by which it should have ended."""

    device: str
    look: Callable[[float], Finding]


def run_probes(probes: Sequence[Probe], timeout_s: float) -> list[Finding]:
    """A finding for each probe, in their order."""
    until_s = time.monotonic() + timeout_s
    done: queue.SimpleQueue[tuple[int, Finding]] = queue.SimpleQueue()
    for number, probe in enumerate(probes):
        # daemons: what hangs in a system call must not keep the command from ending
        threading.Thread(
            target=_run, args=(number, probe, until_s, done), name=f"probe:{probe.device}", daemon=True
        ).start()
    found: dict[int, Finding] = {}
    with _progress([one.device for one in probes]) as step:
        while len(found) < len(probes) and (left_s := until_s + GRACE_S - time.monotonic()) > 0:
            try:
                number, finding = done.get(timeout=left_s)
            except queue.Empty:
                break
            found[number] = finding
            step(finding.device)
    return [found.get(number) or _late(probe, timeout_s) for number, probe in enumerate(probes)]


def _run(number: int, probe: Probe, until_s: float, done: queue.SimpleQueue[tuple[int, Finding]]) -> None:
    try:
        finding = probe.look(until_s)
    except LanegateError as error:
        finding = Finding(probe.device, "fail", str(error), "failed")
    except OSError as error:
        finding = Finding(
            probe.device, "fail", f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), "failed"
        )
    except Exception as error:
        # one device that is broken in an unheard-of way must not hide what is known of the others
        log.exception("the probe of %s failed", probe.device)
        finding = Finding(probe.device, "fail", f"{type(error).__name__}: {error}", "failed")
    done.put((number, finding))


def _late(probe: Probe, timeout_s: float) -> Finding:
    return Finding(probe.device, "fail", f"waited {timeout_s:g} s", "late")


@contextmanager
def _progress(devices: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """What takes each device that is done, and shows a person who watches which ones are waited for."""
    if not sys.stderr.isatty():
        yield lambda _device: None
        return
    waited_for = list(devices)
    with tqdm(total=len(devices), leave=False, bar_format="{bar:20} {n}/{total} {elapsed} {desc}") as bar:

        def step(device: str) -> None:
            waited_for.remove(device)
            bar.set_description_str(f"waiting for {', '.join(waited_for)}" if waited_for else "done")
            bar.update()

        bar.set_description_str("looking")
        yield step
