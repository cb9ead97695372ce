"""The list of cases."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.cases import AccessRecord, Case
from complaints.casework.listing import SORTS
from complaints.topics import Topic
from portal.users.models import Unit
from portal.workdays.clock import today
from tests.complaints.casework.factories import CaseworkTestCase, filed, late
from tests.complaints.vault.factories import keyed_member, keyed_unit, sign_in
from tests.disclosures.factories import EstateFactory
from tests.factories import MembershipFactory, UserFactory

INDEX = "/admin/cases/"
DAY, SOONER, LATER = date(2024, 3, 5), date(2024, 6, 1), date(2024, 6, 2)


class Listing(CaseworkTestCase):
    def setUp(self):
        sign_in(self.client, self.user)

    def test_it_shows_number_topic_state_and_clock(self):
        case = filed()
        page = self.client.get(INDEX)
        self.assertContains(page, case.number)
        self.assertContains(page, Topic.SUBLET.label)
        self.assertContains(page, case.unit.name)
        days = (case.due_on - today()).days
        assert str(days) in page.context["rows"][0].face.words
        self.assertTemplateUsed(page, "casework/index.html")

    def test_listing_opens_nothing_and_records_nothing(self):
        filed(body="一句只在正文里的话")
        self.assertNotContains(self.client.get(INDEX), "一句只在正文里的话")
        assert not AccessRecord.objects.exists()

    def test_the_same_queries_at_any_length(self):
        for _n in range(3):
            filed()
        self.client.get(INDEX)
        with CaptureQueriesContext(
            connection,
        ) as few:
            self.client.get(INDEX)
        for _n in range(57):
            filed()
        with CaptureQueriesContext(connection) as many:
            page = self.client.get(INDEX)
        assert len(page.context["rows"]) == 50
        assert len(many) == len(few), [q["sql"] for q in many]

    def test_overdue_cases_come_first_and_say_so(self):
        filed()
        overdue = late(filed())
        page = self.client.get(INDEX)
        assert page.context["rows"][0].case == overdue
        assert page.context["rows"][0].face.tone == "late"

    def test_a_destroyed_case_says_so(self):
        case = filed()
        assert "内容已销毁" not in self.client.get(INDEX).content.decode()
        Case.objects.filter(pk=case.pk).update(destroyed_on=today())
        assert "内容已销毁" in self.client.get(INDEX).content.decode()

    def test_search_looks_at_numbers_only(self):
        case, other = filed(place="三栋"), filed()
        page = self.client.get(INDEX, {"q": case.number[-5:]})
        assert [row.case for row in page.context["rows"]] == [case]
        assert not self.client.get(INDEX, {"q": "三栋"}).context["rows"]
        assert other.number != case.number

    def test_filters(self):
        east, west = EstateFactory(), EstateFactory()
        case, other = late(filed(estate=east)), filed(topic="lent", estate=west)
        Case.objects.filter(pk=other.pk).update(is_unread=False, assignee=self.user)
        for query, found in (
            ({"overdue": "on"}, [case]),
            ({"unread": "on"}, [case]),
            ({"mine": "on"}, [other]),
            ({"topic": "lent"}, [other]),
            ({"estate": east.pk}, [case]),
            ({"estate": west.pk}, [other]),
            ({"state": "open"}, [case, other]),
            ({"state": "concluded"}, []),
            ({"kind": "suggestion"}, []),
        ):
            with self.subTest(query=query):
                page = self.client.get(INDEX, query)
                assert [row.case for row in page.context["rows"]] == found

    def test_a_filter_with_nonsense_in_it_asks_for_nothing(self):
        filed()
        for query in ({"state": "x"}, {"estate": "'"}, {"page": "x"}, {"sort": "x"}):
            with self.subTest(query=query):
                assert len(self.client.get(INDEX, query).context["rows"]) == 1

    def test_every_heading_sorts_both_ways(self):
        first, second = late(filed()), filed()
        own = UserFactory(last_name="A"), UserFactory(last_name="B")
        for user in own:
            user.save()
        by = {
            "received": ({"received_on": date(2024, 3, 1)}, {"received_on": DAY}),
            "number": ({"number": "MX-00001"}, {"number": "MX-00002"}),
            "topic": ({"topic": "lent"}, {"topic": "sublet"}),
            "state": ({"state": "received"}, {"state": "accepted"}),
            "unit": ({"unit": self.civil}, {"unit": self.housing}),
            "assignee": ({"assignee": own[0]}, {"assignee": own[1]}),
            "due": ({"due_on": date(2024, 5, 1)}, {"due_on": date(2024, 5, 2)}),
        }
        assert set(by) == set(SORTS)
        Unit.objects.filter(pk=self.civil.pk).update(name="A")
        Unit.objects.filter(pk=self.housing.pk).update(name="B")
        sign_in(self.client, self.inspector)
        plain = {"received_on": DAY, "clock_from": DAY, "unit": self.housing}
        plain |= {"assignee": None, "state": "received", "topic": "lent"}
        for sort, facts in by.items():
            # By their due days, as without any order, the second would come first.
            for case, due, own_facts in zip(
                (first, second), (LATER, SOONER), facts, strict=True
            ):
                given = plain | {"due_on": due} | own_facts
                Case.objects.filter(pk=case.pk).update(**given)
            for query, order in (
                (sort, [first, second]),
                (f"-{sort}", [second, first]),
            ):
                with self.subTest(sort=query):
                    rows = self.client.get(INDEX, {"sort": query}).context["rows"]
                    assert [row.case for row in rows] == order
        sign_in(self.client, self.user)
        Case.objects.filter(pk=first.pk).update(**plain)
        Case.objects.filter(pk=second.pk).update(assignee=self.user)
        for sort in ("assignee", "-assignee"):
            rows = self.client.get(INDEX, {"sort": sort}).context["rows"]
            assert [row.case for row in rows] == [second, first], "nobody comes last"


class WhoSeesTheList(CaseworkTestCase):
    def setUp(self):
        self.case = filed()

    def rows(self, user):
        sign_in(self.client, user)
        page = self.client.get(INDEX)
        return [row.case for row in page.context["rows"]] if page.context else []

    def test_members_and_inspectors(self):
        assert self.rows(self.user) == [self.case]
        assert self.rows(self.inspector) == [self.case]

    def test_another_units_member_sees_an_empty_list(self):
        _unit, stranger, _ring = keyed_unit()
        assert self.rows(stranger) == []
        assert self.client.get(INDEX).status_code == 200

    def test_a_new_member_sees_nothing_until_a_colleague_grants(self):
        newcomer, _ring = keyed_member(self.housing)
        assert self.rows(newcomer) == []
        self.assertContains(self.client.get(INDEX), str(self.user))
        granted, _ring = keyed_member(self.housing, by=self.ring)
        assert self.rows(granted) == [self.case]

    def test_a_first_key_that_nobody_confirmed_shows_nothing(self):
        unit, _user, _ring = keyed_unit()
        Case.objects.filter(pk=self.case.pk).update(unit=unit)
        unit.keys.update(confirmed_at=None)
        assert not Case.objects.visible_to(_user).exists()

    def test_an_administrator_cannot_make_himself_a_reader(self):
        admin = UserFactory(role="admin")
        MembershipFactory(user=admin, unit=self.housing)
        sign_in(self.client, admin)
        assert self.client.get(INDEX).status_code == 403
        assert not Case.objects.visible_to(admin).exists()

    def test_role_admin_sees_nothing_even_with_a_grant(self):
        admin, _ring = keyed_member(self.housing, by=self.ring)
        admin.groups.add(Group.objects.get(name="admin"))
        assert not Case.objects.visible_to(admin).exists()
        sign_in(self.client, admin)
        assert self.client.get(INDEX).status_code == 403

    def test_closed_to_clerks_editors_and_strangers(self):
        clerk = UserFactory(role="clerk")
        MembershipFactory(user=clerk, unit=self.housing, clerk=True)
        for user in (clerk, UserFactory(role="editor"), UserFactory(role="moderator")):
            with self.subTest(user=str(user)):
                sign_in(self.client, user)
                page = self.client.get(INDEX)
                assert page.status_code == 403
                self.assertNotContains(page, self.case.number, status_code=403)
        self.client.logout()
        assert self.client.get(INDEX).status_code == 302

    def test_the_menu_shows_it_to_workers_only(self):
        for user, shown in (
            (self.user, True),
            (self.inspector, True),
            (UserFactory(role="admin"), False),
            (UserFactory(role="editor"), False),
        ):
            with self.subTest(user=str(user)):
                sign_in(self.client, user)
                page = self.client.get(reverse("wagtailadmin_home"))
                assert ("/admin/cases/" in page.content.decode()) is shown
