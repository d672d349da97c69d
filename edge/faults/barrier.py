"""Faults of the boom, as its limit inputs show them; no fault ever moves it."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words

_LIMITS = Words("Công tắc hành trình và dây nối", "the limit switches and their wiring", "限位开关及其接线")
_MOTOR = Words("Nguồn động cơ cần chắn", "the motor's supply", "道闸电机电源")
_BOOM = Words("Cần có gãy, kẹt không", "the boom: is it broken or stuck?", "栏杆是否折断或卡住")

BARRIER = (
    FaultEntry(
        "barrier",
        "not-opened",
        Words(
            "Cần chắn chưa lên hết",
            "the boom has not reached its open limit",
            "栏杆未到开到位",
        ),
        (_BOOM, _MOTOR, _LIMITS),
    ),
    FaultEntry(
        "barrier",
        "not-closed",
        Words(
            "Cần chắn chưa xuống hết",
            "the boom has not reached its closed limit",
            "栏杆未到关到位",
        ),
        (
            Words("Có vật cản dưới cần không", "what stands in the boom's way", "栏杆下是否有障碍物"),
            _MOTOR,
            _LIMITS,
        ),
    ),
    FaultEntry(
        "barrier",
        "limit-unreadable",
        Words(
            "Không đọc được công tắc hành trình, không rõ cần ở đâu",
            "a limit can't be read: nobody knows whether the boom arrived",
            "限位无法读取，不知栏杆是否到位",
        ),
        (
            Words("Mạch rơ-le: nguồn và cáp", "the relay board: its power and cable", "继电器板的电源和线缆"),
            _LIMITS,
        ),
    ),
    FaultEntry(
        "barrier",
        "moved",
        Words(
            "Cần chắn rời vị trí mở khi không có lệnh",
            "the boom left its open limit though nothing was ordered",
            "没有命令但栏杆离开了开到位",
        ),
        (
            Words(
                "Có người hạ cần bằng tay hoặc bấm nút không",
                "whether it was moved by hand or by a push-button",
                "是否有人用手或按钮落杆",
            ),
            _BOOM,
            _LIMITS,
        ),
    ),
    FaultEntry(
        "barrier",
        "limits-disagree",
        Words(
            "Công tắc báo cần vừa mở vừa đóng",
            "open and closed limit are active at once",
            "开限位和关限位同时有效",
        ),
        (_LIMITS, Words("Mạch rơ-le: kênh của đầu vào", "the relay board: the inputs' channels", "继电器板：输入通道")),
    ),
)
