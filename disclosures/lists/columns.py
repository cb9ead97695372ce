"""The columns of the three lists: how counties head them, and how each is read."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosures.lists import values
from disclosures.lists.items import MODELS, ListKind, ProblemItem
from disclosures.lists.values import Known

Reader = Callable[[str, Known], Any]

#: What a cell holds, by how it is read, as JSON Schema calls it; else it is text.
KINDS: dict[Reader, str] = {
    values.number: "integer",
    values.amount: "number",
    values.day: "date",
}


@dataclass(frozen=True)
class Column:
    """One column: its field, its heading in a county's sheet, how a cell is read."""

    name: str
    heading: str
    read: Reader
    width: int
    #: Other headings that mean it.
    aliases: tuple[str, ...] = ()
    #: The upper line of a two-line heading.
    group: str = ""
    needed: bool = True
    _: KW_ONLY
    #: What it says, for the data dictionary.
    definition: str | Promise

    @property
    def kind(self) -> str:
        """Return its type in the data dictionary."""
        return KINDS.get(self.read, "string")

    def label(self, kind: str) -> str:
        """Name it in the reader's language."""
        return str(MODELS[kind]._meta.get_field(self.name).verbose_name)


NUMBER = Column(
    *("number", "序号", values.number, 6),
    ("编号", "项号", "no", "no."),
    needed=False,
    definition=_("Its number on the list."),
)
DONE, WHO = "整改情况", "责任落实"

