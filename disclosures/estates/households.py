"""Finds where a text counts households, in figures or Chinese numerals.

After 户数, and directly beside a word that names a column of the estate table, a bare
number counts households, too.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from disclosures.estates.columns import BY_KEY, COLUMNS, RELATIONS, REVIEW

#: How texts call columns, beside their headings.
WORDS = {
    "scope": ("在保", "应复核", "总户数", "共有"),
    "reviewed": ("复核",),
    "visited": ("入户", "走访"),
    "spot": ("立行立改", "当场整改"),
    "to_vacate": (
        *("应当清退", "应当腾退", "需清退", "需要清退", "需腾退", "需要腾退"),
        *("应退出", "不符合条件", "不再符合条件"),
    ),
    "vacated": ("腾退", "清退", "退出", "退房", "退回", "收回", "已退"),
    "removal_period": ("搬迁期",),
    "ordered": ("责令",),
    "enforcement": ("申请执行", "申请法院执行"),
    "suit": ("诉讼",),
    "ruled": ("裁判", "裁定", "判决"),
    "enforced": ("强制执行", "执行完毕"),
}
BY_WORD = {
    re.sub("户数$", "", word): column.key
    for column in COLUMNS
    for word in (*column.headings, *WORDS.get(column.key, ()))
}


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


#: What finds a word that names a column.
WORD = _one_of(BY_WORD)


def wholes(text: str) -> str:
    """Name the columns of which those that a text names are a part."""
    named = {BY_WORD[word] for word in re.findall(WORD, text)}
    return "".join(
        BY_KEY[whole].headings[0]
        for parts, whole in RELATIONS.within
        if named.intersection(parts)
    )


#: Words beside which people are residents; those who visit and review are staff.
_LEAVING = _one_of(
    set(BY_WORD)
    - {word for word in BY_WORD if BY_WORD[word] in {c.key for c in REVIEW}}
)
_MUST_LEAVE = _one_of(word for word in BY_WORD if BY_WORD[word] == "to_vacate")

_HAN = "〇零一二两俩三仨四五六七八九十百千万廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_COUNT = re.compile(
    rf"(?P<figures>[0-9][0-9,.]{{0,15}}+[百千万]?|[{_HAN}]{{1,15}}+|双(?=户))"
    r" ?(?P<about>[多余来几]?) ?[个名位]?"
    r"(?P<unit>(?:承?租|住)户|承租人|户(?![口型籍均外长主名])|家庭"
    r"|家(?!单位|公司|企业|机构|物业|银行|商|店|部门|媒体|医院|学校|中介)"
    r"|套(?!制度|办法|流程|机制|方案|系统|表|程序|班子|人马|标准|做法|材料|资料|台账"
    r"|模板|合同|文本|数据|措施))"
)
_PLAIN = r"[0-9]+(?:,[0-9]{3})*(?![0-9]|[.,][0-9])"
#: What makes a bare number one of something else than households.
_OTHER = (
    r"(?! ?(?:[年月日号时点分秒天周次元万亿%‰栋幢座层楼室间平米㎡处项条件份类批期组轮段"
    r"岁度倍起宗封页本台辆扇支款吨里亩级版届场遍趟步张队班线种篇部个人名·/~—–-]|工作日))"
)
#: 2个, 2人: households, unless something else is named after it: 3个小区, 2人一组.
_HEADS = rf"(?: ?[个人名间](?=$|[^一-鿿]|[已未均都全中还尚另其的及和、]|{WORD}))"
_LINK = (
    r"(?:的|户数|户|套数|承租户|承租人|家庭|共|合计|总计|累计|计|约|为|是|有|达|了|数量|数"
    r"|[:=(]| ++){0,6}"
)
#: Where nothing more is said: 应退户为二, but not 走访一、二期 or 清退：一、谈话.
_END = rf"(?= *(?:$|[,。;!)\n]|、(?:{WORD})))"
#: Told before what there is none of, unless it is asked: 有没有应退户, 如无应退户.
_NONE = "(?<![有如若清])(?:没有发现|没有|未发现|不存在|无|零)"
_ZERO = re.compile(f"{_NONE}|没")
_BARE = re.compile(
    rf"(?:户数|套数|(?<![每一各逐按门账用])户)(?:[为是有达:=]|共计?|合计| ){{0,3}}"
    rf"(?P<beside>{_PLAIN}){_HEADS}?{_OTHER}"
    rf"|(?:{WORD}){_LINK}(?P<after>(?:{_PLAIN}){_HEADS}?{_OTHER}"
    rf"|[{_HAN}]+{_HEADS}|(?<!\()[{_HAN}]+{_END})"
    rf"|(?:{_LEAVING}){_LINK}(?P<nobody>(?:没有|无){_END})"
    rf"|(?P<nothing>{_NONE}人?|没人)(?=(?:{_LEAVING})(?:承?[租住]?户(?!数)|承租人|家庭)"
    rf"|(?:{_MUST_LEAVE})(?:的|对象|情况|{_END}))"
    rf"|(?<![0-9.,{_HAN}第])(?P<before>(?:[0-9]+|[{_HAN}]+) ?[个人名间])"
    rf"(?=(?:的|已经?|都|均|全部|需要?|被)?(?:{_LEAVING}))"
    rf"|(?<=[一-鿿:])(?<!第)(?P<bare>[0-9]+)(?=(?:{WORD}))"
)
#: A unit of measure, or the end of an indicator's name, that counts households.
UNIT = re.compile(r"户|套|家|承租人")
#: Before “one household” they make it none in particular: 每一户, 哪一户, 某一户.
_ANY = ("每", "到", "哪", "某", "任何", "同", "逐", "这", "那", "该", "为")
#: A heading, and below it a number that stands alone.
CARRIED = re.compile(
    rf"((?:{WORD}){_LINK}(?<=:) *)(\n[\n ]*)"
    rf"(?=(?:[0-9]+|[{_HAN}]+) ?[户套个人名间]?{_END})"
)
#: How far before a number is looked.
_NEAR = 20
#: No number of households has more figures.
_MOST_FIGURES = 9
_DIGITS = {letter: n for n, letter in enumerate("零一二三四五六七八九")}
_DIGITS |= {letter: n for n, letter in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {"〇": 0, "两": 2, "俩": 2, "双": 2, "仨": 3}
_TIMES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}


@dataclass(frozen=True)
class Count:
    """A number of households in a text; None is one that is not told exactly."""

    start: int
    end: int
    value: int | None


def counts(plain: str) -> Iterator[Count]:
    """Give every number of households in a text with plain figures."""
    named = list(_with_a_unit(plain))
    taken = covered(named)
    bare = [
        one
        for one in _beside_a_word(plain)
        if taken.isdisjoint(range(one.start, one.end))
    ]
    yield from sorted([*named, *bare], key=lambda count: count.start)


def covered(found: Iterable[Count]) -> set[int]:
    """Return every place in a text that one of these numbers takes up."""
    return {place for one in found for place in range(one.start, one.end)}


def _beside_a_word(plain: str) -> Iterator[Count]:
    at = 0
    while found := _BARE.search(plain, at):
        name = str(found.lastgroup)
        start, at = found.start(name), found.end(name)
        told = found[name].rstrip(" 个人名间")
        yield Count(start, at, 0 if _ZERO.fullmatch(told) else number(told))


def _with_a_unit(plain: str) -> Iterator[Count]:
    for found in _COUNT.finditer(plain):
        value = None if found["about"] else number(found["figures"])
        before = plain[max(0, found.start() - _NEAR) : found.start()].rstrip()
        if before.endswith("第"):
            continue
        # 一户一档, 一家人: nobody is counted.
        after = plain[found.end() : found.end() + 1]
        if value == 1 and (before.endswith(_ANY) or after in ("一", "人")):
            continue
        yield Count(found.start(), found.end(), value)


def number(figures: str) -> int | None:
    """Read a whole number: 10, 1,024, 十二, 一百零五; None if it is none."""
    figures = figures.replace("廿", "二十").replace("卅", "三十")
    plain = re.sub(r",(?=[0-9]{3})", "", figures)
    if len(plain) > _MOST_FIGURES:
        return None
    if plain.isascii():
        return int(plain) if plain.isdecimal() else None
    if any(letter not in _DIGITS | _TIMES for letter in plain):
        return None
    if not any(letter in _TIMES for letter in plain):
        return int("".join(str(_DIGITS[letter]) for letter in plain))
    total, digit = 0, None
    for letter in plain:
        if letter in _TIMES:
            total += (1 if digit is None else digit or 1) * _TIMES[letter]
            digit = None
        else:
            digit = _DIGITS[letter]
    return total + (digit or 0)
