import json
from datetime import date
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import workflow
from complaints.cases import Case, CaseEvent, State
from complaints.topics import Kind
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest, public


class TestStale(HouseTest):
    def test_the_second_is_told_what_happened(self):
        case = self.file()
        seen = case.version
        self.do("message", case, actor=None)
        self.do("accept", case)
        with pytest.raises(workflow.Stale) as caught:
            self.do("investigate", case, version=seen)
        assert [event.name for event in caught.value.events] == [
            "message",
            "accept",
        ]
        assert str(self.member) in caught.value.reason
        self.do("investigate", case, version=case.version)

    def test_an_old_instance_is_no_danger(self):
        case = self.file()
        old = Case.objects.get(pk=case.pk)
        self.do("accept", case)
        self.refused(self.do, "accept", old)
        self.do("investigate", old)
        assert old.state == State.INVESTIGATING

    def test_who_may_not_learns_nothing(self):
        case = self.file()
        with pytest.raises(workflow.Refused) as caught:
            self.do("accept", case, actor=self.civilian, version=99)
        assert not isinstance(caught.value, workflow.Stale)


class TestLock(HouseTest):
    def test_the_row_is_locked_before_anything_is_asked(self):
        case = self.file()
        with CaptureQueriesContext(connection) as queries:
            self.do("accept", case)
        asked = [q["sql"] for q in queries if "SELECT" in q["sql"]]
        assert '"complaints_case"' in asked[0]
        locks = connection.features.has_select_for_update
        assert ("FOR UPDATE" in asked[0]) == locks


class TestAllOrNothing(HouseTest):
    def test_a_crash_after_the_event_undoes_everything(self):
        for name in ("decline", "refer", "accept", "message", "concerns_us"):
            case = self.file()
            before = self.snapshot()
            with (
                self.subTest(name=name),
                mock.patch.object(
                    CaseEvent, "save", autospec=True, side_effect=_save_and_crash
                ),
                pytest.raises(ZeroDivisionError),
            ):
                self.do(name, case)
            assert self.snapshot() == before

    def test_a_box_of_another_case_is_refused(self):
        case, other = self.file(), self.file()
        with pytest.raises(ValueError, match="another case"):
            self.do("message", case, box=self.box(self.member, other))

    def snapshot(self):
        tables = connection.introspection.table_names()
        with connection.cursor() as cursor:
            found = {}
            for table in tables:
                if table.startswith(("complaints_", "vault_")):
                    cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                    found[table] = [
                        tuple(bytes(x) if isinstance(x, memoryview) else x for x in row)
                        for row in cursor.fetchall()
                    ]
        return found


class TestEvents(HouseTest):
    def test_are_never_changed_or_deleted(self):
        event = self.last(self.file())
        for touch in (event.save, event.delete):
            with pytest.raises(TypeError):
                touch()

    def test_full_time_for_staff_only(self):
        case = self.file()
        assert self.last(case).at is None
        self.do("accept", case)
        assert self.last(case).at.date() == DAY

    def test_official_events_say_nothing(self):
        case = self.in_state("reopened", Kind.OFFICIAL)
        assert {public(event) for event in case.events.all()} == {"other"}

    def test_period(self):
        case = self.file(on=date(2021, 6, 15))
        assert json.loads(self.last(case).leaf)["period"] == "2021-06-a"
        with clock.on(date(2021, 6, 16)):
            self.do("accept", case)
        assert json.loads(self.last(case).leaf)["period"] == "2021-06-b"


def _save_and_crash(event):
    super(CaseEvent, event).save()
    raise ZeroDivisionError
