"""What lists, reports and articles may tell of an estate: what its table shows."""

from datetime import timedelta
from time import process_time

import pytest
from django.core.exceptions import ValidationError

from disclosures.articles import UpdatePage
from disclosures.campaigns import Campaign
from disclosures.documents.tables import ArticleTable
from disclosures.estates import snapshots
from disclosures.estates.columns import COLUMNS
from disclosures.estates.households import counts
from disclosures.estates.models import Estate
from disclosures.estates.snapshots import Figures
from disclosures.estates.telling import Place, Texts
from disclosures.lists.checking import check_row, wrong_with_note
from disclosures.lists.values import Known
from disclosures.measures.models import Indicator, Milestone, Source
from disclosures.pages import ColumnPage
from disclosures.parts import Deadline, Measure
from disclosures.photos import PhotoPair
from disclosures.reports.models import FortnightlyReport
from disclosures.withdrawals.models import Withdrawal
from portal.gate.files import Attachment, PublicFile
from portal.scan import explain, refusals
from portal.workdays.clock import today
from tests.disclosures import factories
from tests.factories import MembershipFactory, UnitFactory, UserFactory

SHOWN = {"scope": 64, "to_vacate": 10, "vacated": 9}
NORTH = Place("北岭公寓", SHOWN | {"to_vacate": None, "suit": None})
EAST = Place("东门小区", SHOWN)
TEXTS = Texts([NORTH, EAST])
COUNTED = {"name": "北岭公寓已清退", "done": 8, "total": 20}


def stopped(text, *about):
    return [one.text for one in TEXTS.findings(text, about)]


class TestCounts:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("应退10户", 10),
            ("应退１０ 户", 10),
            ("一百零五户", 105),
            ("十二套", 12),
            ("两家已退", 2),
            ("廿一个家庭", 21),
            ("1,024户", 1024),
            ("十几户", None),
            ("10多户", None),
            ("10名承租人", 10),
            ("应退户数为2", 2),
            ("应退户2", 2),
            ("户数：2", 2),
            ("2人应退", 2),
            ("两人应退", 2),
            ("应退的共计2个", 2),
            ("催告了3", 3),
            ("起诉 2；", 2),
            ("1234567890户", None),
        ],
    )
    def test_are_read_as_they_are_written(self, text, value):
        from portal.scan import normalised

        assert [one.value for one in counts(normalised(text)[0])] == [value]

    @pytest.mark.parametrize(
        "text",
        [
            *("每一户", "每到一户", "是哪一户", "一户一档", "第3户", "三家单位"),
            *("一套制度", "走访3个小区", "责令3日内", "3人入户走访", "1.资格复核"),
            *("收回12万元", "搬迁期3个月", "起诉2021年", "入户3次", "两人一组入户"),
            *("每户2本", "已腾退90%", "2021年7月复核", "退出一事", "共有2栋"),
        ],
    )
    def test_nobody_is_counted(self, text):
        assert not list(counts(text))


class TestTexts:
    @pytest.mark.parametrize(
        "text",
        [
            "北岭公寓应退10户。",
            "北岭公寓应退十户。",
            "北岭应退10户。",
            "北 岭公寓应退１０户。",
            "应退10户的是北岭公寓。",
            "北岭公寓已经走完。应退的有10户。",
            "北岭公寓\n应退10户。",
            "北岭公寓有64户。",
            "北岭公寓起诉9户。",
            "北岭公寓已退的9户已起诉。",
            "北岭公寓、东门小区各应退10户。",
            "东门小区应退10户，另有9户在北岭公寓。",
            "东门小区应退9户。",
            "全县除北岭公寓外应退127户。",
            "北岭公寓在保64户，全县最多，应退10户。",
            "北岭公寓应退户数为2。",
            "北岭公寓：应退户2，已腾退户9。",
            "北岭公寓：应退户数10；",
            "北岭公寓2人应退。",
            "北岭公寓应退的共计2个。",
            "小区 应退 已腾退\n北岭公寓 2 9",
            "小区\t应退\t已腾退\n北岭公寓\t2\t9",
            "序号 | 小区 | 催告 | 已腾退\n1 | 北岭公寓 | 1 | 9",
            "小区 起诉 栋数\n东门小区 — 3\n北岭公寓 1 2",
            "除北岭公寓外，全县应退127户。",
            "走访北岭公寓，其余小区全县应退127户。",
            "北岭公寓、东门小区应退的，合计20户。",
        ],
    )
    def test_what_is_not_shown_is_stopped(self, text):
        assert len(stopped(text)) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "北岭公寓在保64户，已腾退9户。",
            "东门小区应退10户，已退九户。",
            "东门小区有64户。",
            "走完了北岭公寓。每到一户，都登记。",
            "走完了北岭公寓。全县应退137户。",
            "主要数据\n应退137户",
            "北岭公寓请了三家单位评估。",
            "北岭村有3户危房。",
            "北岭公寓已完成整改，全县累计清退120户。",
            "北岭公寓共2栋，走访3个小区，责令3日内答复。",
            "小区 应退 已腾退\n东门小区 10 9\n北岭公寓 — 9",
            "小区 应退 已腾退\n东门小区 10 9\n全县应退137户。",
            "小区 栋数 已腾退\n北岭公寓 3 9",
        ],
    )
    def test_what_is_shown_or_of_no_estate_passes(self, text):
        assert stopped(text) == []

    @pytest.mark.parametrize("name", ["幸福小区", "阳光花园"])
    @pytest.mark.parametrize(
        "text",
        [
            "实行%s分配，今年共分配公租房56套。",
            "提升群众%s感，走访120户。",
            "%s家园56户",
        ],
    )
    def test_an_estate_that_is_called_by_an_everyday_word(self, name, text):
        texts, word = Texts([Place(name, SHOWN)]), name[:2]
        assert not texts.findings(text % word)
        for told in ("%s56户", "%s应退56户", "%s：56户", "%s五十六户"):
            assert texts.findings(told % word)

    @pytest.mark.parametrize(
        "name", ["北岭公寓（一期）", "（北岭公寓", "北岭[苑", "北岭(苑"]
    )
    def test_a_name_with_brackets(self, name):
        texts = Texts([Place(name, SHOWN)])
        assert texts.findings(f"{name}应退56户。")
        assert not texts.findings(f"{name}应退10户。")

    def test_a_text_that_stands_beside_an_estate(self):
        assert stopped("应退10户。", NORTH)
        assert stopped("全县应退10户。", NORTH)
        assert not stopped("应退10户。", EAST)

    def test_the_place_is_told(self):
        text = "本期入户走访继续。北岭公寓应退10户。"
        [found] = TEXTS.findings(text)
        assert found.text == "北岭公寓应退10户"
        assert "北岭公寓" in explain(found, text).partition("10户")[0]


