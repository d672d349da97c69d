"""Faults of a camera: what its reader meets."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words

_LOAD = Words("Tải của máy làn (top)", "the load of this machine (top)", "本机负载（top）")
_SESSIONS = Words(
    "Máy khác (đầu ghi, trình duyệt) đang chiếm hết số kết nối của camera",
    "other clients (recorder, browser) that use up the camera's sessions",
    "是否有其他客户端（录像机、浏览器）占满摄像机连接数",
)
_CODEC = Words(
    "Chuẩn nén trong camera: H.264, tắt smart codec",
    "the codec in the camera: H.264, smart codec off",
    "摄像机编码：H.264，关闭智能编码",
)
_NETWORK = Words("Cáp mạng và switch", "the network cable and the switch", "网线和交换机")

CAMERA = (
    FaultEntry(
        "camera",
        "unreachable",
        Words("Không kết nối được camera", "no connection to the camera", "无法连接摄像机"),
        (
            Words(
                "Nguồn camera: đèn hoặc hồng ngoại có sáng không? (cổng PoE)",
                "the camera's power: do its lights or its infrared glow? (PoE port)",
                "摄像机电源：指示灯或红外灯是否亮？（PoE 端口）",
            ),
            Words(
                "Cáp mạng và switch; ping camera có trả lời không?",
                "its network cable and the switch; does it answer a ping?",
                "网线和交换机；能否 ping 通？",
            ),
            Words(
                "Địa chỉ và cổng trong url (thường là 554), máy làn có cùng mạng không",
                "address and port in the url (554 is usual), and that this machine is in the same network",
                "url 中的地址和端口（通常 554），本机是否在同一网络",
            ),
        ),
    ),
    FaultEntry(
        "camera",
        "unauthorised",
        Words("Camera từ chối đăng nhập", "the camera refuses the login", "摄像机拒绝登录"),
        (
            Words(
                "Tên và mật khẩu trong url hoặc trong tệp mật khẩu",
                "user and password in the url, or in the secret that it names",
                "url 或其指定密钥中的用户名和密码",
            ),
            Words(
                "Camera có khóa tài khoản vì nhập sai nhiều lần không: chờ, hoặc khởi động lại camera",
                "whether the camera has locked the account after wrong tries: wait, or restart it",
                "摄像机是否因多次输错而锁定账号：等待或重启摄像机",
            ),
            _SESSIONS,
        ),
    ),
    FaultEntry(
        "camera",
        "not-found",
        Words("Camera không có luồng hình này", "the camera does not have this stream", "摄像机没有该视频流"),
        (
            Words(
                "Đường dẫn trong url: Hikvision /Streaming/Channels/101, Dahua /cam/realmonitor?channel=1&subtype=0",
                "the path in the url: Hikvision /Streaming/Channels/101, Dahua /cam/realmonitor?channel=1&subtype=0",
                "url 中的路径：海康 /Streaming/Channels/101，大华 /cam/realmonitor?channel=1&subtype=0",
            ),
        ),
    ),
    FaultEntry(
        "camera",
        "refused",
        Words("Camera từ chối gửi hình", "the camera refuses the stream", "摄像机拒绝提供视频流"),
        (
            Words(
                "Số người đang xem camera: camera có giới hạn",
                "other viewers of the camera: it has a limit",
                "其他观看者：摄像机有连接数上限",
            ),
            Words(
                "Cài đặt luồng hình: luồng này đã bật chưa?",
                "its stream settings: is this stream switched on?",
                "视频流设置：该码流是否已启用？",
            ),
        ),
    ),
    FaultEntry(
        "camera",
        "stalled",
        Words(
            "Camera có kết nối nhưng không gửi hình",
            "the camera is connected but sends no picture",
            "摄像机已连接但没有图像",
        ),
        (
            Words(
                "Mạng quá tải hoặc cáp xấu: lỗi trên cổng switch",
                "the network's load and cable: errors on the switch port",
                "网络负载和网线：交换机端口是否有错误",
            ),
            Words("Khởi động lại camera", "restart the camera", "重启摄像机"),
            Words(
                "Tốc độ bit và I-frame của camera: mỗi giây một I-frame",
                "its bit rate and I-frame interval: as many frames as pictures a second",
                "码率和 I 帧间隔：每秒一个 I 帧",
            ),
        ),
    ),
    FaultEntry(
        "camera",
        "hung",
        Words(
            "Chương trình đọc camera bị treo, đã tự khởi động lại",
            "the reader of the camera did not answer and was started anew",
            "摄像机读取程序无响应，已重新启动",
        ),
        (_CODEC, _LOAD),
    ),
    FaultEntry(
        "camera",
        "lost",
        Words("Camera ngắt kết nối", "the camera ended the connection", "摄像机断开了连接"),
        (Words("Nguồn điện của camera", "the camera's power supply", "摄像机供电"), _NETWORK, _SESSIONS),
    ),
    FaultEntry(
        "camera",
        "not-video",
        Words(
            "Không giải mã được hình của camera",
            "the camera sends nothing that can be decoded as video",
            "摄像机发来的内容无法解码为视频",
        ),
        (
            Words("Url có trỏ đúng camera không?", "the url: does it lead to the camera?", "url 是否指向该摄像机？"),
            _CODEC,
        ),
    ),
    FaultEntry(
        "camera",
        "too-large",
        Words("Hình của camera quá lớn", "the pictures of the camera are too large", "摄像机图像过大"),
        (
            Words(
                "Chọn luồng nhỏ hơn: tối đa 4096 x 3072 điểm ảnh",
                "choose a smaller stream: at most 4096 x 3072 pixels",
                "选择较小的码流：最大 4096 x 3072 像素",
            ),
        ),
    ),
    FaultEntry(
        "camera",
        "died",
        Words(
            "Chương trình đọc camera dừng bất ngờ, đang khởi động lại",
            "the reader of the camera ended unexpectedly and is started anew",
            "摄像机读取程序意外退出，正在重新启动",
        ),
        (
            Words(
                "Bộ nhớ trống của máy làn (free -m)", "free memory of this machine (free -m)", "本机可用内存（free -m）"
            ),
            Words(
                "Nhật ký: journalctl -u 'lanegate@*'",
                "the log: journalctl -u 'lanegate@*'",
                "日志：journalctl -u 'lanegate@*'",
            ),
        ),
    ),
    FaultEntry(
        "camera",
        "ended",
        Words("Tệp video đã hết", "the video file has come to its end", "视频文件已播放完毕"),
        (
            Words(
                "Đặt loop = true cho tệp video, hoặc ghi url của camera thật",
                "loop = true for a video file, or the url of a real camera",
                "视频文件请设 loop = true，或填写真实摄像机的 url",
            ),
        ),
    ),
)
