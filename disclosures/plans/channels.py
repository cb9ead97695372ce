"""The media in which a plan tells residents where to report."""

import re
from collections.abc import Iterator

from .lines import Line
from .outline import Channel

QUOTED = r"[“\"‘「《][^“”\"‘’「」《》]{2,15}[”\"’」》]"
APPLICATION = (
    r"(?:微信)?(?:公众号|订阅号|视频号|小程序)|抖音号?|微博|客户端"
    r"|(?:手机)?APP|短视频平台"
)
MEDIUM = re.compile(
    rf"(?P<name>{QUOTED}\s*(?:{APPLICATION}|网站|平台|栏目|网|热线)"
    r"|(?:[\u4e00-\u9fff]{2,4}(?<![在于过用托和及])(?=县|市|区))?[县市区省]?"
    r"(?:人民)?政府(?:门户|官方)?网站?(?=[^\u4e00-\u9fff站]|[上等和及公开专]|站|$)站?"
    r"|[县市区省]?(?:门户|官方|官)网站?"
    r"|[县市区省]?(?:广播)?电视台|[县市区]?广播(?:电台|站)|[县市区省]?融媒体中心"
    rf"|[县市区]?(?:政务|官方)?(?:{APPLICATION})"
    r"|12345(?:(?:政务服务)?(?:便民)?(?:服务)?热线|平台)?|123\d\d(?!\d)(?:热线|举报平台)?"
    r"|(?:监督|举报|投诉|咨询|服务)+(?:热线|电话|信箱|邮箱|箱|二维码)\s*:?\s*"
    r"(?:0?\d{2,4}-\d{6,8}|\d{7,11}|[\w.-]+@[\w.-]+)?"
    r"|意见箱|信访接待窗口|[村居务]{0,2}(?:公开|公示|公告|宣传)栏|家长(?:微信)?群|业主(?:微信)?群"
    r"|[县市区]?(?:日报|报纸|电台))"
)
LIST = re.compile(
    r"(?:在|通过|利用|依托|运用|借助|发挥|用好)(?P<names>[^。;:,]{2,80}?)"
    r"等(?:多种|各类|各种|有关|相关|新闻|主流|新)*(?P<noun>媒介|媒体|载体)"
)
QUOTES = '“”"‘’「」《》 '
#: Media quoted by name are meant only where something is made public.
PUBLIC = re.compile(
    r"公布|公开|公示|发布|举报|投诉|专栏|宣传|监督|曝光|反映|征集|收集|意见"
)


def find_channels(line: Line) -> list[Channel]:
    """Return the media a line names, each once, in their order."""
    if not PUBLIC.search(line.folded):
        return []
    spans = sorted({*_listed(line), *_known(line)})
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    names = (clean(line.text[start:end]) for start, end in kept)
    lines = (line.number, line.number)
    return [Channel(lines=lines, name=name) for name in dict.fromkeys(names) if name]


def clean(name: str) -> str:
    """Return a medium without the quotes around its name."""
    return re.sub(rf"[{QUOTES}]", "", name).strip("：:")


def _known(line: Line) -> Iterator[tuple[int, int]]:
    """Media that are known by their kind: 政府网站, 电视台, 12345."""
    for match in MEDIUM.finditer(line.folded):
        yield match.span("name")


def _listed(line: Line) -> Iterator[tuple[int, int]]:
    """Media that stand in a list ending with 等媒介, whatever they are called."""
    for match in LIST.finditer(line.folded):
        start = match.start("names")
        for part in re.finditer(r"[^、,和及]+", match["names"]):
            if len(part[0].strip(QUOTES)) > 1:
                yield start + part.start(), start + part.end()
