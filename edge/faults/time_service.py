"""What to check where a machine's time is wrong."""

from __future__ import annotations

from edge.faults.entry import Words

SERVICE = Words(
    "timedatectl: dịch vụ đồng bộ giờ (chrony, systemd-timesyncd) đã bật chưa?",
    "timedatectl: is the time service on (chrony, systemd-timesyncd)?",
    "timedatectl：时间服务（chrony、systemd-timesyncd）是否开启？",
)
SOURCES = Words(
    "chronyc sources: có tới được máy chủ giờ của cửa khẩu không?",
    "chronyc sources: does it reach the gate's time server?",
    "chronyc sources：能否连到口岸时间服务器？",
)
BATTERY = Words(
    "Pin đồng hồ trong máy, nếu mất điện là sai giờ",
    "the battery of this machine's own clock, where the time is lost with the power",
    "断电后时间丢失时，检查本机时钟电池",
)