#: Headings are compared without spaces and without what stands in brackets.
COLUMNS: dict[str, tuple[Column, ...]] = {
    ListKind.PROBLEMS: (
        NUMBER,
        Column(
            *("estate", "公租房项目", values.estate, 12),
            ("项目", "项目名称", "公租房项目名称", "小区", "小区名称", "所在小区"),
            needed=False,
            definition=_("Its name. Empty: the whole county."),
        ),
        Column(
            *("focus", "整治重点", values.focus, 16),
            ("整治重点问题", "问题类别", "类别", "问题分类", "问题类型"),
            definition=_(
                "Which focus issue of the plan, by its first words or its number."
            ),
        ),
        Column(
            *("source", "发现方式", values.source, 11),
            ("问题来源", "发现渠道", "来源", "问题发现方式"),
            definition=_("How the problem came to light, such as 入户走访."),
        ),
        Column(
            *("facts", "问题表现", values.text, 30),
            ("存在问题", "问题", "具体问题", "问题描述", "主要问题", "问题事实"),
            definition=_("The problem in general words, without names and flats."),
        ),
        Column(
            *("basis", "依据条款", values.text, 18),
            ("依据", "政策依据", "违反条款", "法规依据"),
            needed=False,
            definition=_("The article of the rules that the problem offends."),
        ),
        Column(
            *("measure", "整改措施", values.text, 26),
            ("措施", "整治措施"),
            definition=_("What the responsible unit does about it."),
        ),
        Column(
            *("units", "责任单位", values.units, 12),
            ("牵头单位", "整改责任单位", "单位"),
            WHO,
            definition=_("The units that must put it right."),
        ),
        Column(
            *("officer", "责任人", values.text, 12),
            ("责任人职务", "责任岗位", "整改责任人"),
            WHO,
            definition=_(
                "The post that answers for it; a name only if the unit says so."
            ),
        ),
        Column(
            *("due", "整改时限", values.day, 12),
            ("完成时限", "时限", "整治时限", "整改期限", "完成时间", "计划完成时间"),
            WHO,
            definition=_("The day by which it must be put right."),
        ),
        Column(
            *("status", "整改状态", values.status, 10),
            ("状态", "进展", "是否完成", "整改进展", "完成情况"),
            DONE,
            needed=False,
            definition=_("How far it is: 整改中, 已整改 or 已销号."),
        ),
        Column(
            *("result", "整改结果", values.text, 24),
            ("结果", "整改成效", "处理结果"),
            DONE,
            needed=False,
            definition=_("What came of it. Empty: not reported yet."),
        ),
        Column(
            *("closed_on", "销号日期", values.day, 12),
            ("销号时间", "整改完成时间"),
            DONE,
            needed=False,
            definition=_("The day it was closed out. Empty: not closed out yet."),
        ),
        Column(
            *("evidence", "销号依据", values.text, 20),
            ("佐证材料", "销号凭证", "证明材料", "佐证"),
            DONE,
            needed=False,
            definition=_("What shows that it was put right."),
        ),
    ),
    ListKind.INSTITUTIONS: (
        NUMBER,
        Column(
            *("title", "制度名称", values.text, 36),
            ("名称", "文件名称", "制度", "制度文件名称", "标题"),
            definition=_("What the rule is called."),
        ),
        Column(
            *("document_number", "文号", values.text, 20),
            ("发文字号", "文件号", "文件字号"),
            needed=False,
            definition=_("The number the rule was issued under."),
        ),
        Column(
            *("issued_on", "印发日期", values.day, 13),
            ("印发时间", "发文日期", "出台时间", "制定时间"),
            "时间",
            needed=False,
            definition=_("The day the rule was issued. Empty: not given."),
        ),
        Column(
            *("in_force_on", "施行日期", values.day, 13),
            ("施行时间", "生效日期", "实施日期", "实施时间"),
            "时间",
            needed=False,
            definition=_("The day the rule takes effect. Empty: not given."),
        ),
        Column(
            *("units", "制定单位", values.units, 18),
            ("责任单位", "印发单位", "发文单位", "牵头单位", "单位"),
            definition=_("The units that issued the rule."),
        ),
        Column(
            *("answers", "针对问题", values.text, 34),
            ("解决问题", "解决的问题", "针对的问题", "堵塞漏洞", "主要解决问题"),
            definition=_("The problem that the rule is to solve."),
        ),
        Column(
            *("link", "公开链接", values.text, 26),
            ("链接", "网址", "公开网址"),
            needed=False,
            definition=_("Where the rule can be read."),
        ),
    ),
    ListKind.RESULTS: (
        NUMBER,
        Column(
            *("indicator", "指标", values.text, 30),
            ("指标名称", "成果", "成果指标"),
            definition=_("What is counted."),
        ),
        Column(
            *("unit_of_measure", "计量单位", values.text, 10),
            ("单位",),
            definition=_("What the value is counted in, such as 户."),
        ),
        Column(
            *("value", "数量", values.amount, 12),
            ("数值", "成果数", "数", "完成数"),
            definition=_("The number alone, without its unit."),
        ),
        Column(
            *("period", "统计期间", values.text, 20),
            ("期间", "统计时段", "统计时间", "时间"),
            definition=_("The time that the value covers."),
        ),
        Column(
            *("comparison", "对比情况", values.text, 24),
            ("对比", "同比", "与上期比较", "比较", "与整治前对比"),
            needed=False,
            definition=_("How it compares with an earlier time."),
        ),
        Column(
            *("example", "典型案例", values.text, 40),
            ("案例", "典型事例", "备注案例"),
            needed=False,
            definition=_("A case that shows it, in general words."),
        ),
    ),
}
#: What each list is called at the head of its sheet.
TITLES: dict[str, str] = {
    ListKind.PROBLEMS: "问题（整改）清单",
    ListKind.INSTITUTIONS: "制度清单",
    ListKind.RESULTS: "成果清单",
}


def named(kind: str) -> dict[str, Column]:
    """Return the columns of a list by name."""
    return {column.name: column for column in COLUMNS[kind]}


def together(values_: dict[str, Any], kind: str) -> dict[str, str]:
    """Return what speaks against the values together, by column."""
    if kind != ListKind.PROBLEMS:
        return {}
    wrong: dict[str, str] = {}
    if values_.get("estate") and values_.get("source") == ProblemItem.Source.TIP:
        # Tips are counted for the county alone (design §8.4), and whoever is accused
        # may not learn that somebody reported (信访工作条例, article 30).
        wrong["source"] = str(
            _(
                "An estate beside “tip” would tell that somebody there reported. Say"
                " how it was checked, for example by a visit; or leave the estate out."
            )
        )
    if values_.get("status") == ProblemItem.Status.CLOSED:
        for name in ("closed_on", "result", "evidence"):
            if not values_.get(name):
                wrong[name] = str(
                    _("An item is closed out with a day, a result and evidence.")
                )
    elif values_.get("closed_on"):
        wrong["closed_on"] = str(
            _("Only an item that is closed out has a day of closing.")
        )
    return wrong
