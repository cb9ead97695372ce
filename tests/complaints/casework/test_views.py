"""Views of the list: everybody's with a count each, and a member's own."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import workflow
from complaints.cases import CallRequest, Case, Recusal, State
from complaints.casework.models import SavedView
from portal.workdays.clock import today
from tests.complaints.casework.factories import CaseworkTestCase, filed, late
from tests.complaints.vault.factories import keyed_member, sign_in
from tests.disclosures.factories import EstateFactory

INDEX = "/admin/cases/"


def counts(page):
    return {view.query: view.count for view in page.context["listing"].views}


class Counts(CaseworkTestCase):
    def setUp(self):
        sign_in(self.client, self.user)

    def test_each_view_counts_what_it_shows(self):
        late(filed())
        soon, mine, done = filed(), filed(topic="lent"), filed()
        Case.objects.filter(pk=soon.pk).update(due_on=today() + timedelta(days=2))
        Case.objects.filter(pk=mine.pk).update(assignee=self.user, is_unread=False)
        Case.objects.filter(pk=done.pk).update(state=State.DECLINED)
        SavedView.objects.create(owner=self.user, name="转借", query="topic=lent")
        SavedView.objects.create(owner=self.stranger, name="别人的", query="mine=on")
        found = counts(self.client.get(INDEX))
        assert found == {
            "": 4,
            "state=open": 3,
            "overdue=on": 1,
            "soon=on": 1,
            "unread=on": 3,
            "mine=on": 1,
            "unassigned=on": 2,
            "topic=lent": 1,
        }
        for query, count in found.items():
            with self.subTest(query=query):
                page = self.client.get(f"{INDEX}?{query}")
                assert len(page.context["rows"]) == count
                (shown,) = [v for v in page.context["listing"].views if v.is_current]
                assert shown.query == query

    def test_what_a_member_may_not_know_of_is_in_no_count(self):
        filed()
        hidden = filed()
        Recusal.objects.create(case=hidden, user=self.user, day=today())
        filed(kind="official", topic="neglect")
        found = counts(self.client.get(INDEX))
        assert found[""] == found["unread=on"] == 1
        sign_in(self.client, self.stranger)
        assert set(counts(self.client.get(INDEX)).values()) == {0}

    def test_a_head_finds_what_waits_for_the_signature(self):
        head, _ring = keyed_member(self.housing, by=self.ring, is_head=True)
        case = filed()
        workflow.accept(case, actor=self.user)
        box = self.ring.open(case.envelope)
        workflow.ask_extension(case, actor=self.user, box=box, reason="x")
        assert "signature=on" not in counts(self.client.get(INDEX))
        sign_in(self.client, head)
        assert counts(self.client.get(INDEX))["signature=on"] == 1
        page = self.client.get(INDEX, {"signature": "on"})
        assert [row.case for row in page.context["rows"]] == [case]

    def test_a_call_that_nobody_has_made_yet(self):
        called, case = filed(), filed()
        CallRequest.objects.create(
            case=called, number=1, day=today(), ended_on=today(), result="reached"
        )
        assert "call=on" not in counts(self.client.get(INDEX))
        for of in (called, case):
            CallRequest.objects.create(case=of, number=2, day=today())
        Case.objects.filter(pk=called.pk).update(state=State.DECLINED)
        page = self.client.get(INDEX)
        self.assertContains(page, "要求回电话")
        assert counts(page)["call=on"] == 2
        page = self.client.get(INDEX, {"call": "on"})
        assert [row.case for row in page.context["rows"]] == [case, called]
        self.assertContains(page, 'type="hidden" name="call"')
        sign_in(self.client, self.stranger)
        assert "call=on" not in counts(self.client.get(INDEX))

    def test_neither_more_cases_nor_more_views_cost_a_query(self):
        filed()
        self.client.get(INDEX)
        with CaptureQueriesContext(connection) as few:
            self.client.get(INDEX)
        estate = EstateFactory()
        for n in range(SavedView.MOST):
            among = "state=open&" if n % 2 else ""
            query = f"estate={estate.pk}&{among}kind=report&q={n}"
            SavedView.objects.create(owner=self.user, name=str(n), query=query)
        for _n in range(4):
            case = filed(estate=estate)
            CallRequest.objects.create(case=case, number=1, day=today())
        with self.assertNumQueries(len(few)):
            self.client.get(INDEX)


class OwnViews(CaseworkTestCase):
    def setUp(self):
        sign_in(self.client, self.user)

    def save(self, name, query):
        return self.client.post(
            reverse("cases:save_view"), {"name": name, "query": query}
        )

    def mine(self):
        return list(SavedView.objects.values_list("owner", "name", "query"))

    def test_filters_are_kept_under_a_name_and_stand_above_the_list(self):
        answer = self.save("我的转租", "topic=sublet&mine=on&page=3&sort=-number")
        assert self.mine() == [(self.user.pk, "我的转租", "topic=sublet&mine=on")]
        assert answer["Location"] == f"{INDEX}?topic=sublet&mine=on"
        self.assertContains(self.client.get(INDEX), "我的转租")
        sign_in(self.client, self.stranger)
        self.assertNotContains(self.client.get(INDEX), "我的转租")

    def test_only_filters_and_case_numbers_are_kept(self):
        for query in ("", "q=三栋二单元", "secret=x", "state=nonsense"):
            with self.subTest(query=query):
                self.save("x", query)
                assert self.mine() == []
        self.save("尾号", "q=MX-482")
        assert self.mine()[0][2] == "q=MX-482"

    def test_a_name_that_points_at_somebody_is_refused_and_kept_in_the_field(self):
        for name in ("13812345678", "3栋2单元501室"):
            with self.subTest(name=name):
                page = self.save(name, "mine=on")
                self.assertContains(page, f'value="{name}"', status_code=422)
                assert self.mine() == []

    def test_a_name_once_and_twelve_at_most(self):
        for n in range(SavedView.MOST):
            self.save(f"视图{n}", "mine=on")
        assert self.save("又一个", "unread=on").status_code == 422
        SavedView.objects.filter(name="视图0").delete()
        assert self.save("视图1", "unread=on").status_code == 422
        assert len(self.mine()) == SavedView.MOST - 1

    def test_renamed_and_deleted_by_its_owner_alone(self):
        saved = SavedView.objects.create(owner=self.user, name="旧", query="mine=on")
        address = reverse("cases:change_view", args=[saved.pk])
        sign_in(self.client, self.stranger)
        for data in ({"name": "别人"}, {"delete": "1"}):
            assert self.client.post(address, data).status_code == 404
        assert self.client.get(address).status_code == 404
        sign_in(self.client, self.user)
        self.assertRedirects(self.client.get(address), f"{INDEX}?mine=on")
        self.client.post(address, {"name": "新"})
        assert self.mine() == [(self.user.pk, "新", "mine=on")]
        self.client.post(address, {"delete": "1", "name": ""})
        assert self.mine() == []
