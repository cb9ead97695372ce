"""Which part of a plan a heading opens, told from the words counties use."""

import re
from enum import Enum

from .lines import Line


class Kind(Enum):
    """What the lines under a heading are about."""

    FRONT = "front"  # before the first heading: title, preamble
    GOAL = "goal"
    CREED = "creed"  # 指导思想: the goal where no goal is stated
    FOCUS = "focus"
    MEASURES = "measures"
    STAGES = "stages"
    ORGANISATION = "organisation"
    APPENDIX = "appendix"
    OTHER = "other"


#: The first that matches decides: 总体要求 is no 要求, 整治目标任务 no 任务.
KEYWORDS = [
    (Kind.GOAL, re.compile(r"目标|目的")),
    (Kind.CREED, re.compile(r"指导思想|总体?要求|总体思路|工作思路|基本原则")),
    (Kind.STAGES, re.compile(r"步骤|安排|进度|阶段|时间节点|时间要求")),
    (
        Kind.ORGANISATION,
        re.compile(
            r"保障|组织|要求|职责|分工|领导|监督|督导|督查|纪律|机制|举报|投诉|联系方式"
        ),
    ),
    (
        Kind.MEASURES,
        re.compile(r"措施|任务|举措|做法|重点工作|工作重点|工作内容|整治方[法式]"),
    ),
    (Kind.FOCUS, re.compile(r"重点|问题|内容|表现")),
]

#: A heading made of nothing but these is one wherever it stands.
VOCABULARY = (
    "专项 集中 重点 主要 具体 总体 整体 整治 治理 工作 行动 活动 点题 开门 清理 "
    "排查 目标 目的 任务 要求 内容 措施 举措 做法 步骤 安排 时间 进度 阶段 实施 方法 "
    "方式 组织 领导 保障 机构 责任 职责 分工 监督 纪律 指导思想 思路 原则 问题 突出 "
    "存在 表现 和 及 与 、 渠道 举报 投诉 联系 有关 相关 推进 节点 划分 机制 "
    "范围 对象 本次 基本 总 整改"
)
STRICT = re.compile(
    "(?:" + "|".join(sorted(VOCABULARY.split(), key=len, reverse=True)) + ")+$"
)
STAGE_NAME = re.compile(r"阶段$")
LONGEST = 30
TITLE = re.compile(rf"[^。:;!?\s(]{{2,{LONGEST}}}(?=[。:\s(]|$)")


def split_heading(line: Line) -> tuple[str, Line]:
    """Return the title a line may begin with ("" if too long) and what follows."""
    body = line.body
    if STRICT.match(squeeze(body.folded)):
        return squeeze(body.folded), body.after(len(body.text))
    match = TITLE.match(body.folded)
    if not match:
        return "", body
    rest = body.after(match.end())
    return match[0], rest.after(len(rest.folded) - len(rest.folded.lstrip("。: ")))


def squeeze(folded: str) -> str:
    """Return a heading without brackets, spaces (组 织 实 施) and closing marks."""
    return re.sub(r"[\s\[\]【】*#]|[。:]+\s*$", "", folded)


def loose_kind(title: str) -> Kind | None:
    """Return what a title that is known to be a heading speaks of."""
    for kind, pattern in KEYWORDS:
        if pattern.search(title):
            return kind
    return None


def strict_kind(title: str) -> Kind | None:
    """Return what a title opens wherever it stands; None if it may be an item."""
    if not STRICT.match(title) or STAGE_NAME.search(title):
        return None
    return loose_kind(title)


def nested_kind(title: str) -> Kind | None:
    """Tell what a title opens among items: 监督机制 may be one, 组织保障 is none."""
    kind = strict_kind(title)
    if kind is Kind.ORGANISATION and not re.search(
        r"组织|保障|工作要求|有关要求", title
    ):
        return None
    return kind
