"""Sealed files: whole or not at all, padded, without a time, in little memory."""

import os
import tracemalloc
from datetime import datetime, time

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from complaints.vault import primitives, storage
from complaints.vault.primitives import SealBroken
from portal.workdays import clock

KEY = bytes(range(32))
R = storage.RECORD


@pytest.fixture
def folder(sealed_root):
    return sealed_root


def content(size):
    return (b"ab\x80\0" * (size // 4 + 1))[:size]


def back(name, size, key=KEY, data=b"place"):
    return b"".join(storage.read(name, size, key, data))


class TestRoundTrip:
    @pytest.mark.parametrize(
        "size", [0, 1, 4095, 4096, R - 1, R, R + 1, 2 * R, 3 * R - 1, 20 * R + 7]
    )
    def test_at_every_edge(self, size):
        name, on_disk, _held = storage.write(KEY, b"place", [content(size)])
        assert back(name, on_disk) == content(size)
        assert storage.is_size_on_disk(on_disk)

    @hypothesis_settings(
        max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.lists(st.integers(0, 2 * R), max_size=6), st.booleans())
    def test_however_it_is_cut(self, sizes, zeros):
        chunks = [b"\0" * n if zeros else content(n) for n in sizes]
        name, size, _held = storage.write(KEY, b"place", chunks)
        assert back(name, size) == b"".join(chunks)

    def test_files_of_like_length_look_alike(self):
        sizes = {storage.write(KEY, b"", [content(n)])[1] for n in (1, 900, 4000)}
        assert len(sizes) == 1

    def test_twenty_megabytes_pass_in_little_memory(self):
        def chunks():
            for _n in range(320):
                yield bytes(R)

        tracemalloc.start()
        name, size, _held = storage.write(KEY, b"place", chunks())
        total = sum(len(c) for c in storage.read(name, size, KEY, b"place"))
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert total == 320 * R
        assert peak < 2 * 1024 * 1024


class TestOnDisk:
    def test_random_name_midnight_and_only_ours_to_read(self, folder):
        name, _size, _held = storage.write(KEY, b"place", [b"abc"])
        assert len(name) == 32
        midnight = timezone.make_aware(datetime.combine(clock.today(), time.min))
        for path in (folder / name, folder):
            assert path.stat().st_mtime == midnight.timestamp()
        assert (folder / name).stat().st_mode & 0o077 == 0
        assert folder.stat().st_mode & 0o077 == 0

    def test_nothing_of_the_content_is_there(self, folder):
        name, _size, _held = storage.write(
            KEY, b"place", [b"a sentence of its own" * 50]
        )
        assert b"sentence" not in (folder / name).read_bytes()

    def test_a_stream_that_breaks_leaves_nothing(self, folder):
        def chunks():
            yield content(3 * R)
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            storage.write(KEY, b"place", chunks())
        assert os.listdir(folder) == []

    def test_removing_twice_is_no_error(self, folder):
        name, _size, _held = storage.write(KEY, b"place", [b"abc"])
        storage.remove([name])
        storage.remove([name])
        assert os.listdir(folder) == []


class TestDamage:
    @pytest.fixture
    def file(self, folder):
        name, size, _held = storage.write(KEY, b"place", [content(5 * R)])
        return folder / name, size

    @pytest.mark.parametrize("records", [0, 1, 4])
    def test_cut_short_is_refused_before_the_first_piece(self, file, records):
        path, size = file
        os.truncate(path, storage.HEADER + records * (R + storage.EXTRA))
        pieces = storage.read(path.name, size, KEY, b"place")
        with pytest.raises(SealBroken):
            next(pieces)

    def test_cut_at_a_record_is_noticed_even_if_the_row_was_changed_too(self, folder):
        name, _size, _held = storage.write(KEY, b"place", [content(16 * R - 1)])
        short = storage.size_on_disk(8 * R)
        os.truncate(folder / name, short)
        assert storage.is_size_on_disk(short)
        with pytest.raises(SealBroken):
            back(name, short)

    def test_something_appended(self, file):
        path, size = file
        with path.open("ab") as end:
            end.write(b"x")
        for said in (size, size + 1):
            with pytest.raises(SealBroken):
                back(path.name, said)

    @pytest.mark.parametrize("at", [3, 100, 2 * R, -1])
    def test_a_changed_byte(self, file, at):
        path, size = file
        body = bytearray(path.read_bytes())
        body[at] ^= 1
        path.write_bytes(body)
        with pytest.raises(SealBroken):
            back(path.name, size)

    def test_two_records_swapped(self, file):
        path, size = file
        body, step = path.read_bytes(), R + storage.EXTRA
        cut = [body[storage.HEADER + n * step :][:step] for n in range(2)]
        rest = body[storage.HEADER + 2 * step :]
        path.write_bytes(body[: storage.HEADER] + cut[1] + cut[0] + rest)
        with pytest.raises(SealBroken):
            back(path.name, size)

    def test_another_key_or_place(self, file):
        path, size = file
        with pytest.raises(SealBroken):
            back(path.name, size, key=primitives.new_key())
        with pytest.raises(SealBroken):
            back(path.name, size, data=b"elsewhere")

    def test_gone(self, file):
        path, size = file
        path.unlink()
        with pytest.raises(SealBroken):
            back(path.name, size)
