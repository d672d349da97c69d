"""Faults of the weighbridge indicator that a running lane reports."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words
from edge.faults.ports import CONVERTER_POWER, ONE_CLIENT

_PLUG = Words(
    "Giắc cắm và cáp của bộ chuyển USB",
    "the plug of the USB converter, and its cable",
    "USB 转换器的插头和线缆",
)
_PORT = Words(
    "Cổng và địa chỉ trong [weighbridge] port có đúng không",
    "that port in [weighbridge] names the socket, or the converter, where it is now",
    "[weighbridge] port 是否指向现在的接口或转换器",
)
_SETTINGS = Words(
    "baud và framing trong [weighbridge] theo menu đầu cân; lanegate weigh --protocol auto tự tìm",
    "baud and framing in [weighbridge]: those of the indicator's menu; lanegate weigh --protocol auto finds them",
    "[weighbridge] 中的 baud 和 framing 须与仪表菜单一致；lanegate weigh --protocol auto 可自动查找",
)
_PROTOCOL = Words(
    "Giao thức trong [weighbridge] so với kiểu xuất trong menu đầu cân",
    "the protocol in [weighbridge] against the output format in the indicator's menu",
    "[weighbridge] 中的协议与仪表菜单的输出格式是否一致",
)
_REGISTERS = Words(
    "Bảng thanh ghi trong [weighbridge.registers] theo tài liệu đầu cân",
    "the map in [weighbridge.registers] against the indicator's manual",
    "[weighbridge.registers] 中的寄存器表与仪表说明书是否一致",
)

INDICATOR = (
    FaultEntry(
        "indicator",
        "unreachable",
        Words("Không mở được cổng đầu cân", "the indicator's port can't be opened", "无法打开称重仪表端口"),
        (_PLUG, CONVERTER_POWER, _PORT, ONE_CLIENT),
    ),
    FaultEntry(
        "indicator",
        "lost",
        Words("Mất đường truyền tới đầu cân", "the line to the indicator was lost", "与称重仪表的线路中断"),
        (_PLUG, CONVERTER_POWER),
    ),
    FaultEntry(
        "indicator",
        "silent",
        Words("Đầu cân không gửi số liệu", "no bytes from the indicator", "称重仪表没有发来数据"),
        (
            Words(
                "Đầu cân đã bật và có hiện số cân không?",
                "is the indicator switched on, and does it show a weight?",
                "仪表是否开机并显示重量？",
            ),
            Words(
                "Cáp tín hiệu hai đầu: TX nối RX, có dây mát",
                "the data cable at both ends: transmit to receive, and ground",
                "两端数据线：发送接接收，地线已接",
            ),
            Words(
                "Menu đầu cân: gửi liên tục (hoặc chọn giao thức hỏi đáp; với Modbus xem địa chỉ, tốc độ)",
                "the indicator's menu: continuous output (or name a polled protocol; of Modbus address and speed)",
                "仪表菜单：连续输出（或选用问答协议；Modbus 看地址和速率）",
            ),
            Words(
                "port trong [weighbridge] là cổng đầu cân, không phải cổng rơ-le",
                "that port in [weighbridge] is the indicator's, and not the relay's",
                "[weighbridge] port 是仪表端口而不是继电器端口",
            ),
        ),
    ),
    FaultEntry(
        "indicator",
        "no-frames",
        Words(
            "Đầu cân có tín hiệu nhưng không đọc được",
            "bytes but no frames from the indicator",
            "收到仪表字节，但不成数据帧",
        ),
        (
            _SETTINGS,
            _PROTOCOL,
            Words(
                "Cáp: đứt dây mát gây nhiễu",
                "the cable: a broken ground gives rubbish",
                "线缆：地线断开会产生乱码",
            ),
        ),
    ),
    FaultEntry(
        "indicator",
        "bad-frames",
        Words(
            "Số liệu đầu cân bị lỗi, không dùng được",
            "frames of the indicator can't be used",
            "仪表数据帧有误，无法使用",
        ),
        (
            Words(
                "Vỏ chống nhiễu và tiếp đất của cáp, động cơ ở gần",
                "the shield and the earthing of the cable, and motors beside it",
                "线缆屏蔽层和接地，旁边有无电机",
            ),
            _PROTOCOL,
            _REGISTERS,
            Words(
                "Thiết bị thứ hai cùng phát trên đường dây",
                "a second device that talks on the same line",
                "同一线路上是否有第二台设备发送",
            ),
        ),
    ),
    FaultEntry(
        "indicator",
        "doubtful",
        Words(
            "Chưa rõ giao thức của đầu cân",
            "several protocols explain what the indicator sends",
            "有多种协议都能解释仪表数据",
        ),
        (
            Words(
                "Ghi giao thức theo menu đầu cân vào [weighbridge] protocol",
                "name the protocol that the indicator's menu shows, in [weighbridge] protocol",
                "把仪表菜单显示的协议写入 [weighbridge] protocol",
            ),
        ),
    ),
    FaultEntry(
        "indicator",
        "no-registers",
        Words(
            "Đầu cân dùng Modbus, chưa khai báo thanh ghi",
            "the indicator speaks Modbus, and its registers are not known",
            "仪表使用 Modbus，但未指定寄存器",
        ),
        (
            Words(
                "Bảng thanh ghi Modbus trong tài liệu đầu cân, hoặc một preset: ghi vào [weighbridge.registers]",
                "the Modbus map in the indicator's manual, or a preset: write it as [weighbridge.registers]",
                "仪表说明书中的 Modbus 表或预设：写入 [weighbridge.registers]",
            ),
        ),
    ),
)
