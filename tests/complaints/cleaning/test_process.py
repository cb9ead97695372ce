"""The process that cleans: its limits bite, and nothing of a file reaches a disk."""

import os
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

from complaints.cleaning import Reason, Unclean, process
from complaints.cleaning.process import Busy, cleaned
from tests.complaints.cleaning.samples import picture

ROOT = Path(process.__file__).parents[2]
#: A module that does harm instead of cleaning, in place of a real one.
HARM = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import contextlib, os, resource, socket, threading
from complaints.cleaning.limits import confine
confine()
def tried(call):
    try:
        call()
    except BaseException as error:
        return type(error).__name__
    return "done"
def answer(text):
    sys.stdout.write(text)
    sys.stdout.flush()
    os._exit(0)
"""


def harm(code):
    """What a confined process could do; its answer."""
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", HARM + code],
        capture_output=True,
        text=True,
        cwd="/",
        env={},
        check=False,
        timeout=60,
    )


class TestLimits:
    def test_memory(self):
        assert harm("answer(tried(lambda: bytearray(2**31)))").stdout == "MemoryError"

    def test_time_of_the_processor(self):
        code = "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
        assert harm(code).returncode < 0

    def test_no_file_is_written_made_or_read(self, tmp_path):
        os.chmod(tmp_path, 0o777)
        for code in (
            f"answer(tried(lambda: open({str(tmp_path / 'a')!r}, 'w').write('x')))",
            f"answer(tried(lambda: os.mkdir({str(tmp_path / 'b')!r})))",
            "answer(tried(lambda: open('/etc/passwd').read()))",
            f"answer(tried(lambda: os.listdir({str(tmp_path)!r})))",
        ):
            assert harm(code).stdout in {"OSError", "PermissionError"}, code
        assert list(tmp_path.iterdir()) == []

    def test_no_bytes_even_where_a_file_is_open(self, tmp_path):
        with (tmp_path / "a").open("wb") as out:
            subprocess.run(
                [sys.executable, "-I", "-c", HARM + "print('x' * 100, flush=True)"],
                stdout=out,
                stderr=subprocess.DEVNULL,
                env={},
                check=False,
            )
        assert (tmp_path / "a").read_bytes() == b""

    def test_no_other_process_and_no_network(self):
        assert harm("answer(tried(os.fork))").stdout == "BlockingIOError"
        assert harm("answer(tried(lambda: socket.socket()))").stdout == "OSError"

    def test_no_secret_of_the_server_and_no_django(self):
        code = (
            "import complaints.cleaning.child\n"
            "answer(str('django' in sys.modules) + str(sorted(os.environ)))"
        )
        before = HARM.replace("confine()\n", "", 1)
        done = subprocess.run(
            [sys.executable, "-I", "-B", "-c", before + code],
            capture_output=True,
            text=True,
            env=process._ENVIRONMENT,
            check=False,
        )
        assert done.stdout.startswith("False")
        assert "PEPPER" not in done.stdout


class TestParent:
    def test_a_hanging_process_is_killed(self, tmp_path):
        child = tmp_path / "child.py"
        child.write_text("import time\ntime.sleep(100)")
        begun = time.monotonic()
        with (
            mock.patch.object(process, "_CHILD", child),
            mock.patch.object(process, "SECONDS", 1),
            pytest.raises(Unclean) as caught,
            cleaned("image/png", [b"x" * 1000] * 1000),
        ):
            raise AssertionError
        assert caught.value.reason == Reason.LIMITS
        assert time.monotonic() - begun < 20

    def test_one_that_dies_in_the_middle_of_its_answer(self, tmp_path):
        child = tmp_path / "child.py"
        child.write_text(
            "import os\nprint('ok image/png')\nprint('x', flush=True)\nos.abort()"
        )
        with (
            mock.patch.object(process, "_CHILD", child),
            pytest.raises(Unclean),
            cleaned("image/png", []) as copy,
        ):
            list(copy.pieces)

    def test_so_many_at_a_time(self):
        taken = [process._slots.acquire() for _n in range(process.AT_ONCE)]
        try:
            with (
                mock.patch.object(process, "PATIENCE", 0.01),
                pytest.raises(Busy),
                cleaned("image/png", []),
            ):
                raise AssertionError
        finally:
            for _one in taken:
                process._slots.release()

    def test_the_slot_is_free_again_after_a_failure(self):
        def broken():
            yield b"x"
            raise OSError

        for _n in range(process.AT_ONCE + 1):
            with pytest.raises(OSError), cleaned("image/png", broken()):  # noqa: PT011
                raise AssertionError
        with cleaned("image/jpeg", [picture()]) as copy:
            assert b"".join(copy.pieces)
