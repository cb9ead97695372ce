"""Template filters of the confidential side."""
