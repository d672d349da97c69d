"""What a search for the indicator's protocol has found, and how that is said to a technician."""

from __future__ import annotations

from dataclasses import dataclass

from edge.devices.line import SerialLine
from edge.wire.detecting import Verdict
from edge.wire.indicators import FormatOptions

DIGITS = "yaohua-reversed"  # its frames read both ways, and only a minus tells
ADDRESSED = "yaohua-polled"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at the most telling setting of the line. `asked`: it speaks only when asked.

    `device`: its address where it speaks Modbus, else None.
    """

    line: SerialLine
    options: FormatOptions
    verdict: Verdict
    asked: bool = False
    device: int | None = None

    @property
    def protocol(self) -> str | None:
        """The protocol, where it can be named."""
        return self.verdict.clear.protocol if self.verdict.clear else None

    @property
    def fault(self) -> str:
        """The code in `edge.faults.indicator` where the protocol can't be named."""
        if self.verdict.is_explained:
            return "doubtful"
        return "no-frames" if self.verdict.state == "streaming" else self.verdict.state

    def __str__(self) -> str:
        """One line for a technician: what it is and how sure, or the particulars of `fault`."""
        best = self.verdict.clear
        if best is None:
            return _diagnosis(self.verdict)
        check = "with a check" if best.checked else "without a check"
        return (
            f"{best.protocol} at {self.line.baud} {self.line.framing}, {best.sure:.0%} sure: {best.frames} frames "
            f"{check}, {best.share:.0%} of {self.verdict.heard} bytes{self._particulars(best.protocol)}"
        )

    def _particulars(self, protocol: str) -> str:
        asked = ", when asked" if self.asked else ""
        if self.device is not None:
            return f"{asked} at address {self.device}"
        if protocol == DIGITS:
            return f"{asked}, digits taken as {self.options.digits}: compare with the display"
        return f"{asked} at address {self.options.address}" if asked and protocol == ADDRESSED else asked


def _diagnosis(verdict: Verdict) -> str:
    names = " and ".join(one.protocol for one in verdict.candidates)
    if verdict.is_explained:
        return f"{names} explain the bytes alike"
    if verdict.state == "silent":
        return (
            "no bytes came, listening or asking; modbus-rtu was looked for at address 1 and the one configured, "
            "modbus-tcp was not"
        )
    if verdict.state == "bad-frames":
        return f"frames of {' or '.join(verdict.failing)} come but fail their check"
    few = f" ({names}: too few good frames)" if names else ""
    return f"{verdict.heard} bytes, no frames of a known protocol{few}"
