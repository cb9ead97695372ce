"""The process that cleans: its limits bite, and nothing of a file reaches a disk."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

from portal.cleaning import Reason, Unclean, process
from portal.cleaning.process import Busy, cleaned
from tests.portal.cleaning.samples import picture

ROOT = Path(process.__file__).parents[2]
#: A module that does harm instead of cleaning, in place of a real one.
HARM = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import contextlib, os, resource, socket, threading
from portal.cleaning.limits import confine
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


def _runs(pid):
    """Is there such a process that has not ended?"""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def _is_soon(happens):
    until = time.monotonic() + 5
    while not happens() and time.monotonic() < until:
        time.sleep(0.05)
    return happens()


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

    def test_nothing_is_opened_in_the_place_of_a_pipe(self):
        for call in ("os.open('/dev/null', 0)", "os.dup(1)", "os.pipe()"):
            code = f"os.close(0)\nanswer(tried(lambda: {call}))"
            assert harm(code).stdout in {"OSError", "PermissionError"}, call

    def test_what_the_kernel_refuses_is_told(self):
        refusing = (
            "import types\nfrom portal.cleaning import limits\n"
            "limits.ctypes = types.SimpleNamespace(CDLL=lambda *a, **k:"
            " types.SimpleNamespace(unshare=lambda flags: -1, prctl=lambda *a: 0,"
            " syscall=lambda *a: -1))\n"
        )
        before = HARM.replace("confine()\n", refusing, 1)
        done = subprocess.run(
            [sys.executable, "-I", "-B", "-c", before + "answer(' '.join(confine()))"],
            capture_output=True,
            text=True,
            env={},
            check=False,
        )
        assert done.stdout == "network files"

    def test_no_secret_of_the_server_and_no_django(self):
        code = (
            "import portal.cleaning.child\n"
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
            "import os\nprint('confined')\nprint('ok image/png')\n"
            "print('x', flush=True)\nos.abort()"
        )
        with (
            mock.patch.object(process, "_CHILD", child),
            pytest.raises(Unclean),
            cleaned("image/png", []) as copy,
        ):
            list(copy.pieces)

    def test_what_outlives_its_parent_is_killed(self, tmp_path):
        child = tmp_path / "child.py"
        child.write_text(
            "import os, time\n"
            "if other := os.fork():\n"
            "    os.write(1, b'confined\\nok image/png\\n%d' % other)\n"
            "    os._exit(0)\n"
            "os.close(0)\nos.close(1)\ntime.sleep(100)"
        )
        with (
            mock.patch.object(process, "_CHILD", child),
            cleaned("image/png", []) as copy,
        ):
            survivor = int(b"".join(copy.pieces))
            assert _runs(survivor)
        assert _is_soon(lambda: not _runs(survivor))

    def test_one_that_left_the_group_holds_nothing_up(self, tmp_path):
        # It keeps both pipes open, reads nothing, and cannot be found any more.
        child = tmp_path / "child.py"
        child.write_text(
            "import os, time\n"
            "if os.fork():\n"
            "    os._exit(0)\n"
            "os.setsid()\n"
            f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
            "time.sleep(60)"
        )
        for pieces in ([], [b"x" * 1000] * 1000):
            begun = time.monotonic()
            with (
                mock.patch.object(process, "_CHILD", child),
                mock.patch.object(process, "SECONDS", 2),
                pytest.raises(Unclean),
                cleaned("image/png", pieces),
            ):
                raise AssertionError
            os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
            assert time.monotonic() - begun < 20
        taken = [process._slots.acquire(timeout=0) for _n in range(process.AT_ONCE)]
        assert all(taken)
        for _one in taken:
            process._slots.release()

    def test_what_the_kernel_refused_is_logged_once(self, tmp_path, caplog):
        child = tmp_path / "child.py"
        child.write_text("print('confined network files\\nok image/png')")
        process._report.cache_clear()
        for _n in range(2):
            with (
                mock.patch.object(process, "_CHILD", child),
                cleaned("image/png", []) as copy,
            ):
                assert list(copy.pieces) == []
        process._report.cache_clear()
        told = [r.getMessage() for r in caplog.records if r.name == process.__name__]
        assert len(told) == 1
        assert "network and files" in told[0]

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
