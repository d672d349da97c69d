"""Faults of the lane as a program: its clock, its models, its lists, its calibrations."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words
from edge.faults.time_service import BATTERY, SERVICE, SOURCES

PROGRAM = (
    FaultEntry(
        "clock",
        "unset",
        Words("Đồng hồ máy làn sai, chỉ giờ đã qua", "the clock stands at a time that is past", "时钟停在过去的时间"),
        (SERVICE, SOURCES, BATTERY),
    ),
    FaultEntry(
        "clock",
        "jumped",
        Words(
            "Đồng hồ máy làn nhảy giờ, làn giữ giờ riêng",
            "the clock jumped and no time service vouches for it: the lane keeps its own time",
            "时钟跳变且无时间服务确认，通道保持自己的时间",
        ),
        (
            SERVICE,
            SOURCES,
            Words(
                "Nếu giờ mới đúng thì khởi động lại làn",
                "restart the lane if the new time is right",
                "如新时间正确则重启通道",
            ),
        ),
    ),
    FaultEntry(
        "recognition",
        "failed",
        Words(
            "Không tải được mô hình nhận dạng, làn chỉ cân",
            "the recognition models can't be loaded: the lane weighs and sees nothing",
            "识别模型无法加载，通道只能称重",
        ),
        (
            Words(
                "Cài lại lanegate (scripts/install)",
                "install lanegate anew (scripts/install)",
                "重新安装 lanegate（scripts/install）",
            ),
            Words(
                "Bộ nhớ trống của máy làn (free -m)", "free memory of this machine (free -m)", "本机可用内存（free -m）"
            ),
        ),
    ),
    FaultEntry(
        "expected",
        "malformed",
        Words(
            "Danh sách xe khai báo trước bị lỗi",
            "the list of announced vehicles is malformed",
            "预报车辆列表格式有误",
        ),
        (
            Words(
                "Báo trung tâm: danh sách gửi xuống làn sai",
                "what the centre sends: tell who runs it",
                "通知中心：下发的列表有误",
            ),
        ),
    ),
    FaultEntry(
        "calibration",
        "old",
        Words(
            "Đã quá hạn hiệu chuẩn",
            "the calibration is older than the site allows",
            "校准已超过期限",
        ),
        (
            Words(
                "Hiệu chuẩn lại thiết bị (scripts/calibrate_*), báo kỹ thuật viên",
                "calibrate the device anew (scripts/calibrate_*): tell a technician",
                "请技术人员重新校准该设备（scripts/calibrate_*）",
            ),
        ),
    ),
)
