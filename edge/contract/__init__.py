"""The contract with the centre as files: JSON Schemas, an AsyncAPI document, and what would break it; pure."""