class TestLongTexts:
    """No text of a page's size takes long to read, whatever it repeats."""

    @pytest.mark.parametrize("start", ["", "北岭公寓"])
    @pytest.mark.parametrize(
        "part",
        [
            *("1", "1,", "零", "十", "一百", "1户", "1户，", "2个", "户2", "应退2"),
            *("北岭公寓", "北岭公寓应退2户", "全县北岭公寓除1户", "1 ", "应退 1\n"),
            *("没有应退户", "应退户数：\n", "应退： ", "1户其余为北岭公寓，"),
        ],
    )
    def test_the_reading(self, part, start):
        begin = process_time()
        TEXTS.found_in(start + part * (40_000 // len(part)))
        assert process_time() - begin < 5

    def test_a_row_of_a_table(self):
        begin = process_time()
        TEXTS.found_in("小区" + " 应退" * 10_000 + "\n北岭公寓" + " 2" * 10_000)
        assert process_time() - begin < 5

    @pytest.mark.parametrize("figures", ["1" * 5_000, "一" * 5_000])
    def test_a_number_that_no_house_has(self, figures):
        assert stopped(f"东门小区应退{figures}户。")


@pytest.fixture
def published(roles):
    """A table of four estates; 北岭公寓 and its pair must hide who must leave."""
    bureau = MembershipFactory(unit=UnitFactory(lead=True)).user
    names = ("北岭公寓", "东门小区", "河滨小区", "西城家园")
    estates = [factories.EstateFactory(name=name) for name in names]
    row = dict.fromkeys((c.key for c in COLUMNS), 0)
    row |= {"scope": 100, "reviewed": 60, "visited": 50, "spot": 9}
    rows = {e: row | {"to_vacate": 20, "vacated": 8} for e in estates}
    rows[estates[0]] |= {"to_vacate": 10, "vacated": 1}
    figures = Figures(today() - timedelta(days=1), "县住建局", rows)
    snapshot, _new = snapshots.take_in(figures, user=bureau)
    snapshots.approve(snapshot, user=UserFactory(role="moderator"))
    return estates


@pytest.mark.django_db
@pytest.mark.usefixtures("published")
class TestEveryWayOut:
    def row(self, kind, **cells):
        campaign = factories.CampaignFactory()
        cells = {name: ("", text) for name, text in cells.items()}
        return check_row(cells, kind, Known(campaign)).errors

    def test_a_problem_of_an_estate(self):
        errors = self.row("problems", estate="北岭公寓", facts="已退1户。")
        assert "北岭公寓" in errors["facts"][0]

    def test_a_problem_that_names_it_in_its_text_alone(self):
        errors = self.row("problems", facts="问题多。", measure="北岭公寓已退一户。")
        assert "measure" in errors
        errors = self.row("problems", facts="北岭公寓问题多。", measure="已退1户。")
        assert "measure" in errors

    def test_a_rule(self):
        assert "answers" in self.row("institutions", answers="北岭公寓已退1户。")

    @pytest.mark.parametrize(
        ("indicator", "unit"), [("北岭公寓已清退", "户"), ("北岭公寓已清退户数", "个")]
    )
    def test_a_result(self, indicator, unit):
        cells = {"indicator": indicator, "unit_of_measure": unit, "value": "1"}
        assert "北岭公寓" in self.row("results", **cells)["value"][0]
        cells |= {"indicator": "换签统一合同", "value": "640"}
        assert "value" not in self.row("results", **cells)

    def test_what_is_shown_passes(self):
        errors = self.row("problems", estate="河滨小区", facts="已退8户。")
        assert "facts" not in errors
        cells = {"indicator": "河滨小区已清退", "unit_of_measure": "户", "value": "8"}
        assert "value" not in self.row("results", **cells)

    def test_rows_ask_the_database_once(self, django_assert_num_queries):
        known = Known(factories.CampaignFactory())
        cells = {"facts": ("", "北岭公寓已退1户。")}
        check_row(cells, "problems", known)
        with django_assert_num_queries(0):
            assert check_row(cells, "problems", known).errors["facts"]

    def test_a_report(self):
        report = FortnightlyReport(progress="北岭公寓已退1户。")
        with pytest.raises(ValidationError, match="北岭公寓"):
            report.scan()
        FortnightlyReport(progress="河滨小区已退8户。").scan()

    def test_an_article_by_its_text_or_its_title(self):
        article = UpdatePage(title="进展", body="<p>北岭公寓已退<b>1</b>户。</p>")
        with pytest.raises(ValidationError, match="北岭公寓"):
            article.scan()
        with pytest.raises(ValidationError, match="北岭公寓"):
            UpdatePage(title="北岭公寓进展", body="<p>已退1户。</p>").scan()
        UpdatePage(title="河滨小区进展", body="<p>已退8户。</p>").scan()

    def test_a_table_of_an_article(self):
        for cells in ("项目 | 已退户数\n北岭公寓 | 1", "项目 | 已退\n北岭公寓 | 1户"):
            with pytest.raises(ValidationError, match="北岭公寓"):
                ArticleTable(cells=cells).scan()
        with pytest.raises(ValidationError, match="北岭公寓"):
            ArticleTable(caption="北岭公寓", cells="项目 | 户数\n已退 | 1").scan()
        ArticleTable(cells="项目 | 已退户数\n河滨小区 | 8").scan()

    def test_a_reviewer_lets_it_stand_in_an_article(self):
        article = UpdatePage(title="进展", body="北岭公寓已退1户。")
        [found] = article.findings(article.body)
        passed = {(found.kind, found.text)}
        assert article.findings("北岭公寓已退1户。", passed) == []
        assert article.findings("北岭公寓已退2户。", passed)

    def test_an_estate_that_is_no_longer_listed(self):
        Estate.objects.filter(name="北岭公寓").update(is_active=False)
        assert Texts().findings("北岭公寓已退1户。")

    @pytest.mark.parametrize(
        ("model", "facts"),
        [
            (
                Attachment,
                {"label": "北岭公寓已退1户", "file": PublicFile(name="a.pdf")},
            ),
            (Attachment, {"file": PublicFile(pk=1, name="北岭公寓已退1户.pdf")}),
            (Attachment, {"file": PublicFile(pk=1, text="小区 已退\n北岭公寓 1")}),
            (PhotoPair, {"caption": "北岭公寓已退1户"}),
            (ColumnPage, {"how_to_check": "<p>北岭公寓已退<b>1</b>户</p>"}),
            (Campaign, {"intro": "北岭公寓已退1户"}),
            (Measure, {"text": "北岭公寓已退1户"}),
            (Deadline, {"label": "北岭公寓已退1户"}),
            (Milestone, {"text": "北岭公寓已退1户"}),
            (Milestone, {"file": PublicFile(text="北岭公寓已退1户")}),
            (Withdrawal, {"note": "北岭公寓已退1户"}),
            (Indicator, COUNTED | {"done": 1, "counted_in": "户"}),
            (Indicator, COUNTED | {"done": 1}),
            (Indicator, COUNTED | {"name": "河滨小区已清退", "total": 21}),
        ],
    )
    def test_every_scanned_model(self, model, facts):
        with pytest.raises(ValidationError, match=r"北岭公寓|河滨小区"):
            model(**facts).scan()

    def test_an_indicator_that_is_shown_or_counted_elsewhere(self):
        shown = {"name": "西城家园已清退", "counted_in": "户", "done": 8, "total": 20}
        Indicator(**shown).scan()
        Indicator(name="北岭公寓已清退", source=Source.VACATED, total=1).scan()
        Indicator(name="全县已清退", counted_in="户", done=7, total=137).scan()

    def test_a_note_of_a_list(self):
        assert wrong_with_note("北岭公寓已退1户，原写错。")
        assert not wrong_with_note("河滨小区已退8户，原写错。")

    def test_the_database_is_asked_once_for_all_texts_of_a_thing(
        self, django_assert_num_queries
    ):
        told = "北岭公寓已退1户。"
        thing = Measure(title=told, text=told)
        with django_assert_num_queries(4), pytest.raises(ValidationError):
            thing.scan()
        with django_assert_num_queries(4):
            assert len(list(refusals([("title", told), ("text", told)]))) == 2

    def test_it_is_not_asked_where_no_number_is_named(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            Measure(title="北岭公寓", text="逐户走访，2021年8月底前走完。").scan()
