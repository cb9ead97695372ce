"""A report is written by some, signed by another, and then stays as it is."""

import json
from datetime import date
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from disclosures.models import FortnightlyReport
from disclosures.reports import acts
from disclosures.reports.acts import Overtaken, Refused
from disclosures.reports.facts import count
from disclosures.reports.models import (
    ReportQuerySet,
    ReportStep,
)
from disclosures.reports.periods import Period
from disclosures.reports.snapshot import is_intact
from portal.workdays import clock
from tests.disclosures.county import PERIOD

ID = "350421198001011239"


class TestDrafting:
    def test_it_counts_and_knows_when_it_is_due(self, county):
        report = acts.draft(county.campaign, PERIOD, user=county.editor)
        assert report.state == "draft"
        assert report.key == "2021-07-b"
        assert report.due_on == date(2021, 8, 3)
        assert report.number == 4
        assert report.facts["counted_on"] == "2021-08-02"
        assert report.facts["rows"]

    def test_not_before_its_period_has_begun(self, county):
        with pytest.raises(Refused, match="还没有开始"):
            acts.draft(county.campaign, Period.parse("2021-08-b"), user=county.editor)
        assert not FortnightlyReport.objects.exists()

    def test_other_days_do_not_overlap(self, county, settings):
        county.written()
        settings.REPORT_PERIODS = (1, 8, 15, 22)
        with pytest.raises(Refused, match="2021年7月16日至31日"):
            acts.draft(county.campaign, Period.parse("2021-07-d"), user=county.editor)

    def test_nor_does_a_name_mean_two_periods(self, county, settings):
        report = county.written()
        settings.REPORT_PERIODS = (1, 8, 15, 22)
        with pytest.raises(Refused, match="2021年7月16日至31日"):
            acts.draft(county.campaign, Period.parse("2021-07-b"), user=county.editor)
        assert acts.draft(county.campaign, PERIOD, user=county.editor) == report

    def test_the_command_and_the_button_are_one(self, county):
        out = StringIO()
        call_command("draft_report", stdout=out)
        assert out.getvalue() == "/admin/reports/2021-07-b/\n"
        report = FortnightlyReport.objects.get()
        call_command("draft_report", period="2021-07-b", stdout=out)
        assert FortnightlyReport.objects.get() == report
        assert list(report.steps.values_list("what", "user")) == [
            ("drafted", None),
            ("counted", None),
        ]

    def test_the_command_names_what_is_wrong(self, county):
        with pytest.raises(CommandError, match="2021-07-x is no period"):
            call_command("draft_report", period="2021-07-x")
        county.signed()
        with pytest.raises(CommandError, match="2021年7月16日至31日的半月报已由"):
            call_command("draft_report")

    @pytest.mark.parametrize("key", ["2021-05-b", "2001-01-a", "0001-01-a"])
    def test_not_outside_the_campaign(self, county, key):
        with pytest.raises(Refused, match="不在整治期间内"):
            acts.draft(county.campaign, Period.parse(key), user=county.editor)
        with clock.on(date(2021, 11, 1)), pytest.raises(Refused, match="2021年10月"):
            acts.draft(county.campaign, Period.parse("2021-10-a"))

    def test_without_dates_not_before_the_year_of_the_plan(self, county):
        county.campaign.stages.all().delete()
        assert acts.draft(county.campaign, PERIOD).pk
        for key in ("2020-12-b", "0001-01-a"):
            with pytest.raises(Refused, match="不在整治期间内"):
                acts.draft(county.campaign, Period.parse(key))


