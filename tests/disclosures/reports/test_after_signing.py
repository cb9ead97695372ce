"""What follows a signature: submissions, the digest, the list of periods."""

from datetime import date

import pytest
from django.utils import translation

from disclosures.models import Digest, FortnightlyReport, ReportPage
from disclosures.reports import acts, digest
from disclosures.reports.acts import Refused
from disclosures.reports.models import (
    NARRATIVE,
    Submission,
)
from tests.disclosures.county import BEFORE, PERIOD


def sending(**values):
    known = {"recipient": "市工作专班", "day": date(2021, 8, 2), "way": "exchange"}
    return known | {"note": ""} | values


class TestSubmissions:
    def test_they_are_written_down_and_stay(self, county):
        report = county.signed()
        sent = acts.submit(report, user=county.editor, **sending(note="收文12号"))
        assert (sent.report, sent.user) == (report, county.editor)
        with pytest.raises(TypeError):
            sent.save()
        with pytest.raises(TypeError):
            Submission.objects.all().delete()
        acts.submit(report, user=county.editor, **sending(note="更正：收文21号"))
        assert report.submissions.count() == 2

    def test_only_what_is_signed(self, county):
        report = county.handed_in()
        with pytest.raises(Refused, match="签发"):
            acts.submit(report, user=county.editor, **sending())

    def test_not_before_the_period_was_over(self, county):
        report = county.signed()
        with pytest.raises(Refused):
            acts.submit(report, user=county.editor, **sending(day=date(2021, 7, 30)))


class TestTheDigest:
    def test_is_a_draft_that_waits_for_two_people(self, county, client):
        report = county.signed(problems="请市里协调。", next_steps="走完余下小区。")
        page = digest.make(report, user=county.editor)
        assert not page.live
        assert page.slug == "2021-07-b"
        assert "入户走访过半" in page.body
        assert "走完余下小区" in page.body
        assert "请市里协调" not in page.body
        assert "问题清单项数：0项" in page.body
        assert client.get("/reports/2021-07-b/").status_code == 404
        assert Digest.objects.get().report == report
        assert page.latest_revision.user == county.editor

    def test_only_of_what_is_signed_and_only_once(self, county):
        with pytest.raises(Refused):
            digest.make(county.handed_in(), user=county.editor)
        report = acts.sign(
            FortnightlyReport.objects.get(), version=2, user=county.moderator
        )
        digest.make(report, user=county.editor)
        with pytest.raises(Refused, match="已有"):
            digest.make(report, user=county.editor)
        assert ReportPage.objects.count() == 1

    def test_its_page_may_go_and_come_again(self, county):
        report = county.signed()
        digest.make(report, user=county.editor).delete()
        again = digest.make(report, user=county.editor)
        assert again.fortnightly.report == report

    def test_a_nil_report_says_so(self, county):
        report = county.signed(progress="", is_nil=True, nil_reason="台风停工。")
        page = digest.make(report, user=county.editor)
        assert "无新增情况" in page.body
        assert "台风停工" in page.summary

    def test_it_is_chinese_for_an_english_editor_too(self, county):
        report = county.signed()
        with translation.override("en"):
            page = digest.make(report, user=county.editor)
        assert "三张清单" in page.body
        assert "The three lists" not in page.body

    def test_what_was_typed_is_text(self, county):
        report = county.signed(progress="<script>alert(1)</script>")
        assert "<script>" not in digest.make(report, user=county.editor).body


class TestTheListOfPeriods:
    def test_all_of_the_campaign(self, county):
        found = acts.periods_of(county.campaign)
        assert [one.key for one in found] == [
            f"2021-{month:02}-{half}" for month in (6, 7, 8, 9) for half in "ab"
        ]
        assert acts.newest_ended(county.campaign) == PERIOD

    def test_a_campaign_without_dates_reports_from_today(self, county):
        county.campaign.stages.all().delete()
        assert acts.newest_ended(county.campaign)

    def test_the_sections_are_the_citys(self):
        assert len(NARRATIVE) == 4
        assert BEFORE.after == PERIOD
