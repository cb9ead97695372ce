"""`make bench`: every benchmark of this folder, each in a process of its own.

A benchmark is a module with `main()`, which prints a table: minimum, median, maximum,
and the ratio to a reference measured in the same run. Named ones run alone.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The modules that are benchmarks."""
    found = sorted(path.stem for path in FOLDER.glob("*.py"))
    return [
        name for name in found if "def main(" in (FOLDER / f"{name}.py").read_text()
    ]


def main_of_all() -> int:
    """Run those asked for, else all; how many failed."""
    failed = 0
    for name in sys.argv[1:] or names():
        if name == Path(__file__).stem:
            continue
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmarks.{name}"], check=False
        )
        failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main_of_all())
