"""The pages of the admin: the list, the editor, signing, and what never leaks."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from disclosures.models import FortnightlyReport
from disclosures.reports import acts, digest
from disclosures.reports.listing import lines
from disclosures.reports.periods import Period
from portal.workdays import clock
from tests.disclosures.county import BEFORE, PERIOD
from tests.disclosures.reports.test_acts import ID
from tests.disclosures.reports.test_after_signing import sending
from tests.factories import UserFactory

ADDRESS = "/admin/reports/2021-07-b/"
TEXT = "入户走访过半。"


@pytest.fixture
def editor(county, client):
    client.force_login(county.editor)
    return client


def typed(report, **values):
    known = {name: getattr(report, name) for name in acts.WRITTEN if name != "is_nil"}
    return known | {"version": report.version, "act": "save"} | values


class TestTheList:
    def test_every_period_with_its_state(self, county):
        county.written(BEFORE)
        county.signed(PERIOD)
        june = Period.parse("2021-06-b")
        sent = county.signed(june)
        acts.submit(sent, user=county.editor, **sending(day=date(2021, 7, 8)))
        found = {line.key: line for line in lines(county.campaign)}
        assert [line.state for line in found.values()] == [
            *("running", "signed", "draft", "sent", "missing"),
            *("coming", "coming", "coming"),
        ]
        assert not found["2021-07-b"].is_overdue
        assert found["2021-07-a"].is_overdue
        assert found["2021-06-b"].days_late == 3
        assert found["2021-06-a"].days_late == 45

    def test_is_shown_with_what_comes_next(self, county, editor):
        county.written(BEFORE)
        page = editor.get("/admin/reports/").content.decode()
        assert "2021年7月16日至31日" in page
        assert "/admin/reports/2021-07-b/draft/" in page
        assert "逾期" in page
        assert "/admin/reports/2021-08-b/draft/" not in page

    def test_costs_the_same_with_more_reports(self, county, editor):
        def queries():
            with CaptureQueriesContext(connection) as seen:
                assert editor.get("/admin/reports/").status_code == 200
            return len(seen)

        county.signed(BEFORE)
        queries()
        before = queries()
        report = county.signed(PERIOD)
        acts.submit(report, user=county.editor, **sending())
        digest.make(report, user=county.editor)
        county.written(Period.parse("2021-06-b"))
        assert queries() == before

    def test_the_first_page_tells_who_has_something_to_do(self, county, client):
        county.handed_in()
        client.force_login(county.moderator)
        page = client.get("/admin/").content.decode()
        assert f'href="{ADDRESS}"' in page
        assert page.count("逾期") == 0
        client.force_login(county.editor)
        page = client.get("/admin/").content.decode()
        assert f'href="{ADDRESS}"' not in page
        assert "逾期" in page

    def test_a_first_page_of_others_asks_nothing(self, county, client):
        client.force_login(UserFactory(role="clerk"))
        with CaptureQueriesContext(connection) as seen:
            client.get("/admin/")
        assert not [q for q in seen if "fortnightlyreport" in q["sql"]]


class TestWriting:
    def test_the_button_drafts_and_leads_on(self, county, editor):
        response = editor.post(f"{ADDRESS}draft/")
        assert response.url == ADDRESS
        page = editor.get(ADDRESS).content.decode()
        assert 'name="progress"' in page
        assert "问题清单项数" in page

    def test_save_and_hand_in(self, county, editor):
        report = county.written()
        answer = editor.post(ADDRESS, typed(report, problems="没人。", act="hand_in"))
        assert answer.status_code == 302
        report.refresh_from_db()
        assert report.is_handed_in
        assert report.problems == "没人。"
        page = editor.get(ADDRESS).content.decode()
        assert "撤回" in page
        assert 'name="progress"' not in page

    def test_what_cannot_be_handed_in_is_not_saved_either(self, county, editor):
        report = county.written()
        stored = FortnightlyReport.objects.values().get()
        values = typed(report, progress="", problems="没人。", act="hand_in")
        answer = editor.post(ADDRESS, values)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "还没有保存" in page
        assert "没人。" in page
        assert f'name="version" value="{report.version}"' in page
        assert FortnightlyReport.objects.values().get() == stored
        assert report.steps.filter(what="saved").count() == 1
        assert editor.post(ADDRESS, values | {"act": "save"}).status_code == 302

    def test_counting_anew_is_no_persons_text(self, county, editor):
        report = county.written()
        county.exchange(date(2021, 7, 20), 500)
        acts.draft(county.campaign, PERIOD, user=county.other)
        answer = editor.post(ADDRESS, typed(report, problems="没人。"))
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "数据重新统计过" in page
        assert "没人。" in page

    def test_an_identity_number_is_refused_at_its_field(self, county, editor):
        report = county.written()
        answer = editor.post(ADDRESS, typed(report, problems=f"{ID}未退。"))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert f"{ID}未退。" in page
        assert 'href="#id_problems"' in page
        report.refresh_from_db()
        assert report.problems == ""

    def test_who_comes_second_sees_both_texts(self, county, editor):
        report = county.written()
        editor.post(ADDRESS, typed(report, progress="先写的。"))
        answer = editor.post(ADDRESS, typed(report, progress="后写的。"))
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "先写的。" in page
        assert "后写的。" in page
        report.refresh_from_db()
        assert report.progress == "先写的。"
        again = typed(report, progress="先写的。后写的。")
        assert f'name="version" value="{report.version}"' in page
        assert editor.post(ADDRESS, again).status_code == 302

    def test_a_frozen_report_keeps_what_is_typed_on_the_page(self, county, editor):
        report = county.signed()
        answer = editor.post(ADDRESS, typed(report, problems="来晚了。"))
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "2021年7月16日至31日的半月报已由" in page
        assert "来晚了。" in page
        assert 'value="save"' not in page
        answer = editor.post(f"{ADDRESS}draft/")
        assert answer.status_code == 409
        assert "2021年7月16日至31日的半月报已由" in answer.content.decode()

    def test_a_moderator_reads_and_does_not_write(self, county, client):
        report = county.written()
        client.force_login(county.moderator)
        assert 'name="progress"' not in client.get(ADDRESS).content.decode()
        assert client.post(ADDRESS, typed(report, problems="x")).status_code == 403
        report.refresh_from_db()
        assert report.problems == ""

    def test_a_day_outside_the_campaign_is_told(self, county, editor):
        answer = editor.post("/admin/reports/0001-01-a/draft/")
        assert answer.status_code == 409
        assert "不在整治期间内" in answer.content.decode()

    @pytest.mark.parametrize("key", ["2021-07-z", "2031-07-b", "2021-13-a"])
    def test_what_is_no_period(self, county, editor, key):
        assert editor.get(f"/admin/reports/{key}/").status_code == 404
        status = editor.post(f"/admin/reports/{key}/draft/").status_code
        assert status in {404, 409}


class TestSigning:
    def test_the_moderator_reads_and_signs(self, county, client):
        report = county.handed_in()
        client.force_login(county.moderator)
        page = client.get(f"{ADDRESS}sign/").content.decode()
        assert TEXT in page
        form = {"act": "sign", "version": report.version}
        assert client.post(f"{ADDRESS}sign/", form).status_code == 302
        report.refresh_from_db()
        assert report.is_signed
        assert report.sha256 in client.get(ADDRESS).content.decode()

    def test_a_version_nobody_read_is_not_signed(self, county, client):
        county.handed_in()
        client.force_login(county.moderator)
        answer = client.post(f"{ADDRESS}sign/", {"act": "sign", "version": "1"})
        assert answer.status_code == 409
        assert not FortnightlyReport.objects.signed().exists()

    def test_numbers_that_changed_since_are_pointed_out(self, county, client):
        county.handed_in()
        county.exchange(date(2021, 7, 20), 500)
        client.force_login(county.moderator)
        page = client.get(f"{ADDRESS}sign/").content.decode()
        assert "已有2项发生变化" in page

    def test_sent_back_with_a_reason(self, county, client):
        county.handed_in()
        client.force_login(county.moderator)
        form = {"act": "send_back", "reason": ""}
        assert client.post(f"{ADDRESS}sign/", form).status_code == 422
        form["reason"] = "写明时限"
        assert client.post(f"{ADDRESS}sign/", form).status_code == 302
        client.force_login(county.editor)
        assert "写明时限" in client.get(ADDRESS).content.decode()


class TestAfterwards:
    def test_submission_and_digest(self, county, editor):
        county.signed()
        answer = editor.post(f"{ADDRESS}submit/", sending())
        assert answer.status_code == 302
        assert "公文交换" in editor.get(ADDRESS).content.decode()
        answer = editor.post(f"{ADDRESS}digest/")
        page = Page.objects.get(slug="2021-07-b")
        assert answer.url == f"/admin/pages/{page.pk}/edit/"
        assert not page.live
        assert editor.post(f"{ADDRESS}digest/").status_code == 409

    def test_a_day_to_come_is_refused(self, county, editor):
        county.signed()
        answer = editor.post(f"{ADDRESS}submit/", sending(day=date(2021, 8, 3)))
        assert answer.status_code == 422

    def test_files_are_named_by_period_and_state(self, county, editor):
        report = county.handed_in()
        for kind in ("docx", "xlsx"):
            answer = editor.get(f"{ADDRESS}report.{kind}")
            assert f"report-2021-07-b-draft.{kind}" in answer["Content-Disposition"]
        acts.sign(report, version=report.version, user=county.moderator)
        answer = editor.get(f"{ADDRESS}report.docx")
        assert "report-2021-07-b.docx" in answer["Content-Disposition"]

    def test_the_sheet_of_a4(self, county, editor):
        county.written()
        page = editor.get(f"{ADDRESS}preview/").content.decode()
        assert "草稿" in page
        assert "report_paper" in page


class TestNothingLeaks:
    SECRET = "只写在草稿里的话"

    def published(self, client):
        """Everything a reader can open."""
        client.logout()
        addresses = [
            *("/", "/plan/", "/reports/", "/updates/", "/figures/", "/open-data/"),
            *("/feeds/updates.atom", "/sitemap.xml", "/embed/progress/"),
            f"/search/?q={self.SECRET}",
        ]
        pages = [client.get(address) for address in addresses]
        assert {page.status_code for page in pages} == {200}
        # The search repeats what was asked for.
        return "".join(page.content.decode() for page in pages[:-1]), pages[-1]

    @pytest.mark.parametrize("how_far", ["written", "handed_in", "signed"])
    def test_no_draft_and_no_report_is_public(self, county, client, how_far):
        report = getattr(county, how_far)(progress=f"{self.SECRET}。")
        if how_far == "signed":
            digest.make(report, user=county.editor)
        shown, search = self.published(client)
        assert self.SECRET not in shown
        assert f"{self.SECRET}。" not in search.content.decode()
        for part in ("", "sign/", "preview/", "submit/", "report.docx", "report.xlsx"):
            answer = client.get(f"{ADDRESS}{part}")
            assert answer.status_code == 302
            assert "/admin/login/" in answer.url

    @pytest.mark.parametrize("role", ["investigator", "inspector", "admin", "clerk"])
    def test_others_stay_out(self, county, client, role):
        county.written()
        client.force_login(UserFactory(role=role))
        for part in ("", "preview/", "report.docx", "sign/"):
            answer = client.get(f"{ADDRESS}{part}")
            assert answer.status_code in {302, 403}, part
            assert TEXT not in answer.content.decode()

    def test_the_approved_digest_sets_no_cookie(self, county, client):
        from disclosures.demo.column import approve

        page = digest.make(county.signed(), user=county.editor)
        approve(page, county.editor, county.moderator)
        answer = client.get("/reports/2021-07-b/")
        assert answer.status_code == 200
        assert TEXT in answer.content.decode()
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "/survey/" in answer.content.decode()

    def test_the_digest_is_scanned_like_every_page(self, county, editor):
        from django.core.exceptions import PermissionDenied, ValidationError

        from disclosures.demo.column import approve

        page = digest.make(county.signed(), user=county.editor)
        page.body = f"<p>{ID}已清退。</p>"
        with pytest.raises((PermissionDenied, ValidationError), match=ID):
            approve(page, county.editor, county.moderator)

    def test_an_editor_alone_publishes_nothing(self, county):
        from django.core.exceptions import PermissionDenied

        from disclosures.demo.column import approve

        page = digest.make(county.signed(), user=county.editor)
        with pytest.raises(PermissionDenied), clock.on(date(2021, 8, 2)):
            approve(page, county.editor, county.editor)
        page.refresh_from_db()
        assert not page.live
