"""Makes campaigns, columns and articles for tests."""

from datetime import date, timedelta
from typing import Any

import factory
from django.utils.text import slugify
from wagtail.models import Page

from disclosures.criticism import REPLY_DAYS
from disclosures.models import (
    Campaign,
    Channel,
    ColumnPage,
    Deadline,
    Estate,
    FocusIssue,
    Measure,
    ReportPage,
    ReportsPage,
    Stage,
    UpdatePage,
    UpdatesPage,
)
from disclosures.site import build_site
from portal.workdays.calendar import add_working_days
from portal.workdays.clock import today


class CampaignFactory(factory.django.DjangoModelFactory):
    """A campaign without any part."""

    class Meta:
        model = Campaign

    title = "公租房点题整治"
    year = 2021
    question = "有人转租公租房？收入变了没申报？"
    intro = "告诉我们，办到哪一步这里看得到。"
    goal = "及时清退不符合条件的保障对象。"


class StageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Stage

    campaign = factory.SubFactory(CampaignFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.LazyAttribute(lambda stage: f"第{stage.number}阶段")


class MeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Measure

    campaign = factory.SubFactory(CampaignFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda measure: f"第{measure.number}项措施")


class DeadlineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deadline

    phrase = "8月25日前"


class FocusIssueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FocusIssue

    campaign = factory.SubFactory(CampaignFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "整治承租人将公租房转租、转借等违法违规行为。"


class ChannelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Channel

    campaign = factory.SubFactory(CampaignFactory)
    kind = Channel.Kind.PHONE
    name = "县住建局住房保障股"
    value = "0598-2000000"
    hours = "工作日 8:00–17:30"


class EstateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Estate

    name = factory.Sequence(lambda n: f"第{n + 1}小区")
    township = "东溪镇"


def mingxi_2021() -> Campaign:
    """The real plan's stages and deadlines, and a little of everything else."""
    campaign = CampaignFactory()
    StageFactory(
        campaign=campaign,
        number=1,
        name="方案制定阶段",
        phrase="2021年6月中旬前",
        ends_on=date(2021, 6, 20),
    )
    second = StageFactory(
        campaign=campaign,
        number=2,
        name="自查自纠阶段",
        phrase="2021年6月-8月",
        starts_on=date(2021, 6, 1),
        ends_on=date(2021, 8, 31),
        text="8月25日前对所有不符合承租资格的对象进行清退，对转租出借行为进行查处。",
    )
    StageFactory(
        campaign=campaign,
        number=3,
        name="抽查核实阶段",
        phrase="2021年7月-8月",
        starts_on=date(2021, 7, 1),
        ends_on=date(2021, 8, 31),
    )
    StageFactory(
        campaign=campaign,
        number=4,
        name="验收巩固阶段",
        phrase="2021年9月底前",
        ends_on=date(2021, 9, 30),
    )
    DeadlineFactory(stage=second, date=date(2021, 8, 25))
    FocusIssueFactory(campaign=campaign, number=1)
    for number in range(1, 7):
        MeasureFactory(campaign=campaign, number=number)
    ChannelFactory(campaign=campaign)
    return campaign


def column(campaign: Campaign | None = None) -> ColumnPage:
    """A built site whose root shows the campaign."""
    return build_site(campaign or mingxi_2021())


def update(title: str = "入户走访过半", **facts: Any) -> UpdatePage:
    """A live progress update, as if it had been approved."""
    page = UpdatePage(
        title=title,
        slug=facts.pop("slug", None) or slugify(title, allow_unicode=True),
        **{
            "date": today() - timedelta(days=1),
            "summary": "六个小区走完三个。",
            "body": "<p>走访中发现有人把房子转租给别人住的，当场登记。</p>",
        }
        | facts,
    )
    parent: Page = UpdatesPage.objects.get()
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def heard() -> dict[str, Any]:
    """Days of a notice of criticism whose unit had its time to reply."""
    told_on = today() - timedelta(days=30)
    reply_by = add_working_days(told_on, REPLY_DAYS).day
    return {"named_on": told_on, "told_on": told_on, "reply_by": reply_by}


def report(title: str = "七月上半月报", **facts: Any) -> ReportPage:
    """A live report, as if it had been approved."""
    page = ReportPage(
        title=title,
        date=facts.pop("date", today() - timedelta(days=3)),
        body="<p>走访过半，发现转租两户。</p>",
        **facts,
    )
    ReportsPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page
