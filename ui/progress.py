"""Progress and diagnostics of the commands: always on stderr, at once."""

import sys


def say(line: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
