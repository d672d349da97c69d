"""Faults of the way to the broker that the doctor alone tells apart."""

from __future__ import annotations

from edge.faults.entry import FaultEntry, Words

_HOST = Words("host trong [mqtt]", "host in [mqtt]", "[mqtt] 中的 host")
_CLOCK = Words(
    "Đồng hồ của máy làn (timedatectl)", "the clock of this machine (timedatectl)", "本机时钟（timedatectl）"
)

BROKER_LOOK = (
    FaultEntry(
        "broker",
        "no-name",
        Words("Không tìm được tên máy chủ trung tâm", "the broker's name is not known", "无法解析消息服务器名称"),
        (
            _HOST,
            Words(
                "Máy chủ DNS của máy làn (resolvectl query TÊN)",
                "the name server of this machine (resolvectl query NAME)",
                "本机 DNS 服务器（resolvectl query 名称）",
            ),
            Words("Cáp mạng", "the network cable", "网线"),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "broker",
        "no-service",
        Words(
            "Máy chủ trung tâm không chạy ở địa chỉ này",
            "nothing listens where the broker should be",
            "该地址没有消息服务",
        ),
        (
            Words(
                "Máy chủ trung tâm có chạy không? Hỏi người quản trị",
                "is the broker running? ask who runs it",
                "服务器是否在运行？询问管理员",
            ),
            Words("host và port trong [mqtt]", "host and port in [mqtt]", "[mqtt] 的 host 和 port"),
            Words("Tường lửa ở giữa", "a firewall between", "中间的防火墙"),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "broker",
        "files",
        Words("Không dùng được tệp chứng thư số", "the certificates can't be used", "证书文件无法使用"),
        (
            Words(
                "ca_file, cert_file, key_file trong [mqtt]: có ở đó và lanegate có quyền đọc không?",
                "ca_file, cert_file and key_file in [mqtt]: are they there, and may user lanegate read them?",
                "[mqtt] 的 ca_file、cert_file、key_file：是否存在，lanegate 用户能否读取？",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "broker",
        "expired",
        Words("Chứng thư số đã hết hạn", "a certificate has expired", "证书已过期"),
        (
            _CLOCK,
            Words(
                "Làm lại chứng thư số (scripts/make-certs)",
                "the certificate: have it made anew (scripts/make-certs)",
                "重新签发证书（scripts/make-certs）",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "broker",
        "not-yet",
        Words("Chứng thư số chưa đến ngày dùng", "a certificate is not valid yet", "证书尚未生效"),
        (
            Words(
                "Đồng hồ của máy làn (timedatectl) đang chậm",
                "the clock of this machine (timedatectl): it is behind",
                "本机时钟（timedatectl）是否偏慢",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "broker",
        "other-ca",
        Words(
            "Chứng thư số của máy chủ trung tâm không do CA này cấp",
            "the broker's certificate is of another CA",
            "服务器证书不是该 CA 签发",
        ),
        (
            Words(
                "ca_file trong [mqtt] có phải của máy chủ cửa khẩu này không?",
                "ca_file in [mqtt]: is it the one of this gate's broker?",
                "[mqtt] ca_file 是否为本口岸服务器的 CA？",
            ),
            Words(
                "host trong [mqtt] có phải máy chủ của cửa khẩu không",
                "that host in [mqtt] is the gate's broker",
                "[mqtt] host 是否为本口岸服务器",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "broker",
        "other-name",
        Words(
            "Chứng thư số của máy chủ trung tâm mang tên khác",
            "the broker's certificate is of another name",
            "服务器证书名称不符",
        ),
        (
            Words(
                "host trong [mqtt] phải là tên ghi trong chứng thư số",
                "host in [mqtt] must be the name that the certificate holds",
                "[mqtt] host 必须是证书中的名称",
            ),
            Words(
                "Hoặc làm lại chứng thư số máy chủ trung tâm theo tên này",
                "or have the broker's certificate made for this name",
                "或为该名称重新签发服务器证书",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "broker",
        "may-not-publish",
        Words("Làn không có quyền gửi bản tin", "the lane may not publish", "通道没有发布权限"),
        (
            Words(
                "Quyền (acl) của máy chủ trung tâm có site và lane này không? (config/mosquitto/acl)",
                "the broker's acl: does it name this site and this lane? (config/mosquitto/acl)",
                "服务器 acl 是否包含本站点和通道？（config/mosquitto/acl）",
            ),
            Words(
                "lane.site, lane.id và mqtt.root trong tệp này",
                "lane.site, lane.id and mqtt.root in this file",
                "本文件中的 lane.site、lane.id、mqtt.root",
            ),
        ),
        by_doctor=True,
    ),
    FaultEntry(
        "broker",
        "ends-soon",
        Words("Chứng thư số sắp hết hạn", "a certificate ends soon", "证书即将到期"),
        (
            Words(
                "Làm lại chứng thư số trước ngày đó (scripts/make-certs)",
                "have the certificate made anew before that day (scripts/make-certs)",
                "在该日期前重新签发证书（scripts/make-certs）",
            ),
        ),
        by_doctor=True,
    ),
)
