"""The list of cases at 100,000 of them, in a process with the product's settings."""

import os
import subprocess
import sys


def main() -> None:
    """Print the tables of `tests.many_cases`; fails where a median is too slow."""
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.many_cases"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        check=True,
    )


if __name__ == "__main__":
    main()
