"""Faults of the weighbridge indicator that the doctor alone tells apart: at its port, and in what it shows."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words
from edge.faults.ports import HOLDERS, IN_USE, NO_ACCESS, RIGHTS

_CELLS = Words(
    "Loadcell và hộp nối",
    "the load cells and the junction box",
    "传感器和接线盒",
)
_ZERO = Words("Về không khi bàn cân trống", "zero the empty platform", "空秤时置零")
_DISPLAY = Words(
    "Mặt hiển thị của đầu cân báo gì",
    "what the indicator's own display shows",
    "仪表显示屏显示什么",
)

INDICATOR_LOOK = (
    FaultEntry(
        "indicator",
        "missing",
        Words("Không thấy cổng đầu cân", "the indicator's port is not there", "找不到称重仪表端口"),
        (
            Words(
                "Giắc cắm và cáp của bộ chuyển USB",
                "the plug of the USB converter, and its cable",
                "USB 转换器的插头和线缆",
            ),
            Words(
                "port trong [weighbridge] có đúng ổ đang cắm không",
                "that port in [weighbridge] names the socket that it is in now",
                "[weighbridge] port 是否为现在插入的接口",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry("indicator", "no-access", NO_ACCESS, RIGHTS, by_doctor=True),
    FaultEntry("indicator", "in-use", IN_USE, HOLDERS, by_doctor=True),
    FaultEntry(
        "indicator",
        "overload",
        Words("Đầu cân báo quá tải", "the indicator says overload", "仪表显示超载"),
        (
            Words("Trên bàn cân có tải không?", "is there a load on the platform?", "秤台上有载荷吗？"),
            _CELLS,
            Words("Mức cân tối đa trong menu", "the range in the menu", "菜单中的量程"),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "indicator",
        "underload",
        Words("Đầu cân báo dưới ngưỡng", "the indicator says underload", "仪表显示欠载"),
        (
            _ZERO,
            Words("Vật làm kênh hoặc kẹt bàn cân", "what lifts or jams the platform", "秤台是否被顶起或卡住"),
            _CELLS,
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "indicator",
        "negative",
        Words("Đầu cân báo số âm", "the indicator says negative", "仪表显示负值"),
        (_ZERO,),
        by_doctor=True,
    ),
    FaultEntry(
        "indicator",
        "invalid",
        Words("Đầu cân báo số không hợp lệ", "the indicator says invalid", "仪表显示无效值"),
        (_DISPLAY, Words("Cáp loadcell", "the load cells' cable", "传感器线缆")),
        by_doctor=True,
    ),
    FaultEntry(
        "indicator",
        "no-weight",
        Words("Gần đây đầu cân không có số liệu", "no reading of late", "近期没有称重数据"),
        (_DISPLAY,),
        by_doctor=True,
    ),
)
