"""Cases as they come about: sealed, routed and numbered by the workflow itself."""

from datetime import timedelta

from django.core.management import call_command
from django.test import TestCase

from complaints import workflow
from complaints.cases import Case
from complaints.workflow import AttachmentFacts
from portal.workdays.clock import today
from tests.complaints.vault.factories import keyed_unit, sealed_draft

BODY = "三栋二单元的租客把房子转租出去了。"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def filed(
    *, body=BODY, files=(), types=(), names=(), name="", phone="", place="", **facts
):
    """A case that a sender just sent."""
    draft, _receipt = sealed_draft(
        body, place=place, name=name, phone=phone, files=files
    )
    for number in range(1, len(files) + 1):
        name_of = names[number - 1] if names else f"照片{number}.png"
        draft.seal("file_name", name_of, number)
    facts = {"kind": "report", "topic": "sublet"} | facts
    return workflow.receive(
        draft,
        is_real_name=bool(name),
        attachments=[
            AttachmentFacts(number, content_type)
            for number, content_type in enumerate(types, start=1)
        ],
        **facts,
    )


def late(case, days=3):
    """The same case, overdue by so many days."""
    due = today() - timedelta(days=days)
    received = due - (case.due_on - case.clock_from)
    Case.objects.filter(pk=case.pk).update(
        received_on=received, clock_from=received, due_on=due
    )
    case.refresh_from_db()
    return case


class CaseworkTestCase(TestCase):
    """Discipline inspection, a housing bureau that leads, another bureau; all keyed."""

    @classmethod
    def setUpTestData(cls):
        call_command("sync_roles")
        cls.inspection, cls.inspector, cls.inspectors_ring = keyed_unit(discipline=True)
        cls.housing, cls.user, cls.ring = keyed_unit(lead=True)
        cls.civil, cls.stranger, cls.foreign_ring = keyed_unit()
