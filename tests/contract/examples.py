"""Messages as the contract writes them, its dots filled in; literal text, in which no code of ours has a part."""

from __future__ import annotations

import json
from typing import Any

RECORD = """
{"schema": "lanegate/passage/1", "passage_id": "01936f2c-6b1e-7c3a-9f00-5d2a1b3c4d5e", "seq": 812,
 "boot_id": "01936f2b-0000-7000-8000-000000000001", "site": "kim-thanh", "lane": "lane-01",
 "direction": "import", "arrived_at": "2026-03-01T06:00:00.000Z", "decided_at": "2026-03-01T06:00:09.250Z",
 "open_pulse_at": "2026-03-01T06:00:09.250Z", "opened_at": "2026-03-01T06:00:11.875Z",
 "cleared_at": "2026-03-01T06:00:31.000Z", "ended_at": "2026-03-01T06:00:33.500Z",
 "plate": {"text": "24C12345", "country": "VN", "class": "civil", "confidence": 0.99, "min_char_confidence": 0.97,
           "needs_review": false, "camera": "front", "frames": 14, "image": "front-plate.jpg"},
 "trailer_plate": null, "other_plates": [],
 "containers": [{"number": "MSKU9070323", "size_type": "22G1", "check_digit_ok": true, "confidence": 0.99,
                 "min_char_confidence": 0.95,
                 "needs_review": false, "camera": "right", "frames": 9, "image": "right-container.jpg"}],
 "weight": {"gross_kg": 32460, "stable": true, "status": "ok", "raw": "022b30333234363030313703",
            "at": "2026-03-01T06:00:08.000Z"},
 "announcement": null,
 "decision": {"outcome": "open", "authority": "local", "operator": null, "reasons": ["plate read", "weight stable"]},
 "violations": [],
 "images": [{"name": "front.jpg", "kind": "frame",
             "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
             "width": 1920, "height": 1080}],
 "previous_sha256": "cb8379ac2098aa165029e3938a51da0bcecfc008fd6795f401178647f96c5b34"}
"""
STATE = """
{"online": true, "boot_id": "01936f2b-0000-7000-8000-000000000001", "version": "0.1.0", "phase": "fault",
 "since": "2026-03-01T06:00:00.000Z", "boom": "unknown", "held": false, "passage_id": null,
 "faults": [{"device": "camera:front", "code": "unreachable", "text": "no connection to the camera: 192.0.2.11:554",
             "since": "2026-03-01T05:59:00.000Z",
             "words": {"vi": "Không kết nối được camera", "en": "no connection to the camera", "zh": "无法连接摄像机"},
             "checks": {"vi": ["Cáp mạng và switch"], "en": ["the network cable and the switch"],
                        "zh": ["网线和交换机"]}}]}
"""
EVENT = """
{"event": "violation", "event_id": "01936f2c-6b1e-7c3a-9f00-5d2a1b3c4d5f",
 "passage_id": "01936f2c-6b1e-7c3a-9f00-5d2a1b3c4d5e", "at": "2026-03-01T06:00:08.000Z",
 "violation": "overweight", "text": "41200 kg, allowed: 40000 kg"}
"""
COMMAND = """
{"id": "c-2041", "boot_id": "01936f2b-0000-7000-8000-000000000001", "action": "decide",
 "passage_id": "01936f2c-6b1e-7c3a-9f00-5d2a1b3c4d5e", "outcome": "refuse",
 "expires_at": "2026-03-01T06:00:20.000Z", "operator": "Nguyễn Thị Đào", "reason": "sent to inspection"}
"""
RESULT = '{"id": "c-2041", "accepted": false, "reason": "expired"}'
EXPECTED = """
[{"plate": "24C12345", "containers": ["MSKU9070323"], "declared_gross_kg": 32400, "tolerance_kg": 200,
  "valid_until": "2026-03-01T12:00:00Z"}, {"plate": "云G67890"}]
"""
EXAMPLES = {
    "passage": RECORD,
    "state": STATE,
    "event": EVENT,
    "command": COMMAND,
    "command-result": RESULT,
    "expected": EXPECTED,
}


def example(name: str) -> Any:
    """A fresh copy."""
    return json.loads(EXAMPLES[name])
