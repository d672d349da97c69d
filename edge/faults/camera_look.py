"""Faults of a camera that the doctor alone tells apart: on the way to it, and in its pictures."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words

_LOAD = Words("Tải của máy làn (top)", "the load of this machine (top)", "本机负载（top）")
_NETWORK = Words("Tải của mạng", "the network's load", "网络负载")

CAMERA_LOOK = (
    FaultEntry(
        "camera",
        "no-name",
        Words("Không tìm được tên máy của camera", "the camera's host name is not known", "无法解析摄像机名称"),
        (
            Words("Tên máy trong url của camera", "the host name in the camera's url", "摄像机 url 中的主机名"),
            Words(
                "Máy chủ DNS của máy làn (resolvectl query TÊN)",
                "the name server of this machine (resolvectl query NAME)",
                "本机 DNS 服务器（resolvectl query 名称）",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "camera",
        "no-service",
        Words(
            "Địa chỉ này có máy nhưng không phải camera",
            "somebody is at the camera's address, but no camera answers",
            "该地址有设备，但不是摄像机服务",
        ),
        (
            Words(
                "Địa chỉ và cổng trong url (thường là 554): thiết bị khác có thể trùng địa chỉ",
                "address and port in the url (554 is usual): something else may have this address",
                "url 中的地址和端口（通常 554）：可能被其他设备占用",
            ),
            Words("RTSP đã bật trong camera chưa", "that RTSP is switched on in the camera", "摄像机是否已启用 RTSP"),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "camera",
        "few-pictures",
        Words("Camera gửi quá ít hình", "few pictures come", "图像帧数太少"),
        (Words("Số hình mỗi giây trong camera", "the frame rate in the camera", "摄像机帧率"), _NETWORK, _LOAD),
        by_doctor=True,
    ),
    FaultEntry(
        "camera",
        "old",
        Words("Hình đến trễ", "pictures come late", "图像延迟"),
        (_NETWORK, _LOAD),
        by_doctor=True,
    ),
    FaultEntry(
        "camera",
        "no-h264",
        Words("Camera không dùng H.264", "the codec is not H.264", "编码不是 H.264"),
        (
            Words(
                "Chuẩn nén trong camera: H.264 nhẹ nhất cho máy làn",
                "the codec in the camera: H.264 costs this machine the least",
                "摄像机编码：H.264 对本机负担最小",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "camera",
        "dark",
        Words("Hình quá tối", "the picture is very dark", "图像过暗"),
        (
            Words("Đèn và hồng ngoại của camera", "lamps and infrared of the camera", "摄像机补光灯和红外灯"),
            Words(
                "Phơi sáng và chế độ ngày/đêm của camera",
                "exposure and day/night switch in the camera",
                "摄像机曝光和日夜切换",
            ),
            Words("Ống kính bị che", "a covered lens", "镜头是否被遮挡"),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "camera",
        "bright",
        Words("Hình quá sáng", "the picture is far too bright", "图像过亮"),
        (
            Words(
                "Phơi sáng và bù ngược sáng của camera",
                "exposure and backlight settings of the camera",
                "摄像机曝光和逆光设置",
            ),
            Words("Nắng hoặc đèn chiếu vào camera", "sun or lamps that shine into it", "是否有阳光或灯直射镜头"),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "camera",
        "flat",
        Words("Hình không thấy gì", "there is nothing to be seen in the picture", "图像中看不到内容"),
        (
            Words(
                "Thứ che ống kính: bụi, hơi nước, mạng nhện, màng bảo vệ",
                "what covers the lens: dirt, fog, a spider's web, its protective film",
                "镜头是否被遮：污垢、雾气、蛛网、保护膜",
            ),
            Words("Camera có lên hình không", "that the camera shows a picture", "摄像机本身是否有图像"),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "camera",
        "blurred",
        Words("Hình bị nhòe", "the picture is blurred", "图像模糊"),
        (
            Words(
                "Ống kính: bẩn, nước mưa, hơi nước bên trong",
                "the lens: dirt, rain, fog inside",
                "镜头：污垢、雨水、内部起雾",
            ),
            Words("Độ nét và độ phóng (zoom) của camera", "focus and zoom of the camera", "摄像机对焦和变焦"),
        ),
        by_doctor=True,
    ),
)
