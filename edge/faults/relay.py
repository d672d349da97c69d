"""Faults of the barrier's relay board and its inputs."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words
from edge.faults.ports import CONVERTER_POWER, HOLDERS, IN_USE, NO_ACCESS, ONE_CLIENT, RIGHTS

_PLUG = Words("Giắc cắm và cáp của mạch rơ-le", "the plug of the relay board, and its cable", "继电器板的插头和线缆")
_PORT = Words(
    "port trong [barrier] có đúng chỗ đang cắm không",
    "that port in [barrier] names the socket, or the converter, where it is now",
    "[barrier] port 是否指向现在的接口或转换器",
)
_LOG = Words(
    "Nhật ký: journalctl -u 'lanegate@*'",
    "the log: journalctl -u 'lanegate@*'",
    "日志：journalctl -u 'lanegate@*'",
)
_MACHINE = Words(
    "Bộ nhớ và tải của máy làn (free -m, top)",
    "memory and load of this machine (free -m, top)",
    "本机内存和负载（free -m，top）",
)

RELAY = (
    FaultEntry(
        "relay",
        "lost",
        Words("Mất kết nối mạch rơ-le cần chắn", "the relay board can't be reached", "无法连接道闸继电器板"),
        (_PLUG, CONVERTER_POWER, _PORT, *HOLDERS),
    ),
    FaultEntry(
        "relay",
        "no-answer",
        Words("Mạch rơ-le cần chắn không trả lời", "the relay board does not answer", "道闸继电器板没有应答"),
        (
            Words(
                "Nguồn của mạch rơ-le: đèn có sáng không?",
                "the board's power: does its light glow?",
                "继电器板电源：指示灯亮吗？",
            ),
            Words(
                "Hai dây tín hiệu: A nối A, B nối B", "the two data wires: A to A, B to B", "两根数据线：A 接 A，B 接 B"
            ),
            Words(
                "Địa chỉ, baud và framing trong [barrier] theo công tắc trên mạch",
                "address, baud and framing in [barrier] against the board's switches",
                "[barrier] 中的地址、baud、framing 与板上拨码是否一致",
            ),
            Words(
                "driver trong [barrier] có đúng loại mạch này không",
                "that driver in [barrier] is this board's",
                "[barrier] driver 是否为该板的类型",
            ),
        ),
    ),
    FaultEntry(
        "relay",
        "died",
        Words(
            "Chương trình rơ-le dừng, đang khởi động lại",
            "the relay's process ended and is started again",
            "继电器进程已退出，正在重新启动",
        ),
        (_MACHINE, _LOG),
    ),
    FaultEntry(
        "relay",
        "silent",
        Words(
            "Chương trình rơ-le bị treo, đang khởi động lại",
            "the relay's process does not answer and is started again",
            "继电器进程无响应，正在重新启动",
        ),
        (_MACHINE, _LOG),
    ),
    FaultEntry(
        "input",
        "unreadable",
        Words(
            "Không đọc được vòng từ hoặc tế bào quang",
            "a loop's or photocell's input can't be read",
            "无法读取地感或光电输入",
        ),
        (
            Words("Mạch rơ-le: nguồn và cáp", "the relay board: its power and cable", "继电器板的电源和线缆"),
            Words(
                "Bộ dò vòng từ và dây nối vào mạch",
                "the loop detector and its wires to the board",
                "地感检测器及其到板的接线",
            ),
        ),
    ),
)

RELAY_LOOK = (
    FaultEntry(
        "relay",
        "missing",
        Words("Không thấy cổng mạch rơ-le", "the relay board's port is not there", "找不到继电器板端口"),
        (_PLUG, _PORT),
        by_doctor=True,
    ),
    FaultEntry("relay", "no-access", NO_ACCESS, RIGHTS, by_doctor=True),
    FaultEntry("relay", "in-use", IN_USE, HOLDERS, by_doctor=True),
    FaultEntry(
        "relay",
        "unreachable",
        Words("Không mở được cổng mạch rơ-le", "the relay board's port can't be opened", "无法打开继电器板端口"),
        (CONVERTER_POWER, _PORT, ONE_CLIENT),
        by_doctor=True,
    ),
    FaultEntry(
        "relay",
        "unreadable",
        Words("Có đầu vào không đọc được", "an input can't be read", "有输入无法读取"),
        (
            Words(
                "Cổng có tín hiệu modem: bộ chuyển USB có CTS, DSR, DCD hoặc RI, hoặc rfc2217://",
                "the modem line's port: a USB converter with CTS, DSR, DCD or RI wired, or rfc2217://",
                "调制解调线端口：USB 转换器须接 CTS、DSR、DCD 或 RI，或用 rfc2217://",
            ),
            Words(
                "Kênh của đầu vào có trên mạch không",
                "that the input's channel is one that the board has",
                "该输入通道在板上是否存在",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "relay",
        "energised",
        Words("Rơ-le đang đóng điện", "a relay of the barrier is energised", "道闸继电器处于通电状态"),
        (
            Words(
                "Nút bấm của cần hoặc của mạch có bị giữ không, xung điện có dừng không?",
                "is the push-button of the boom or of the board held, or did a pulse not end?",
                "道闸或继电器板的按钮是否被按住，或脉冲没有结束？",
            ),
            Words(
                "Khởi động làn: làn tự ngắt xung do nó phát ra",
                "start the lane: it ends a pulse that it has begun",
                "启动通道：它会结束自己发出的脉冲",
            ),
            Words(
                "Tắt rồi bật nguồn mạch rơ-le", "the board itself: switch its power off and on", "继电器板断电后再上电"
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "relay",
        "marked",
        Words("Làn bị ngắt giữa lúc phát xung", "the lane was cut off in a pulse", "通道在发脉冲时被中断"),
        (
            Words(
                "Khởi động làn: khi khởi động làn tự ngắt xung đó",
                "start the lane: at its start it ends the pulse that it was cut off in",
                "启动通道：启动时会结束被中断的脉冲",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "relay",
        "settings",
        Words("Cấu hình mạch rơ-le không dùng được", "the board's settings can't be used", "继电器板设置无法使用"),
        (Words("Lệnh trong [barrier.board]", "the frames in [barrier.board]", "[barrier.board] 中的指令帧"),),
        by_doctor=True,
    ),
)
