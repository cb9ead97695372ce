"""The search over 10,000 pages, in a process with the product's settings."""

import os
import subprocess
import sys


def main() -> None:
    """Print the table of `tests.many_pages`; fails where a median is too slow."""
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.many_pages"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        check=True,
    )


if __name__ == "__main__":
    main()