class TestCountingAnew:
    def test_it_holds_the_report(self, county, monkeypatch):
        county.written()
        locked, lock = [], ReportQuerySet.select_for_update

        def seen(rows, *args, **kwargs):
            locked.append(rows.model)
            return lock(rows, *args, **kwargs)

        monkeypatch.setattr(ReportQuerySet, "select_for_update", seen)
        acts.draft(county.campaign, PERIOD, user=county.editor)
        assert locked == [FortnightlyReport]

    def test_it_writes_nothing_but_what_it_counted(self, county, monkeypatch):
        report = county.written()
        mine = FortnightlyReport.objects.filter(pk=report.pk)

        def meanwhile(*args):
            mine.update(progress="刚写的。")
            return count(*args)

        monkeypatch.setattr(acts, "count", meanwhile)
        acts.draft(county.campaign, PERIOD, user=county.editor)
        assert mine.get().progress == "刚写的。"

    def test_other_numbers_are_another_version(self, county):
        report = county.written()
        same = acts.draft(county.campaign, PERIOD, user=county.other)
        assert same.version == report.version
        county.exchange(date(2021, 7, 20), 500)
        new = acts.draft(county.campaign, PERIOD, user=county.other)
        assert new.version == report.version + 1

    def test_nobody_signs_numbers_they_did_not_see(self, county):
        read = county.handed_in()
        acts.take_back(read, user=county.editor)
        county.exchange(date(2021, 7, 20), 500)
        new = acts.draft(county.campaign, PERIOD, user=county.other)
        acts.hand_in(new, version=new.version, user=county.editor)
        with pytest.raises(Overtaken, match="重新统计过") as refusal:
            acts.sign(read, version=read.version, user=county.moderator)
        assert "编" not in str(refusal.value)
        assert not FortnightlyReport.objects.signed().exists()


class TestWriting:
    def test_two_who_save_at_once_do_not_overwrite(self, county):
        first = county.written()
        values = {name: getattr(first, name) for name in acts.WRITTEN}
        mine = values | {"problems": "白天没人。"}
        acts.save(first, mine, version=first.version, user=county.editor)
        theirs = values | {"practice": "晚上走访。"}
        with pytest.raises(Overtaken, match="编"):
            acts.save(first, theirs, version=first.version, user=county.other)
        kept = FortnightlyReport.objects.get()
        assert (kept.problems, kept.practice) == ("白天没人。", "")

    def test_what_points_at_a_person_is_refused(self, county):
        with pytest.raises(Refused, match=ID):
            county.written(progress=f"身份证{ID}的住户已清退。")
        assert not FortnightlyReport.objects.get().progress

    def test_saving_the_same_is_no_step(self, county):
        report = county.written()
        values = {name: getattr(report, name) for name in acts.WRITTEN}
        acts.save(report, values, version=report.version, user=county.other)
        assert not acts.wrote(report, county.other)


class TestHandingIn:
    def test_progress_is_wanted(self, county):
        report = acts.draft(county.campaign, PERIOD, user=county.editor)
        with pytest.raises(Refused, match="零报告"):
            acts.hand_in(report, version=report.version, user=county.editor)

    def test_a_nil_report_needs_a_reason_and_nothing_else(self, county):
        report = county.written(progress="", is_nil=True)
        with pytest.raises(Refused, match="说明"):
            acts.hand_in(report, version=report.version, user=county.editor)
        report = county.signed(progress="", is_nil=True, nil_reason="台风停工。")
        said = json.loads(report.snapshot)
        assert said["is_nil"] is True
        assert said["nil_reason"] == "台风停工。"

    def test_not_before_the_last_day(self, county):
        august = Period.parse("2021-08-a")
        report = county.written(august)
        with pytest.raises(Refused, match="还没有结束"):
            acts.hand_in(report, version=report.version, user=county.editor)
        with clock.on(august.last):
            report = acts.draft(county.campaign, august, user=county.editor)
            acts.hand_in(report, version=report.version, user=county.editor)

    def test_not_with_numbers_of_an_earlier_day(self, county):
        with clock.on(date(2021, 7, 30)):
            report = county.written()
        with pytest.raises(Refused, match="重新统计"):
            acts.hand_in(report, version=report.version, user=county.editor)
        report = acts.draft(county.campaign, PERIOD, user=county.editor)
        report = acts.hand_in(report, version=report.version, user=county.editor)
        assert report.is_handed_in

    def test_it_is_not_written_meanwhile(self, county):
        report = county.handed_in()
        with pytest.raises(Refused, match="撤回"):
            acts.draft(county.campaign, PERIOD, user=county.editor)
        with pytest.raises(Refused, match="撤回"):
            acts.save(report, {}, version=report.version, user=county.editor)
        again = acts.take_back(report, user=county.editor)
        assert again.is_draft


