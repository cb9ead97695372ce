"""Export: a real ZIP with a real .docx, on record before the first byte."""

import hashlib
import io
import zipfile
from unittest import mock

from django.db.models import Q
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from complaints import workflow
from complaints.cases import AccessRecord, Case
from complaints.export.archive import NAME_MOST, Archive, safe_name
from complaints.vault import storage
from complaints.vault.boxes import SealBroken
from complaints.vault.keyring import COOKIE
from complaints.workflow.departures import let_go
from portal.workdays.clock import today
from tests.complaints.casework.factories import BODY, PNG, CaseworkTestCase, filed
from tests.complaints.vault.factories import sign_in

REASON = "结案归档"
#: What names are made of, good and bad.
SIGNS = st.sampled_from('aA1.. ()/\\:*"|\0\n\u202e\u200b门口')


def opened(answer):
    """The archive of an answer, and the words of its summary."""
    whole = b"".join(answer.streaming_content)
    archive = zipfile.ZipFile(io.BytesIO(whole))
    assert archive.testzip() is None
    name = next(name for name in archive.namelist() if name.endswith(".docx"))
    paper = Document(io.BytesIO(archive.read(name)))
    words = [paragraph.text for paragraph in paper.paragraphs]
    for table in paper.tables:
        words += [cell.text for row in table.rows for cell in row.cells]
    return archive, "\n".join(words)


class Exporting(CaseworkTestCase):
    def setUp(self):
        self.case = filed(
            body=f"{BODY}\x01",
            place="三栋二单元301",
            files=[PNG, b"\x00exe" * 50_000],
            types=["image/png", "application/x-dosexec"],
            names=["门口.png", "../../etc/pass\u202ewd\n.png"],
            name="林清",
            phone="13900000000",
        )
        workflow.accept(self.case, actor=self.user)
        box = self.ring.open(self.case.envelope)
        workflow.message(self.case, actor=self.user, box=box, text="请问是几楼？")
        workflow.note(self.case, actor=self.user, box=box, text="周三入户")
        self.request = workflow.assist(
            self.case,
            actor=self.user,
            box=box,
            to_unit=self.civil,
            question="请核实婚姻登记。",
            due_on=self.case.due_on,
        )
        inner = self.foreign_ring.open(self.request.envelope)
        workflow.answer_request(
            self.request, actor=self.stranger, box=inner, text="已婚。"
        )
        self.address = reverse("cases:archive", args=[self.case.number])

    def export(self, user=None, reason=REASON):
        sign_in(self.client, user or self.user)
        return self.client.post(self.address, {"reason": reason})

    def test_the_archive_holds_the_file_and_the_summary_says_it_all(self):
        archive, words = opened(self.export())
        folder, names = self.case.number, archive.namelist()
        assert names[0] == f"{folder}/01 门口.png"
        assert archive.read(names[0]) == PNG
        assert archive.read(names[1]) == b"\x00exe" * 50_000
        for said in (
            self.case.number,
            BODY,
            "三栋二单元301",
            "请问是几楼？",
            "周三入户",
            "请核实婚姻登记。",
            "已婚。",
            self.request.number,
            REASON,
            hashlib.sha256(PNG).hexdigest(),
            str(self.user),
        ):
            assert said in words, said

    def test_what_nobody_did_is_the_houses_not_the_senders(self):
        workflow.assign(self.case, actor=self.user, assignee=self.user)
        event = let_go(Q(pk=self.case.pk))[0]
        _archive, words = opened(self.export())
        assert f"{workflow.label_of(event.name)}\n{workflow.doer(event)}" in words
        assert workflow.doer(event) != workflow.doer(self.case.events.first())

    def test_name_and_phone_are_not_in_it(self):
        _archive, words = opened(self.export())
        assert "林清" not in words
        assert "13900000000" not in words

    def test_names_stay_inside_and_hide_nothing(self):
        archive, _words = opened(self.export())
        for info in archive.infolist():
            assert info.filename.startswith(f"{self.case.number}/")
            assert info.filename.count("/") == 1
            assert info.filename.isprintable()
            assert ".." not in info.filename.split("/")

    def test_on_record_and_in_the_history_before_the_first_byte(self):
        answer = self.export()
        records = AccessRecord.objects.filter(case=self.case, what="export")
        assert [record.request for record in records.order_by("pk")] == [
            None,
            self.request,
        ]
        event = self.case.events.last()
        assert (event.name, event.actor) == ("export", self.user)
        assert len(event.digests) == 1
        names = [entry.name for entry in workflow.timeline(self.case)]
        assert "export" not in names
        opened(answer)

    def test_a_reason_is_asked_and_nothing_recorded_without(self):
        assert self.export(reason=" ").status_code == 422
        page = self.client.get(self.address)
        assert page.status_code == 200
        assert not AccessRecord.objects.filter(what="export").exists()

    def test_a_locked_key_exports_nothing(self):
        sign_in(self.client, self.user)
        del self.client.cookies[COOKIE]
        answer = self.client.post(self.address, {"reason": REASON})
        assert answer.status_code == 403
        assert not answer.streaming
        assert not AccessRecord.objects.filter(what="export").exists()

    def test_other_units_find_nothing(self):
        for method in ("get", "post"):
            sign_in(self.client, self.stranger)
            answer = getattr(self.client, method)(self.address, {"reason": REASON})
            assert answer.status_code == 404

    def test_a_damaged_file_is_named_and_the_rest_comes(self):
        file = self.case.envelope.files.get(number=2)
        (storage.root() / file.path).write_bytes(b"short")
        archive, words = opened(self.export(self.inspector))
        assert archive.read(archive.namelist()[0]) == PNG
        damaged = [line for line in words.split("\n") if line.startswith("02 ")]
        assert len(damaged[0]) > len("02 .._.._etc_passwd.png")

    def test_it_is_made_while_it_is_sent(self):
        answer = self.export()
        with mock.patch.object(Archive, "close") as closing:
            first = next(answer.streaming_content)
            assert first.startswith(b"PK")
            assert not closing.called
        Case.objects.get(pk=self.case.pk)


class TestArchive:
    @given(st.lists(st.text(SIGNS, max_size=80), max_size=6))
    def test_any_names_make_an_archive_that_opens(self, names):
        archive = Archive("MX-00001")
        sent = b"".join(
            piece for name in names for piece in archive.add(name, [b"a", b"b"])
        )
        whole = zipfile.ZipFile(io.BytesIO(sent + archive.close()))
        found = whole.namelist()
        assert len({name.casefold() for name in found}) == len(names)
        assert all(whole.read(name) == b"ab" for name in found)
        assert all(len(safe_name(name)) <= NAME_MOST for name in names)

    def test_a_broken_seal_ends_its_entry_alone(self):
        def pieces():
            yield b"begun"
            raise SealBroken

        archive = Archive("MX-00001")
        sent = b"".join(archive.add("a.txt", pieces()))
        sent += b"".join(archive.add("A.txt", [b"whole"]))
        whole = zipfile.ZipFile(io.BytesIO(sent + archive.close()))
        assert whole.namelist() == ["MX-00001/a.txt", "MX-00001/A (2).txt"]
        assert [packed.is_damaged for packed in archive.packed] == [True, False]
        assert whole.infolist()[0].date_time[:3] == today().timetuple()[:3]
