"""The AsyncAPI 3.0 document of the topics, as seen from the lane; pure.

Source: AsyncAPI 3.0.0, and version 0.2.0 of its MQTT bindings. Schemas are referred to as files beside it.
"""

from __future__ import annotations

from typing import Any

from edge.contract.topics import LEVEL, TOPICS, Topic

Document = dict[str, Any]

BINDING = {"bindingVersion": "0.2.0"}
JSON_SCHEMA = "application/schema+json;version=draft-2020-12"
PARAMETERS = {
    "site": "The gate: [lane] site of the configuration.",
    "lane": "The lane: [lane] id of the configuration.",
    "passage_id": "UUIDv7 of the passage.",
    "name": "As the passage record lists it.",
}
ABOUT = """Every lane of a border gate speaks MQTT 5 to the gate's broker. JSON in UTF-8; times RFC 3339 in UTC with \
milliseconds. `gate/v1` is the usual [mqtt] root.

A message may arrive more than once, never zero times, but for `health`, which is lost where there is no connection: \
drop repeats by `passage_id` (records) and `event_id` (events). Unknown keys, topics and kinds of event may come: skip \
them. What is here is not renamed, retyped or taken away, and no value is added to an `enum`."""
ANSWERING = """A command that is expired, retained, repeated (same `id`), for another `boot_id`, or malformed moves \
nothing and is answered. It ends at `expires_at` or with the MQTT message's expiry interval, whichever is sooner. The \
answer goes to the response topic with the correlation data; where none is named, to `command/result`."""


def asyncapi_document(version: str) -> Document:
    """The whole document; `version` is lanegate's."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "lanegate",
            "version": version,
            "description": ABOUT,
            "license": {"name": "AGPL-3.0-or-later", "url": "https://www.gnu.org/licenses/agpl-3.0.html"},
        },
        "defaultContentType": "application/json",
        "servers": {"gate": _server()},
        "channels": {**{one.name: _channel(one) for one in TOPICS}, "commandReply": _reply_channel()},
        "operations": {_operation_name(one): _operation(one) for one in TOPICS},
        "components": {
            "messages": _messages(),
            "parameters": {name: {"description": text} for name, text in PARAMETERS.items()},
            "securitySchemes": _security_schemes(),
        },
    }


def _server() -> Document:
    return {
        "host": "{host}:{port}",
        "protocol": "secure-mqtt",
        "protocolVersion": "5.0",
        "description": "The gate's broker; config/mosquitto/ holds one that fits. Plain MQTT on the lane PC only.",
        "variables": {
            "host": {"default": "broker.site", "description": "[mqtt] host"},
            "port": {"default": "8883", "description": "[mqtt] port"},
        },
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in _security_schemes()],
        "bindings": {"mqtt": {**_session(), **BINDING}},
    }


def _session() -> Document:
    """Of the lane's connection: its outbox remembers what is unsent, so no session does."""
    return {
        "clientId": "lane-01",
        "cleanSession": True,
        "keepAlive": 15,
        "sessionExpiryInterval": 0,
        "lastWill": {
            "topic": f"{LEVEL}/state",
            "qos": 1,
            "retain": True,
            "message": "the latest state with `online` false",
        },
    }


def _security_schemes() -> Document:
    return {
        "certificate": {"type": "X509", "description": "TLS 1.2 or newer; the common name is the lane's id."},
        "password": {"type": "userPassword", "description": "[mqtt] username and password, where the broker has them."},
    }


def _channel(topic: Topic) -> Document:
    names = [name for name in PARAMETERS if f"{{{name}}}" in topic.address]
    return {
        "address": topic.address,
        "description": topic.text,
        "servers": [{"$ref": "#/servers/gate"}],
        "parameters": {name: {"$ref": f"#/components/parameters/{name}"} for name in names},
        "messages": {topic.message: {"$ref": f"#/components/messages/{topic.message}"}},
    }


def _reply_channel() -> Document:
    return {
        "address": None,
        "description": "Response topic of a command; the ACL of config/mosquitto/ allows gate/v1/{site}/reply/{lane}/…",
        "messages": {"command-result": {"$ref": "#/components/messages/command-result"}},
    }


def _operation_name(topic: Topic) -> str:
    return f"{'send' if topic.sender == 'lane' else 'receive'}{topic.name[0].upper()}{topic.name[1:]}"


def _operation(topic: Topic) -> Document:
    operation = {
        "action": "send" if topic.sender == "lane" else "receive",
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "summary": topic.text,
        "messages": [{"$ref": f"#/channels/{topic.name}/messages/{topic.message}"}],
        "bindings": {"mqtt": {"qos": topic.qos, "retain": topic.retained, **BINDING}},
    }
    return {**operation, "description": ANSWERING, "reply": _reply()} if topic.name == "command" else operation


def _reply() -> Document:
    return {
        "address": {
            "description": "MQTT 5 response topic of the command",
            "location": "$message.header#/responseTopic",
        },
        "channel": {"$ref": "#/channels/commandReply"},
        "messages": [{"$ref": "#/channels/commandReply/messages/command-result"}],
    }


def _messages() -> Document:
    return {name: _message(name) for name in dict.fromkeys(one.message for one in TOPICS)}


def _message(name: str) -> Document:
    if name == "image":
        return {
            "name": "image",
            "contentType": "image/jpeg",
            "payload": {"type": "string", "format": "binary", "description": "JPEG"},
        }
    message: Document = {
        "name": name,
        "contentType": "application/json",
        "payload": {"schemaFormat": JSON_SCHEMA, "schema": {"$ref": f"./schemas/{name}.json"}},
    }
    return {**message, **_correlated()[name]} if name in _correlated() else message


def _correlated() -> Document:
    """What MQTT 5 carries beside a command and its answer."""
    data = {"type": "string", "format": "binary", "description": "correlation data; any bytes of the centre's"}
    headers = {
        "type": "object",
        "properties": {
            "responseTopic": {"type": "string", "description": "where the answer goes; at most 999 characters"},
            "messageExpiryInterval": {
                "type": "integer",
                "minimum": 0,
                "description": "seconds, on every command",
            },
        },
    }
    topic = {"type": "string", "description": "where the answer goes"}
    return {
        "command": {
            "headers": headers,
            "bindings": {"mqtt": {"correlationData": data, "responseTopic": topic, **BINDING}},
        },
        "command-result": {"bindings": {"mqtt": {"correlationData": data, **BINDING}}},
    }
