"""What to check at a serial port or its converter, of whatever device hangs on it."""

from __future__ import annotations

from edge.faults.entry import Words

CONVERTER_POWER = Words(
    "Nguồn và cáp mạng của bộ chuyển đổi; ping có trả lời không?",
    "power and network cable of the converter; does it answer a ping?",
    "转换器的电源和网线；能否 ping 通？",
)
ONE_CLIENT = Words(
    "Chương trình khác đang nối vào bộ chuyển đổi: nhiều loại chỉ nhận một kết nối",
    "that no other program is connected to the converter: many let in only one",
    "是否有其他程序连接该转换器：许多转换器只允许一个连接",
)
RIGHTS = (
    Words(
        "Chạy lệnh này bằng root hoặc người dùng lanegate",
        "run this as root or as user lanegate",
        "以 root 或 lanegate 用户运行",
    ),
    Words(
        "Người dùng lanegate có trong nhóm dialout không",
        "that user lanegate is in the group dialout",
        "lanegate 用户是否在 dialout 组",
    ),
)
HOLDERS = (
    Words(
        "Tắt chương trình đang giữ cổng",
        "end the other program that holds the port",
        "结束占用该端口的程序",
    ),
    Words(
        "Làn khác đang chạy với tệp cấu hình khác",
        "a lane that runs with another configuration file",
        "是否有另一个通道用别的配置文件在运行",
    ),
)
NO_ACCESS = Words("Không có quyền mở cổng", "the port may not be opened", "没有打开端口的权限")
IN_USE = Words("Cổng đang bị chương trình khác dùng", "the port is in use", "端口被占用")
