"""Faults of what the lane keeps: the disk, the pictures, the outbox."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words

_HEALTH = Words(
    "Tình trạng đĩa (dmesg): đĩa hỏng sẽ chuyển sang chỉ đọc",
    "the disk (dmesg): one that fails becomes read-only",
    "磁盘状态（dmesg）：故障磁盘会变为只读",
)
_SPACE = Words(
    "Cái gì chiếm đĩa: du -xh --max-depth 2 / | sort -h",
    "what fills the disk: du -xh --max-depth 2 / | sort -h",
    "什么占满磁盘：du -xh --max-depth 2 / | sort -h",
)
_BOUNDS = Words(
    "Giảm storage.evidence_days hoặc storage.evidence_max_gb",
    "lower storage.evidence_days or storage.evidence_max_gb",
    "调低 storage.evidence_days 或 storage.evidence_max_gb",
)
_SIZE = Words(
    "max_packet_size và message_size_limit của máy chủ trung tâm",
    "max_packet_size and message_size_limit of the broker",
    "消息服务器的 max_packet_size 和 message_size_limit",
)
_MISSED = Words(
    "Đối chiếu với trung tâm những bản ghi còn thiếu",
    "what the centre misses: compare its records with the lane's",
    "与中心核对缺少的记录",
)
_USER = Words(
    "Chạy lệnh này bằng root hoặc người dùng lanegate",
    "run this as root or as user lanegate",
    "以 root 或 lanegate 用户运行",
)

STORAGE = (
    FaultEntry(
        "storage",
        "failed",
        Words(
            "Không ghi được bản ghi vào đĩa, làn không tự mở cần",
            "the disk takes no records: the lane does not open by itself",
            "磁盘无法写入记录，通道不会自动开闸",
        ),
        (_SPACE, _HEALTH),
    ),
    FaultEntry(
        "pictures",
        "low-space",
        Words("Đĩa gần đầy, ảnh bị bỏ bớt", "the disk is nearly full, and pictures give way", "磁盘将满，图片被清理"),
        (_SPACE, _BOUNDS),
    ),
    FaultEntry(
        "picture-size",
        "too-large",
        Words(
            "Ảnh lớn hơn mức máy chủ trung tâm nhận, giữ lại chưa gửi",
            "pictures are larger than the broker takes: kept here and not sent",
            "图片超过服务器允许的大小，保留未发送",
        ),
        (_SIZE,),
    ),
    FaultEntry(
        "outbox",
        "begun-anew",
        Words(
            "Hàng chờ gửi bị hỏng, đã lập hàng chờ mới",
            "the outbox was broken, and a new one began",
            "发件箱已损坏，已新建",
        ),
        (_HEALTH, _MISSED),
    ),
)

STORAGE_LOOK = (
    FaultEntry(
        "outbox",
        "unreadable",
        Words("Không đọc được hàng chờ gửi", "the outbox can't be read", "发件箱无法读取"),
        (
            _USER,
            Words(
                "Sao chép thư mục trước khi chạy làn: làn sẽ cất hàng chờ hỏng và lập cái mới",
                "copy the folder before the lane starts: it puts a broken outbox aside and begins a new one",
                "启动通道前先复制文件夹：通道会移走损坏的发件箱并新建",
            ),
            _HEALTH,
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "outbox",
        "old",
        Words("Bản tin chờ gửi đã lâu", "messages have waited for long", "消息等待已久"),
        (
            Words(
                "Máy chủ trung tâm: xem mục đó; lanegate outbox --export sao chép những gì đang chờ",
                "the broker: see there; lanegate outbox --export copies what waits",
                "看消息服务器一项；lanegate outbox --export 可复制等待的消息",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "outbox",
        "too-large",
        Words(
            "Có ảnh lớn hơn mức máy chủ trung tâm nhận",
            "pictures are larger than the broker takes",
            "有图片超过服务器允许大小",
        ),
        (_SIZE,),
        by_doctor=True,
    ),
    FaultEntry(
        "outbox",
        "put-aside",
        Words("Đã cất một hàng chờ bị hỏng", "a broken outbox was put aside", "有损坏的发件箱被移走"),
        (_HEALTH, _MISSED),
        by_doctor=True,
    ),
    FaultEntry(
        "disk",
        "missing",
        Words("Chưa có thư mục dữ liệu của làn", "the lane's folder is not there", "通道数据文件夹不存在"),
        (
            Words("storage.path trong tệp này", "storage.path in this file", "本文件中的 storage.path"),
            Words(
                "lanegate có quyền tạo thư mục ở đó không?",
                "may user lanegate write in the folder above it?",
                "lanegate 用户能否写入其上级文件夹？",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "disk",
        "no-folder",
        Words("Đường dẫn dữ liệu không phải thư mục", "the lane's folder is none", "数据路径不是文件夹"),
        (Words("storage.path trong tệp này", "storage.path in this file", "本文件中的 storage.path"),),
        by_doctor=True,
    ),
    FaultEntry(
        "disk",
        "read-only",
        Words("Không ghi được vào đĩa", "the disk can't be written", "磁盘无法写入"),
        (
            _USER,
            Words(
                "Chủ thư mục phải là lanegate",
                "the owner of the folder: it must be lanegate",
                "文件夹所有者必须是 lanegate",
            ),
            _HEALTH,
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "disk",
        "low-space",
        Words("Đĩa sắp đầy", "the disk is nearly full", "磁盘将满"),
        (_SPACE, _BOUNDS),
        by_doctor=True,
    ),
)
