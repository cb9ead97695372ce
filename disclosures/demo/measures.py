"""What the demo shows of each measure: posts, indicators, milestones, exchanges."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from disclosures.campaigns import Campaign
from disclosures.measures.models import Source
from disclosures.models import (
    DataExchange,
    Indicator,
    Milestone,
    ResponsiblePost,
    TaskForceSeat,
)
from disclosures.parts import Measure
from portal.workdays import clock

#: Part of a unit's name → the post that answers there.
POSTS = {
    "住": "住房保障股股长",
    "民政": "社会救助股股长",
    "自然": "不动产登记中心主任",
    "公安": "治安大队大队长",
}
#: Measure → name, where it is counted or n and m, counted in, definition.
INDICATORS: dict[int, tuple[tuple[str, Source | tuple[int, int], str, str], ...]] = {
    1: (
        (
            *("已复核", Source.REVIEWED, "户"),
            "资格材料重新核对完毕的家庭，占全部在保家庭。",
        ),
        (
            *("已走访", Source.VISITED, "户"),
            "工作人员上门见到人的家庭，占全部在保家庭。",
        ),
    ),
    2: (("比对机制已建立", (2, 3), "项", "住房保障、交易、登记三方之间已签的约定。"),),
    3: (("已录入系统", (937, 1024), "户", "房源、租户、合同三类资料都录完的家庭。"),),
    4: (("已建立交换", (3, 3), "个部门", "已按期提供数据的部门，占约定的部门。"),),
    5: (("合同条款已检查", (46, 46), "条", "逐条检查过的条款，占在用合同全部条款。"),),
    6: (
        (
            *("制度已施行", Source.INSTITUTIONS, "项"),
            "已经施行的制度，占制度清单中的全部制度。",
        ),
    ),
}
#: Measure → what, due and reached (days from today), document.
MILESTONES: dict[int, tuple[tuple[str, int, int | None, str], ...]] = {
    1: (
        ("走访名册建好", -25, -26, ""),
        ("六个小区全部走访一遍", 12, None, ""),
    ),
    2: (("三方比对约定签订", -6, None, ""),),
    3: (
        ("资料录入过半", -12, -13, ""),
        ("公租房系统试运行", 20, None, ""),
    ),
    5: (("合同检查结果上报", -18, -20, "关于公租房合同检查情况的报告"),),
    6: (("管理办法征求意见稿", 30, None, ""),),
}
#: Measure → days ago, parts of the units' names, compared, hits, stopped (two ways).
EXCHANGES: dict[int, tuple[tuple[int, tuple[str, ...], int, int, int, int], ...]] = {
    2: ((18, ("住", "自然"), 1024, 14, 3, 5), (4, ("住", "自然"), 1019, 9, 0, 4)),
    4: (
        (17, ("住", "民政"), 1024, 21, 0, 0),
        (3, ("住", "公安"), 1019, 16, 0, 0),
    ),
}
OTHER_BODY, OTHER_PHRASE = "市住建局", "6月底前"


def fill_measures(campaign: Campaign) -> None:
    """Put them into the draft, where an editor would type them."""
    for measure in campaign.measures.all():
        _fill(measure)
    lead = next(iter(campaign.measures.all())).units.all()
    campaign.task_force.set(
        TaskForceSeat(
            number=number,
            role="leader" if number == 1 else "member",
            unit=unit,
            post="分管副局长",
        )
        for number, unit in enumerate(_lead_first(lead), 1)
    )


def _fill(measure: Measure) -> None:
    units = _lead_first(measure.units.all())
    measure.posts.set(
        ResponsiblePost(unit=unit, post=post)
        for unit in units
        for part, post in POSTS.items()
        if part in unit.name
    )
    measure.indicators.set(_indicators(measure.number))
    measure.milestones.set(_milestones(measure.number))
    for exchange in _exchanges(measure.number, units):
        measure.exchanges.add(exchange)
    for deadline in measure.deadlines.all():
        if measure.number == 5 and deadline.phrase == OTHER_PHRASE:
            deadline.body = OTHER_BODY


def _indicators(of_measure: int) -> Iterator[Indicator]:
    found = INDICATORS.get(of_measure, ())
    for number, (name, counted, unit, definition) in enumerate(found, 1):
        yield Indicator(
            number=number,
            as_of=_day(-2),
            name=name,
            counted_in=unit,
            definition=definition,
            **_counted(counted),
        )


def _milestones(of_measure: int) -> Iterator[Milestone]:
    found = MILESTONES.get(of_measure, ())
    for number, (text, due, done, document) in enumerate(found, 1):
        yield Milestone(
            number=number,
            text=text,
            due_on=_day(due),
            done_on=None if done is None else _day(done),
            document=document,
        )


def _exchanges(of_measure: int, units: list[Any]) -> Iterator[DataExchange]:
    names = ("compared", "hits", "stopped_signing", "stopped_registration")
    for ago, parts, *counts in EXCHANGES.get(of_measure, ()):
        exchange = DataExchange(day=_day(-ago), **dict(zip(names, counts, strict=True)))
        exchange.units = [u for u in units if any(part in u.name for part in parts)]
        yield exchange


def _counted(counted: Source | tuple[int, int]) -> dict[str, Any]:
    if isinstance(counted, Source):
        return {"source": counted}
    return dict(zip(("done", "total"), counted, strict=True))


def _lead_first(units: Any) -> list[Any]:
    return sorted(units, key=lambda unit: (not unit.is_lead, unit.pk))


def _day(days: int) -> Any:
    return clock.today() + timedelta(days=days)
