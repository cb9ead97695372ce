"""LibreOffice, as the tests ask it."""

import os
import shutil
import subprocess
from pathlib import Path

SOFFICE = shutil.which("soffice")


def converted(folder: Path, data: bytes, *endings: str) -> list[Path]:
    """A .docx, opened and saved by LibreOffice with a profile of its own."""
    assert SOFFICE, "LibreOffice is missing: see .ci/packages.txt"
    source = folder / "report.docx"
    source.write_bytes(data)
    for ending in endings:
        subprocess.run(
            [
                SOFFICE,
                f"-env:UserInstallation=file://{folder}/profile",
                *("--headless", "--norestore", "--convert-to", ending),
                *("--outdir", str(folder), str(source)),
            ],
            check=True,
            capture_output=True,
            timeout=120,
            env=os.environ | {"HOME": str(folder)},
        )
    return [folder / f"report.{ending}" for ending in endings]
