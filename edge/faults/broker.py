"""Faults of the way to the broker that a running lane reports; what is published waits meanwhile and is not lost."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words

_ASK = Words("Hỏi người quản trị máy chủ trung tâm", "ask who runs the broker", "询问消息服务器管理员")
_NETWORK = Words(
    "Cáp mạng của máy làn và đường tới máy chủ trung tâm (ping)",
    "this machine's network cable and the way to the broker (ping)",
    "本机网线和到消息服务器的网络（ping）",
)
_RUNNING = Words("Máy chủ trung tâm có chạy không?", "is the broker running?", "消息服务器是否在运行？")
_ADDRESS = Words(
    "host và port trong [mqtt], tường lửa ở giữa",
    "host and port in [mqtt], and a firewall between",
    "[mqtt] 中的 host 和 port，以及中间的防火墙",
)
_LOG = Words(
    "Nhật ký, giới hạn và đĩa của máy chủ trung tâm",
    "the broker's log, its limits and its disk",
    "消息服务器的日志、限制和磁盘",
)
_WAITS = Words(
    "Chờ: làn tự thử lại, không mất bản tin nào",
    "wait: the lane tries again, and nothing is lost",
    "等待：通道会自动重试，不会丢失消息",
)
_TWINS = Words(
    "Có làn khác hoặc phần mềm thứ hai dùng cùng lane.id không",
    "whether a second daemon, or another lane, uses the same lane.id",
    "是否有第二个程序或其他通道使用同一 lane.id",
)
_SIZE = Words(
    "max_packet_size và message_size_limit của máy chủ trung tâm",
    "max_packet_size and message_size_limit of the broker",
    "消息服务器的 max_packet_size 和 message_size_limit",
)

BROKER = (
    FaultEntry(
        "broker",
        "unreachable",
        Words("Không kết nối được máy chủ trung tâm", "the broker can't be reached", "无法连接中心消息服务器"),
        (_NETWORK, _RUNNING, _ADDRESS),
    ),
    FaultEntry(
        "broker",
        "tls",
        Words(
            "Kết nối bảo mật (TLS) với máy chủ trung tâm bị lỗi",
            "no encrypted connection (TLS) with the broker comes about",
            "与消息服务器的加密连接（TLS）失败",
        ),
        (
            Words(
                "Đồng hồ của máy làn (timedatectl)",
                "the clock of this machine (timedatectl)",
                "本机时钟（timedatectl）",
            ),
            Words(
                "ca_file, cert_file, key_file trong [mqtt]: đúng của làn này và còn hạn không",
                "ca_file, cert_file and key_file in [mqtt]: are they this lane's, of the broker's CA, and still valid?",
                "[mqtt] 中的 ca_file、cert_file、key_file：是否属于本通道和该 CA，且未过期",
            ),
            Words(
                "port trong [mqtt]: có TLS thường là 8883, không có là 1883; máy chủ trung tâm cần TLS 1.2 trở lên",
                "port in [mqtt]: 8883 is usual for TLS, 1883 without; the broker must speak TLS 1.2 or newer",
                "[mqtt] port：TLS 通常 8883，无 TLS 为 1883；服务器须支持 TLS 1.2 以上",
            ),
        ),
    ),
    FaultEntry(
        "broker",
        "silent",
        Words(
            "Máy chủ trung tâm không trả lời", "the broker does not answer, or hangs up unheard", "消息服务器没有应答"
        ),
        (
            Words(
                "host và port trong [mqtt]: ở đó có máy chủ MQTT không?",
                "host and port in [mqtt]: is it an MQTT broker?",
                "[mqtt] 的 host 和 port：那里是 MQTT 服务器吗？",
            ),
            Words(
                "ca_file: không khai báo thì không dùng TLS",
                "ca_file: without one no TLS is spoken",
                "ca_file：未填写则不使用 TLS",
            ),
            _RUNNING,
        ),
    ),
    FaultEntry(
        "broker",
        "protocol",
        Words("Máy chủ trung tâm không dùng MQTT 5", "the broker speaks no MQTT 5", "消息服务器不支持 MQTT 5"),
        (
            Words(
                "Phiên bản máy chủ trung tâm: Mosquitto 1.6 trở lên, hoặc máy chủ MQTT 5 khác",
                "the broker's version: Mosquitto 1.6 or newer, or another MQTT 5 broker",
                "服务器版本：Mosquitto 1.6 以上或其他 MQTT 5 服务器",
            ),
        ),
    ),
    FaultEntry(
        "broker",
        "unauthorised",
        Words(
            "Máy chủ trung tâm không cho làn đăng nhập",
            "the broker does not let the lane in",
            "消息服务器拒绝本通道登录",
        ),
        (
            Words("username và password trong [mqtt]", "username and password in [mqtt]", "[mqtt] 的用户名和密码"),
            Words(
                "Máy chủ trung tâm có biết lane.id (tên trong chứng thư số) và quyền của nó không",
                "that the broker knows lane.id, as the common name of the certificate, and lets it in",
                "服务器是否登记了 lane.id（证书通用名）及其权限",
            ),
        ),
    ),
    FaultEntry(
        "broker",
        "unavailable",
        Words("Máy chủ trung tâm chưa sẵn sàng", "the broker is up but not ready", "消息服务器尚未就绪"),
        (_WAITS, _ASK),
    ),
    FaultEntry(
        "broker",
        "busy",
        Words("Máy chủ trung tâm đang quá tải", "the broker has too much to do", "消息服务器过于繁忙"),
        (_WAITS, _LOG),
    ),
    FaultEntry(
        "broker",
        "banned",
        Words("Máy chủ trung tâm đã chặn làn này", "the broker has banned this lane", "消息服务器已封禁本通道"),
        (_ASK,),
    ),
    FaultEntry(
        "broker",
        "quota",
        Words("Máy chủ trung tâm hết hạn mức", "a quota of the broker's is used up", "消息服务器配额已用完"),
        (_ASK, _LOG),
    ),
    FaultEntry(
        "broker",
        "refused",
        Words(
            "Máy chủ trung tâm từ chối bản tin của làn",
            "the broker refuses the lane, or what it sends",
            "消息服务器拒绝通道或其消息",
        ),
        (
            Words(
                "Quyền (ACL) của làn trên máy chủ trung tâm: đúng site, lane và root chưa",
                "the broker's acl: does it name this site, this lane and mqtt.root?",
                "服务器 ACL：是否包含本站点、通道和 mqtt.root",
            ),
            _LOG,
            _SIZE,
        ),
    ),
    FaultEntry(
        "broker",
        "taken-over",
        Words(
            "Kết nối khác đã chiếm tên của làn này",
            "another connection has taken this lane's place at the broker",
            "另一连接占用了本通道的客户端标识",
        ),
        (_TWINS,),
    ),
    FaultEntry(
        "broker",
        "hung-up",
        Words(
            "Máy chủ trung tâm liên tục ngắt kết nối",
            "the broker hangs up again and again without a reason",
            "消息服务器不断无故断开连接",
        ),
        (_TWINS, _LOG),
    ),
    FaultEntry(
        "broker",
        "lost",
        Words("Mất kết nối với máy chủ trung tâm", "the connection to the broker was lost", "与消息服务器的连接中断"),
        (_NETWORK, _RUNNING),
    ),
    FaultEntry(
        "broker",
        "stalled",
        Words(
            "Máy chủ trung tâm không xác nhận bản tin nữa",
            "the broker acknowledges nothing any more",
            "消息服务器不再确认消息",
        ),
        (_NETWORK, _LOG),
    ),
    FaultEntry(
        "broker",
        "too-large",
        Words(
            "Bản tin lớn hơn mức máy chủ trung tâm cho phép",
            "a message was larger than the broker takes",
            "消息超过服务器允许的大小",
        ),
        (_SIZE,),
    ),
)
