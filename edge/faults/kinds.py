"""What the devices of a lane are called."""

from __future__ import annotations

from collections.abc import Mapping

from edge.faults.entry import Kind, Words

KINDS: Mapping[Kind, Words] = {
    "camera": Words("Camera", "camera", "摄像机"),
    "indicator": Words("Đầu cân", "indicator", "称重仪表"),
    "relay": Words("Rơ-le cần chắn", "relay", "道闸继电器"),
    "barrier": Words("Cần chắn", "boom", "道闸栏杆"),
    "input": Words("Đầu vào", "input", "输入"),
    "broker": Words("Kết nối trung tâm", "broker", "中心连接"),
    "outbox": Words("Hàng chờ gửi", "outbox", "发件箱"),
    "picture-size": Words("Cỡ ảnh", "picture size", "图片大小"),
    "pictures": Words("Lưu ảnh", "pictures", "图片存储"),
    "storage": Words("Lưu bản ghi", "storage", "记录存储"),
    "clock": Words("Đồng hồ", "clock", "时钟"),
    "recognition": Words("Nhận dạng", "recognition", "识别"),
    "expected": Words("Xe khai báo trước", "announced vehicles", "预报车辆"),
    "calibration": Words("Hiệu chuẩn", "calibration", "校准"),
    "daemon": Words("Phần mềm làn", "daemon", "通道程序"),
    "page": Words("Trang làn", "lane page", "通道网页"),
    "disk": Words("Đĩa", "disk", "磁盘"),
    "models": Words("Mô hình nhận dạng", "models", "识别模型"),
    "configuration": Words("Cấu hình", "configuration", "配置"),
    "any": Words("Thiết bị bất kỳ", "any device", "任一设备"),
}
