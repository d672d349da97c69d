"""Figures of the lane's devices and of the machine; pure types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from edge.lane.documents.shapes import Count, Seconds, Time, described


@described
class DeviceFigures(TypedDict):
    """Of the indicator, the relay or the broker."""

    code: str
    """ok, or the fault's: short and stable; more may come."""
    text: str
    """In words."""


@described
class CameraFigures(TypedDict):
    """Of one camera."""

    code: str
    """ok, or the fault's: short and stable; more may come."""
    text: str
    """In words."""
    fps: Annotated[float, Field(ge=0)]
    """Frames a second, lately."""
    age_s: Seconds | None
    """Of the newest frame; null before the first."""
    frames: Count
    """Since its start."""
    dropped: Count
    """Frames that nobody took: newer ones came before."""
    restarts: Count
    """Of its decoder."""


@described
class PictureFigures(TypedDict):
    """Of the evidence pictures on the lane's disk."""

    stored: bool
    """false: the disk is too full for new ones; records go on."""
    removed: Count
    """Before their time, for want of space, since the start."""
    removed_unsent: Count
    """Those among them that the broker had not accepted."""


@described
class CalibrationFigures(TypedDict):
    """The newest calibration of a device."""

    at: Time
    """When it was done."""
    age_days: Count
    """Since then."""
    verdict: Literal["pass", "fail"]
    """Whether the device was found good."""


@described
class HealthDocument(TypedDict):
    """What a technician at the centre asks first; every 10 s, and lost where there is no connection."""

    at: Time
    """When it was measured."""
    boot_id: str
    """This run of the daemon."""
    cameras: dict[str, CameraFigures]
    """By their configured names."""
    indicator: DeviceFigures | None
    """null in a lane without one."""
    relay: DeviceFigures | None
    """null in a lane without one."""
    broker: DeviceFigures
    """The connection that this came by."""
    outbox_depth: Count
    """Messages that the broker has not accepted yet."""
    inference_ms: Annotated[float, Field(ge=0)] | None
    """Of the last picture; null before the first."""
    cpu_s: Seconds
    """Of processor time since the start, all processes of the lane together."""
    rss_mb: Annotated[float, Field(ge=0)]
    """Memory in MiB, all processes of the lane together."""
    disk_free_gb: Annotated[float, Field(ge=0)]
    """Where the outbox and the pictures are, in 10^9 bytes."""
    pictures: PictureFigures
    """Whether there is room for them."""
    calibrations: dict[str, CalibrationFigures | None]
    """Of camera:<name>, indicator and relay; null for a device that was never calibrated."""
    clock_synchronised: bool
    """A time service keeps the machine's clock (chrony, systemd-timesyncd, ntpd)."""
    clock_offset_s: float
    """How far the wall clock has moved against one that nobody can set, since the start."""
