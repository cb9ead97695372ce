"""Cases that ended, under one retention policy."""

from datetime import timedelta

from complaints import workflow
from complaints.cases import Case
from complaints.retention.policies import (
    RetentionPolicy,
)
from complaints.retention.rules import WARN_DAYS
from complaints.retention.run import run
from complaints.topics import Kind
from complaints.workflow import AttachmentFacts
from portal.workdays import clock
from tests.complaints.house import DAY, House

DAYS = 100


class Kept(House):
    """One policy for all kinds, and a case with a file, a request and a letter."""

    @classmethod
    def build(cls):
        super().build()
        for kind in Kind:
            RetentionPolicy.objects.create(
                kind=kind, days=DAYS, basis="本县规定", effective_from=DAY
            )

    def ended(self, kind=Kind.REPORT, **facts):
        draft = self.draft()
        draft.seal("place", "三栋301")
        draft.seal_contact("林清", "13900000000")
        draft.seal_file(1, [b"photo" * 100])
        draft.seal("file_name", "门口.png", 1)
        with clock.on(DAY):
            case = workflow.receive(
                draft,
                kind=kind,
                attachments=[AttachmentFacts(1, "image/png")],
                is_real_name=True,
                **facts,
            )
            Case.objects.filter(pk=case.pk).update(is_unread=False, place_index="x")
            case.refresh_from_db()
            self.do("accept", case)
            if kind != Kind.OFFICIAL:
                self.do("assist", case)
            self.do("investigate", case)
            self.do("conclude", case)
        return case

    def run_on(self, days, **kwargs):
        with clock.on(DAY + timedelta(days=days)):
            return run(**kwargs)

    def destroyed(self, **facts):
        case = self.ended(**facts)
        self.run_on(DAYS - WARN_DAYS)
        assert self.run_on(DAYS).destroyed == 1
        case.refresh_from_db()
        return case
