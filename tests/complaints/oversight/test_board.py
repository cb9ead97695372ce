"""The inspectors' board and each case's history."""

from urllib.parse import urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import workflow
from complaints.cases import AccessRecord, Case, State
from tests.complaints.casework.factories import (
    BODY,
    CaseworkTestCase,
    filed,
    late,
)
from tests.complaints.vault.factories import sign_in

BOARD = "/admin/oversight/"


class Board(CaseworkTestCase):
    def setUp(self):
        sign_in(self.client, self.inspector)

    def rows(self, **query):
        return [row.case for row in self.client.get(BOARD, query).context["rows"]]

    def test_every_case_of_every_unit_the_overdue_first_the_ended_last(self):
        official = filed(kind="official", topic="neglect")
        declined = filed()
        box = self.ring.open(declined.envelope)
        workflow.decline(declined, actor=self.user, box=box, reason="x")
        later, latest = late(filed(), days=2), late(filed(), days=9)
        found = self.rows()
        assert found[:2] == [latest, later]
        assert found[2:] == [official, declined]

    def test_counts_lead_to_their_cases(self):
        late(filed())
        accepted = filed()
        workflow.accept(accepted, actor=self.user)
        filed(kind="official", topic="neglect")
        filed(kind="declaration", topic="car")
        filed(kind="declaration", topic="objection")
        page = self.client.get(BOARD)
        for row in page.context["units"]:
            for name in ("received", "came_forward", "open", "overdue", "concluded"):
                figure = getattr(row, name)
                with self.subTest(unit=row.name, name=name):
                    listed = self.client.get(
                        urlsplit(figure.url)._replace(fragment="").geturl()
                    )
                    assert len(listed.context["rows"]) == figure.value
        counts = {
            row.name: (row.overdue.value, row.came_forward.value)
            for row in page.context["units"]
        }
        assert counts[self.housing.name] == (1, 1)
        assert counts[self.inspection.name] == (0, 0)

    def test_who_objects_to_a_finding_did_not_come_forward(self):
        forward = {filed(kind="declaration", topic=topic) for topic in ("car", "")}
        filed(kind="declaration", topic="objection")
        filed()
        assert set(self.rows(forward="on")) == forward

    def test_it_opens_and_records_nothing(self):
        filed()
        self.assertNotContains(self.client.get(BOARD), BODY)
        assert not AccessRecord.objects.exists()

    def test_the_same_queries_at_any_length(self):
        for _n in range(3):
            filed()
        self.client.get(BOARD)
        with CaptureQueriesContext(connection) as few:
            self.client.get(BOARD)
        for _n in range(57):
            filed()
        with self.assertNumQueries(len(few)):
            self.client.get(BOARD)

    def test_filters_by_unit(self):
        case = filed()
        filed(kind="official", topic="neglect")
        assert self.rows(unit=self.housing.pk) == [case]


class History(CaseworkTestCase):
    def setUp(self):
        self.case = filed()
        self.address = reverse("oversight:history", args=[self.case.number])

    def test_events_and_readings_with_their_times(self):
        sign_in(self.client, self.user)
        self.client.get(reverse("cases:file", args=[self.case.number]))
        workflow.accept(self.case, actor=self.user)
        sign_in(self.client, self.inspector)
        page = self.client.get(self.address)
        assert [step.event.name for step in page.context["steps"]] == [
            "receive",
            "accept",
        ]
        self.assertContains(page, str(self.user))
        self.assertNotContains(page, BODY)
        assert AccessRecord.objects.count() == 1

    def test_reopening_from_the_file(self):
        box = self.ring.open(self.case.envelope)
        workflow.decline(self.case, actor=self.user, box=box, reason="x")
        sign_in(self.client, self.inspector)
        file = reverse("cases:file", args=[self.case.number])
        self.assertContains(self.client.get(self.address), file)
        self.assertContains(self.client.get(file), 'data-transition="reopen"')
        self.client.post(
            reverse("cases:act", args=[self.case.number, "reopen"]),
            {"version": self.case.version, "reason": "请再核实"},
        )
        assert Case.objects.get(pk=self.case.pk).state == State.REOPENED
