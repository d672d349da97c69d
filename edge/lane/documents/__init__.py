"""What the lane publishes, as types: the one definition of each message.

The functions that make a document return its type, so mypy proves that they agree; the JSON Schemas under `config/` are
made from the same types. A key is added here and where it is made; what consumers rely on is never taken away.
"""