class TestSigning:
    def test_a_second_person_signs(self, county):
        report = county.signed()
        report.refresh_from_db()
        assert report.state == "signed"
        assert report.signer == county.moderator
        assert sha256(report.snapshot.encode()).hexdigest() == report.sha256
        said = json.loads(report.snapshot)
        assert said["narrative"]["progress"].startswith("入户走访过半")
        assert said["facts"] == report.facts
        assert (said["editor"], said["signer"]) == (
            str(county.editor),
            str(county.moderator),
        )
        assert said["due_on"] == "2021-08-03"

    @pytest.mark.parametrize("what", ["written", "counted", "handed_in"])
    def test_nobody_who_wrote_any_of_it(self, county, what):
        both = county.other
        both.groups.set([*county.editor.groups.all(), *county.moderator.groups.all()])
        both = type(both).objects.get(pk=both.pk)
        report = county.written()
        if what == "written":
            values = {name: getattr(report, name) for name in acts.WRITTEN}
            values["problems"] = "白天没人。"
            report = acts.save(report, values, version=report.version, user=both)
        if what == "counted":
            acts.draft(county.campaign, PERIOD, user=both)
        who = both if what == "handed_in" else county.editor
        report = acts.hand_in(report, version=report.version, user=who)
        with pytest.raises(Refused, match="另一人"):
            acts.sign(report, version=report.version, user=both)
        assert not FortnightlyReport.objects.signed().exists()

    def test_not_by_an_editor(self, county):
        report = county.handed_in()
        with pytest.raises(Refused, match="审核人"):
            acts.sign(report, version=report.version, user=county.other)

    def test_not_another_text_than_was_read(self, county):
        read = county.handed_in()
        draft = acts.take_back(read, user=county.editor)
        values = {name: getattr(draft, name) for name in acts.WRITTEN}
        values["problems"] = "白天没人。"
        new = acts.save(draft, values, version=draft.version, user=county.editor)
        acts.hand_in(new, version=new.version, user=county.editor)
        with pytest.raises(Overtaken):
            acts.sign(read, version=read.version, user=county.moderator)

    def test_the_scan_holds_at_this_door_too(self, county):
        report = county.handed_in()
        FortnightlyReport.objects.filter(pk=report.pk).update(problems=f"{ID}未退。")
        with pytest.raises(Refused, match=ID):
            acts.sign(report, version=report.version, user=county.moderator)

    def test_sending_back_says_why(self, county):
        report = county.handed_in()
        with pytest.raises(Refused):
            acts.send_back(report, reason=" ", user=county.moderator)
        again = acts.send_back(report, reason="写明时限", user=county.moderator)
        assert again.is_draft
        assert again.steps.last().reason == "写明时限"

    def test_the_database_wants_two_people(self, county):
        report = county.handed_in()
        report.state, report.signer = "signed", report.handed_in_by
        report.signed_at, report.snapshot, report.sha256 = clock.now(), "{}", "0"
        with pytest.raises(IntegrityError), transaction.atomic():
            report.save()


class TestWhatIsSigned:
    def test_stays(self, county):
        report = county.signed()
        report.progress = "改了。"
        for change in (
            report.save,
            report.delete,
            lambda: FortnightlyReport.objects.update(progress="改了。"),
            lambda: FortnightlyReport.objects.filter(pk=report.pk).delete(),
            lambda: FortnightlyReport.objects.bulk_update([report], ["progress"]),
            lambda: report.steps.update(what="saved"),
            lambda: report.steps.all().delete(),
        ):
            with pytest.raises(TypeError, match="never"), transaction.atomic():
                change()
        report.refresh_from_db()
        assert report.progress.startswith("入户走访过半")
        assert is_intact(report)

    def test_a_draft_may_go(self, county):
        report = county.written()
        ReportStep.objects.filter(report=report)._raw_delete("default")
        report.delete()
        assert not FortnightlyReport.objects.exists()

    @pytest.mark.parametrize("act", ["draft", "save", "hand_in", "take_back", "sign"])
    def test_whoever_comes_later_is_told_which_and_nothing_is_lost(self, county, act):
        report = county.signed()
        stored = FortnightlyReport.objects.values().get()
        who = {"user": county.editor}
        seen = who | {"version": report.version}
        do = {
            "draft": lambda: acts.draft(county.campaign, PERIOD, **who),
            "save": lambda: acts.save(report, {}, **seen),
            "hand_in": lambda: acts.hand_in(report, **seen),
            "take_back": lambda: acts.take_back(report, **who),
            "sign": lambda: acts.sign(report, **seen),
        }
        with pytest.raises(Refused) as refusal:
            do[act]()
        assert str(refusal.value) == (
            f"2021年7月16日至31日的半月报已由{county.moderator}于2021年8月2日"
            "签发并固定，未作任何改动。"
        )
        assert FortnightlyReport.objects.values().get() == stored
