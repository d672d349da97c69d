"""Faults that the doctor alone finds: of the lane as a program, and where it could not look."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words
from edge.faults.time_service import BATTERY, SERVICE, SOURCES

_JOURNAL = Words(
    "Nhật ký: journalctl -u 'lanegate@*' -n 50",
    "the log: journalctl -u 'lanegate@*' -n 50",
    "日志：journalctl -u 'lanegate@*' -n 50",
)
_STATUS = Words("systemctl status 'lanegate@*'", "systemctl status 'lanegate@*'", "systemctl status 'lanegate@*'")
_LOAD = Words("Tải của máy làn (top)", "the load of this machine (top)", "本机负载（top）")
_LISTEN = Words(
    "Chọn cổng khác trong [web] listen",
    "another port in [web] listen",
    "在 [web] listen 中换一个端口",
)

PROGRAM_LOOK = (
    FaultEntry(
        "clock",
        "unsynchronised",
        Words("Không có dịch vụ nào giữ giờ", "no time service keeps the clock", "没有时间服务维护时钟"),
        (SERVICE, SOURCES, BATTERY),
        by_doctor=True,
    ),
    FaultEntry(
        "daemon",
        "stopped",
        Words("Làn chưa chạy", "the lane does not run", "通道没有运行"),
        (_STATUS, _JOURNAL),
        by_doctor=True,
    ),
    FaultEntry(
        "daemon",
        "faults",
        Words("Làn đang chạy nhưng có lỗi", "the lane runs, with faults", "通道在运行但有故障"),
        (Words("Các thiết bị bên dưới", "the devices below", "下列设备"), _JOURNAL),
        by_doctor=True,
    ),
    FaultEntry(
        "page",
        "taken",
        Words("Cổng của trang làn bị chương trình khác dùng", "the lane page's port is taken", "通道网页端口被占用"),
        (Words("Ai đang dùng cổng đó: ss -ltnp", "who listens there: ss -ltnp", "谁在监听：ss -ltnp"), _LISTEN),
        by_doctor=True,
    ),
    FaultEntry(
        "page",
        "silent",
        Words(
            "Làn chạy nhưng trang làn không trả lời",
            "the lane runs, but its page does not answer",
            "通道在运行但网页无应答",
        ),
        (_JOURNAL, _LISTEN),
        by_doctor=True,
    ),
    FaultEntry(
        "configuration",
        "warnings",
        Words("Cấu hình dùng được, có điểm cần xem", "understood, with things to look at", "配置可用，但有需注意之处"),
        (
            Words(
                "lanegate check --config TỆP in ra cấu hình đã hiểu",
                "lanegate check --config FILE prints what it understood",
                "lanegate check --config 文件 可显示配置内容",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "any",
        "failed",
        Words("Không xem được thiết bị này", "it can't be looked at", "无法检查"),
        (
            _JOURNAL,
            Words(
                "Cài lại lanegate (scripts/install)",
                "install lanegate anew (scripts/install)",
                "重新安装 lanegate（scripts/install）",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "any",
        "late",
        Words("Kiểm tra quá lâu, chưa có kết quả", "no result in time", "检查超时"),
        (_LOAD, Words("Mạng và máy chủ DNS", "the network and the name server", "网络和 DNS 服务器")),
        by_doctor=True,
    ),
    FaultEntry(
        "any",
        "kept",
        Words(
            "Làn đang chạy giữ thiết bị này, chưa kiểm tra",
            "in use by the running daemon: not looked at",
            "正被运行中的通道占用，未检查",
        ),
        (
            Words(
                "Xem làn báo gì: systemctl status 'lanegate@*', hoặc trang làn nếu có [web]",
                "see what it says: systemctl status 'lanegate@*', or the lane page once [web] is in the configuration",
                "查看：systemctl status 'lanegate@*'，或配置 [web] 后看通道网页",
            ),
            Words(
                "Hoặc dừng làn khi không có xe rồi kiểm tra lại",
                "or stop the lane, when no truck stands there, and look again",
                "或在没有车时停止通道再检查",
            ),
        ),
        by_doctor=True,
    ),
)
