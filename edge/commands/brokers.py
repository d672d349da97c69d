"""The broker of a configuration, as its driver wants it."""

from __future__ import annotations

from edge.config import Config
from edge.devices.broker_access import BrokerSettings


def topic_prefix(config: Config) -> str:
    """The lane's own level of the topics."""
    return f"{config.mqtt.root}/{config.lane.site}/{config.lane.id}"


def broker_settings(config: Config) -> BrokerSettings:
    """Where the broker is, and who the lane is to it."""
    table = config.mqtt
    return BrokerSettings(
        host=table.host,
        port=table.port,
        client_id=config.lane.id,
        prefix=topic_prefix(config),
        username=table.username,
        password=table.password.get_secret_value() if table.password else None,
        ca_file=table.ca_file,
        cert_file=table.cert_file,
        key_file=table.key_file,
    )
