"""`manage.py start`: everything `make run` does after the environment exists."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal.catalogue import compile_catalogue

#: Of each worker: a few more than can stand in the lanes of senders
#: (`complaints.vault.derivation`).
THREADS = 26


class Command(BaseCommand):
    """Migrates, seeds, loads the demo on the first start, and serves."""

    help = "Migrate, seed, load the demo campaign on the first start, and serve."

    def handle(self, *args: object, **options: object) -> None:
        """Does not return: the server takes this process's place."""
        # Where nobody called `make`; the servers read it when they begin.
        compile_catalogue()
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        collect()
        call_command("seed")
        call_command("load_demo")
        self.stdout.write(f"Kaimen 开门: {settings.COLUMN_ROOT}/")
        if settings.CONFIDENTIAL_URL:
            self.stdout.write(f"/tips/, /admin/: {settings.CONFIDENTIAL_URL}/")
        self.stdout.flush()
        tend()
        serve()


def collect() -> None:
    """Gather the static files; of two who begin at once, the second waits."""
    folder = Path(settings.STATIC_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("collectstatic", verbosity=0, interactive=False)


def tend() -> None:
    """Keep the daily work going beside the server; it ends when the server does."""
    words = [sys.executable, sys.argv[0], "tend", f"--beside={os.getpid()}"]
    # After the readers: what it does can wait.
    subprocess.Popen(words, preexec_fn=lambda: os.nice(10))  # noqa: PLW1509, S603


def serve() -> None:
    """Replace this process by the production server, two workers by default."""
    granian = str(Path(sys.executable).with_name("granian"))
    words = [
        *("--interface", "wsgi", "--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WORKERS), "--blocking-threads", str(THREADS)),
        "--no-ws",
        # A worker that a slow reader holds up does not hold up the stop.
        *("--workers-kill-timeout", "10"),
        *("--log-level", "error", "--no-access-log", "portal.wsgi:application"),
    ]
    os.execv(granian, [granian, *words])  # noqa: S606
