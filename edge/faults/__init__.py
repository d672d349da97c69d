"""Every fault that a lane or its doctor can report, each once: code, words in three languages, what to check; pure."""
