"""Pictures -> marks with per-character scores."""

import os

# onnxruntime keeps usage events in the user's cache and sends them to its maker. It looks at this when it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
