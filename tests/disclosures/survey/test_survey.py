"""The social evaluation: once a device, nothing of who, few answers untold."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from ipaddress import ip_network
from itertools import combinations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from disclosures.survey import results as counting
from disclosures.survey import surveys
from disclosures.survey.models import Answer, SourceCount
from portal.workdays import clock
from tests.disclosures.factories import report

pytestmark = pytest.mark.django_db
SAID = {"known": "yes", "satisfied": "partly", "supports": "yes"}


@pytest.fixture
def paper(site):
    site.campaign.save_revision().publish()
    return report()


@pytest.fixture
def address(paper):
    return f"/survey/{paper.pk}/"


def answer(paper, times, *, days_ago=1, **said):
    """As many answers as readers would have sent on that day."""
    with clock.on(clock.today() - timedelta(days=days_ago)):
        for _time in range(times):
            sent = Client().post(f"/survey/{paper.pk}/", SAID | said)
            assert sent.status_code == 303


class TestAnswering:
    def test_a_device_answers_once_and_only_this_path_remembers(self, paper, address):
        client = Client()
        sent = client.post(address, SAID)
        assert (sent.status_code, sent.headers["Location"]) == (303, address)
        paths = {cookie["path"] for cookie in sent.cookies.values()}
        assert paths == {address, f"/en{address}", f"/elder{address}"}
        assert all(cookie["httponly"] for cookie in sent.cookies.values())
        assert {cookie.value for cookie in sent.cookies.values()} == {"1"}
        client.post(address, SAID)
        assert Answer.objects.count() == 1
        assert "谢谢" in client.get(address).content.decode()

    @pytest.mark.parametrize("answered", ["", "/en", "/elder"])
    def test_it_is_remembered_in_every_version_of_the_site(self, address, answered):
        sent = Client().post(answered + address, SAID)
        for variant in ("", "/en", "/elder"):
            browser = Client()
            # As a browser does, which sends what lies at the path and no other.
            for cookie in sent.cookies.values():
                if cookie["path"] == variant + address:
                    browser.cookies[cookie.key] = cookie.value
            assert len(browser.cookies) == 1
            browser.post(variant + address, SAID)
        assert Answer.objects.count() == 1

    def test_only_the_day_and_the_answers_are_kept(self, address):
        Client().post(address, SAID, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Mi")
        kept = Answer.objects.values().get()
        assert set(kept) == {"id", "campaign_id", "report_id", "day", *SAID}
        assert {name: kept[name] for name in SAID} == SAID
        assert type(kept["day"]) is date

    def test_numbers_of_rows_tell_no_order(self, paper, address):
        answer(paper, 8, days_ago=0)
        ids = list(Answer.objects.values_list("pk", flat=True))
        assert max(ids) > 1000

    def test_it_is_in_no_cache_and_sets_no_cookie_before(self, address):
        for path in (address, f"{address}results/", "/survey/end/"):
            page = Client().get(path)
            assert page.headers["Cache-Control"] == "no-store"
            assert not page.cookies

    def test_what_is_missing_is_said_at_its_question(self, address):
        page = Client().post(address, SAID | {"supports": ""})
        assert page.status_code == 422
        assert b'href="#id_supports_0"' in page.content
        assert not Answer.objects.exists()
        wrong = Client().post(address, SAID | {"known": "maybe"})
        assert wrong.status_code == 422

    def test_a_machine_is_thanked_and_not_counted(self, address):
        sent = Client().post(address, SAID | {"website": "http://x.example"})
        assert sent.status_code == 303
        assert not Answer.objects.exists()

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
        ],
    )
    def test_another_sites_page_cannot_answer(self, address, headers):
        client = Client(enforce_csrf_checks=True)
        assert client.post(address, SAID, headers=headers).status_code == 403
        assert not Answer.objects.exists()
        own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
        assert client.post(address, SAID, headers=own).status_code == 303

    def test_a_flood_ends_at_the_days_limit(self, paper, address, monkeypatch):
        monkeypatch.setattr(surveys, "MOST_A_DAY", 3)
        answer(paper, 3, days_ago=1)
        answer(paper, 3, days_ago=0)
        page = Client().post(address, SAID)
        assert page.status_code == 429
        assert not page.cookies
        assert Answer.objects.count() == 6

    def test_and_shuts_no_other_survey(self, paper, address, monkeypatch):
        monkeypatch.setattr(surveys, "MOST_A_DAY", 3)
        other = report("七月下半月报")
        answer(paper, 3, days_ago=0)
        assert Client().post(f"/survey/{other.pk}/", SAID).status_code == 303
        assert Client().post(address, SAID).status_code == 429


class TestOneSource:
    SCRIPT, NEIGHBOUR = "1.2.3.4", "5.6.7.8"

    def sent(self, address, source, **headers):
        return Client().post(address, SAID, REMOTE_ADDR=source, **headers)

    @pytest.fixture
    def flooded(self, address, monkeypatch):
        monkeypatch.setattr(surveys, "MOST_A_SOURCE", 3)
        for _time in range(3):
            assert self.sent(address, self.SCRIPT).status_code == 303
        return address

    def test_is_stopped_alone(self, flooded):
        page = self.sent(flooded, self.SCRIPT)
        assert page.status_code == 429
        assert "您所在的网络" in page.content.decode()
        assert not page.cookies
        assert self.sent(flooded, self.NEIGHBOUR).status_code == 303
        assert Answer.objects.count() == 4

    def test_is_known_behind_a_proxy_by_what_that_added(self, flooded):
        told = {"HTTP_X_FORWARDED_FOR": f"9.9.9.9, {self.SCRIPT}"}
        assert self.sent(flooded, "127.0.0.1", **told).status_code == 429

    def test_does_not_fill_a_proxy_that_has_a_public_address(self, flooded, settings):
        settings.PROXIES = [ip_network("8.8.8.8")]
        for reader in (self.SCRIPT, self.NEIGHBOUR):
            told = {"HTTP_X_FORWARDED_FOR": reader}
            is_taken = self.sent(flooded, "8.8.8.8", **told).status_code == 303
            assert is_taken is (reader == self.NEIGHBOUR)

    def test_has_no_further_marks_in_its_own_ipv6(self, address, monkeypatch):
        monkeypatch.setattr(surveys, "MOST_A_SOURCE", 3)
        sent = [self.sent(address, f"2400:3200:1:{n}::1").status_code for n in range(4)]
        assert sent == [303, 303, 303, 429]

    def test_may_come_again_tomorrow_and_today_is_forgotten(self, flooded):
        with clock.on(clock.today() + timedelta(days=1)):
            assert self.sent(flooded, self.SCRIPT).status_code == 303
        assert SourceCount.objects.get().answers == 1

    def test_is_forgotten_after_midnight_though_nobody_answers(self, flooded):
        call_command("tend")
        assert SourceCount.objects.get().answers == 3
        with clock.on(clock.today() + timedelta(days=1)):
            call_command("tend")
        assert not SourceCount.objects.exists()

    def test_is_no_address(self, flooded):
        kept = SourceCount.objects.values().get()
        assert set(kept) == {"id", "day", "mark", "answers"}
        assert len(kept["mark"]) == 3

    def test_a_hidden_one_is_not_counted(self, address, monkeypatch):
        monkeypatch.setattr(surveys, "MOST_A_SOURCE", 0)
        assert self.sent(address, "127.0.0.1").status_code == 303


class TestWhen:
    def test_a_report_is_asked_about_for_sixty_days(self, paper, address):
        with clock.on(paper.date + timedelta(days=60)):
            assert b"<form" in Client().get(address).content.partition(b"<main")[2]
        with clock.on(paper.date + timedelta(days=61)):
            page = Client().post(address, SAID)
        assert not Answer.objects.exists()
        assert b'name="known"' not in page.content

    def test_the_last_one_opens_when_all_but_the_last_stage_are_over(self, paper):
        for day, is_open in (
            (date(2021, 8, 31), False),
            (date(2021, 9, 1), True),
            (date(2021, 11, 29), True),
            (date(2021, 11, 30), False),
        ):
            with clock.on(day):
                page = Client().get("/survey/end/").content
            assert (b'name="known"' in page) is is_open, day

    def test_the_first_page_invites_to_the_last_one_while_it_is_open(self, paper):
        for day, invites in (
            (date(2021, 8, 31), False),
            (date(2021, 10, 1), True),
            (date(2021, 11, 29), True),
            (date(2021, 11, 30), False),
        ):
            with clock.on(day):
                for variant in ("", "/elder"):
                    page = Client().get(f"{variant}/").content.decode()
                    there = f'href="{variant}/survey/end/"' in page
                    assert there is invites, day

    def test_a_draft_has_none(self, paper, address):
        paper.unpublish()
        assert Client().get(address).status_code == 404
        assert Client().get("/survey/999999/").status_code == 404


class TestResults:
    def test_of_fewer_than_five_nothing_is_told(self, paper, address):
        answer(paper, 4)
        page = Client().get(f"{address}results/").content.decode()
        assert "目前还没有可以公布的结果" in page
        assert "n = " not in page
        assert "<progress" not in page
        answer(paper, 1)
        assert "<progress" in Client().get(f"{address}results/").content.decode()

    def test_they_add_up_and_say_that_they_are_no_sample(self, paper, address):
        answer(paper, 6)
        answer(paper, 2, satisfied="no")
        found = counting.results(surveys.of_report(paper.pk))
        assert found.n == 8
        satisfied = found.outcomes[1]
        assert [s.count for s in satisfied.shares] == [0, 6, 2]
        assert [s.percent for s in satisfied.shares] == [0, 75, 25]
        page = Client().get(f"{address}results/").content.decode()
        assert "n = 8" in page
        assert "不是抽样调查" in page

    def test_when_how_many_came_shows_a_flood(self, paper, address):
        first, second, third = (paper.date + timedelta(days=n) for n in (1, 3, 4))
        with clock.on(third + timedelta(days=1)):
            for days_ago, times in ((4, 1), (2, 6), (1, 9), (0, 1)):
                answer(paper, times, days_ago=days_ago)
            groups = counting.results(surveys.of_report(paper.pk)).groups
            page = Client().get(f"{address}results/").content.decode()
        assert groups == (
            counting.Group(first, second, 7),
            counting.Group(third, third, 9),
        )
        assert "n = 16" in page
        assert "n = 9" in page

    def test_todays_wait_until_tomorrow(self, paper):
        answer(paper, 5)
        answer(paper, 1, days_ago=0, supports="no")
        assert counting.results(surveys.of_report(paper.pk)).n == 5

    def test_a_day_is_told_once_its_last_answer_is_written_down(
        self, paper, monkeypatch
    ):
        answer(paper, 5)
        midnight = timezone.make_aware(datetime.combine(clock.today(), time()))
        for minutes, n in ((1, 0), (59, 0), (61, 5)):
            at = midnight + timedelta(minutes=minutes)
            monkeypatch.setattr(counting, "now", lambda at=at: at)
            assert counting.results(surveys.of_report(paper.pk)).n == n

    def test_each_report_is_counted_apart_at_one_cost(self, paper, address):
        other = report("七月下半月报")
        answer(other, 6)
        with CaptureQueriesContext(connection) as few:
            page = Client().get(f"{address}results/").content.decode()
        assert "n = " not in page
        answer(paper, 12)
        with CaptureQueriesContext(connection) as many:
            Client().get(f"{address}results/")
        assert len(many) == len(few)

    def test_the_report_invites(self, paper, address):
        assert f'href="{address}"' in Client().get(paper.url).content.decode()


#: What is said to one question on each of some days; nobody comes on a few.
SAYING = st.sampled_from(Answer.Said.values)
COUNTS = st.lists(st.lists(SAYING, max_size=7), max_size=15)


def kept(days):
    """The results of every day, as somebody keeps them all."""
    rows = [
        (date(2021, 7, 1) + timedelta(days=number), value, "yes", "no", times)
        for number, said in enumerate(days)
        for value, times in Counter(said).items()
    ]
    # In no order: the database promises none.
    ends = [date(2021, 7, 1) + timedelta(days=number) for number in range(len(days))]
    return [counting.told([r for r in rows[::-1] if r[0] <= end]) for end in ends]


class TestResultsOfTwoDays:
    """Whoever subtracts one from the other gets no single answer."""

    @given(COUNTS)
    def test_differ_by_nothing_or_by_at_least_five_answers(self, days):
        for earlier, later in combinations(kept(days), 2):
            assert later.n - earlier.n not in range(1, counting.FEWEST)
            assert later.groups[: len(earlier.groups)] == earlier.groups
            if later.n == earlier.n:
                assert later == earlier

    @given(COUNTS)
    def test_leave_out_the_last_few_and_nothing_else(self, days):
        for number, found in enumerate(kept(days), start=1):
            came = sum(map(len, days[:number]))
            assert came - found.n in range(counting.FEWEST)
            assert all(group.n >= counting.FEWEST for group in found.groups)
            for outcome in found.outcomes:
                assert sum(share.count for share in outcome.shares) == found.n

    def test_stay_the_same_after_a_day_with_one(self, paper, address):
        answer(paper, 5, days_ago=2)
        page = f"{address}results/"
        with clock.on(clock.today() - timedelta(days=1)):
            before = Client().get(page).content
        answer(paper, 1, days_ago=1, satisfied="no")
        assert Client().get(page).content == before

    def test_stay_the_same_when_the_survey_is_over(self, paper, address):
        with clock.on(paper.date + timedelta(days=50)):
            answer(paper, 5)
            answer(paper, 4, days_ago=0, satisfied="no")
        for days in (51, 61, 400):
            with clock.on(paper.date + timedelta(days=days)):
                assert counting.results(surveys.of_report(paper.pk)).n == 5
