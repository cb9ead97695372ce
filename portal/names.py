"""Finds a Chinese personal name that stands beside a number or an address.

A name alone says little, and words that begin like names are everywhere; beside an
identity number, a telephone or a flat it points at one person.
"""

import re
from collections.abc import Iterable, Iterator

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛"
    "范彭郎鲁韦昌马苗花俞任袁柳鲍史唐费廉岑薛雷贺倪汤殷罗毕郝邬安常乐于时傅卞齐康伍余元顾"
    "孟黄穆萧尹姚邵汪祁毛禹狄贝臧戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵季贾江童颜郭梅盛林钟徐"
    "邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪解应宗丁宣邓郁洪包左石崔吉龚程邢裴陆荣翁曾涂"
)
#: Common too, but as the beginning of a post they would mislead.
_MORE = "刘廖叶谭侯段赖詹游饶巫揭兰黎温翟闫覃辛佟甘焦卓欧晏白龙方易武牛丘聂幸肖池危伊"
_COMPOUND = (
    "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|长孙|宇文|端木|"
    "东方|南宫|申屠"
)
#: What no given name holds: a name that was made unreadable is none.
_NEVER = "某的了们这那和与及或"
#: What no name ends in, and words for places, papers and money do.
_NEVER_LAST = "局县市镇乡村路街巷号栋幢座室房户楼苑区证卡账牌码额费款案表件话员"
#: Words that begin like a name.
_WORDS = (
    "于是|于今|安排|安全|安置|安装|安静|金额|金融|时间|时候|时常|方式|方便|方向|方法|程序|任务|"
    "任何|任意|常住|常年|常见|花园|黄色|白天|白色|温馨|高度|高空|高层|高级|应当|应该|应急|"
    "余额|余下|余款|华侨|严重|严格|严禁|严肃|包括|包含|包租|项目|江边|解决|解除|解释|解放|"
    "管理|管道|管线|管委|宣传|胡同|夏季|梅花|康复|纪委|纪律|纪检|田地|石材|毛坯|钱款|"
    "许可|许多|何时|何地|何人|何处|施工|舒适|齐全|毕业|顾客|龙头|易于|易地|武警|祝贺|左右|"
    "应退|应腾|应清|应查|应收回|严查|严打|严控|严防|严惩|严处|于去年|于今年|于前年|于当年|于本月|"
    "于上月|于年初|于年底|"
    "左侧|万元|万余|房屋|房间|房产|房主|房东|房源|房租|章程|谢谢|谈话|谈心|林地|曾经|曾在|"
    "荣誉|元整|元月|元旦|齐心|欧元|伊始|温泉|马上|马路|周边|周围|周期|周一|周二|周三|周四|"
    "周五|周六|周日|张贴|陈述|单位|科长|主任|书记|局长|先生|女士|师傅|同志"
)
_GIVEN = f"(?![{_NEVER}])[一-鿿]"
_TITLE = "(?:先生|女士|师傅|主任|书记|同志|[局股科处所站县乡镇村队组校院]长)"
NAME = (
    f"(?!{_WORDS})(?:{_COMPOUND}|[{SURNAMES}{_MORE}](?!{_TITLE}))"
    f"(?:{_GIVEN}){{1,2}}?(?<![{_NEVER_LAST}])"
)
_MARK = r"[ ,、:;()\[\]/|\-—\n]"
_LABEL = (
    "公民身份号码|身份证号码|身份证号|身份证|身份号码|证件号码|证件号|证号|联系电话|联系方式|"
    "电话号码|手机号码|手机号|手机|电话|微信号|微信|银行卡号|银行卡|卡号|账号|车牌号码|车牌号|"
    "车牌|号码|家庭住址|家庭地址|住址|地址|住所|家住|现住|居住在|居住于|居住|住在|住|性别|男|女|"
    "汉族|名下|持有|驾驶|使用|及其|本人|的|为|是|系|其"
)
_LINK = f"(?:{_MARK}|{_LABEL}){{0,8}}"
_ROLE = (
    "姓名|户名|户主|承租人|承租户|申请人|租户|住户|租客|房东|业主|当事人|联系人|举报人|反映人|投诉人|"
    "信访人|经办人|使用人|居住人|借住人|转租人|出租人|配偶|丈夫|妻子|儿子|女儿|父亲|母亲|家属"
)
#: What can follow a name inside a sentence.
_END = (
    rf"(?=$|{_MARK}|[。!?]|[0-9]|将|把|转|的|等|家|户|租|借|住|系|已|于|与|和|及|是|在|反|称|说|"
    f"未|不|擅|自|同志|先生|女士|{_LABEL})"
)
#: What is said of somebody; a name that stands alone is known by it.
_DOES = (
    "没有?|未|不存在|不符合|不属于|有|是|确|并|已|曾|将|把|被|从|向|系|因|自己|自住|一直|长期|符合|违规|"
    "转租|转借|出租|出借|承租|租住|居住|购|隐瞒|本人|一家|家里|家的|名下|同志|先生|女士"
)
_SAID = (
    # 关于, 由于 and their like end in no surname, nor do 公租房, 住房.
    f"(?!(?<=[关由位属基终至处用便鉴])于|(?<=[租公住该楼套商品障把危])房)(?!{_WORDS})(?:{_COMPOUND}|[{SURNAMES}{_MORE}](?!{_TITLE}))"
    f"(?:(?![{_NEVER}没未不无有是确并已将把被从向等])[一-鿿]){{1,2}}?"
    f"(?<![{_NEVER_LAST}])"
)
_ALONE = re.compile(
    rf"(?:(?<![一-鿿A-Z0-9])|(?<=[关于对与和向找])){_SAID}"
    rf"(?=$|[^一-鿿A-Z0-9]|等|{_DOES})"
    rf"|{_SAID}(?=没有?|未|转租|转借|出租|出借|承租|租住|一家|本人|名下)"
)
_BEFORE = re.compile(f"(?P<name>{NAME})(?P<link>{_LINK})$")
_AFTER = re.compile(
    f"(?:{_MARK}|{_ROLE}|的|系|为|是|其|由|找){{0,6}}(?P<name>{NAME}){_END}"
)
_LABELLED = re.compile(f"(?:{_ROLE}) ?:? ?(?P<name>{NAME}){_END}")
#: How far a name is looked for: the link, and a labelled name in the same sentence.
_NEAR, _FAR = 40, 30

Span = tuple[int, int]


def names_beside(
    text: str, found: Iterable[tuple[Span, bool]]
) -> Iterator[tuple[Span, Span]]:
    """Each name that belongs to a found place: its own place, and what it is beside.

    Of each found place is told whether it is an address: those follow the name of an
    estate, so that a name has to be set off from them.
    """
    for (start, end), is_address in found:
        places = {
            *_before(text, start, is_address=is_address),
            *_after(text, end),
            *_labelled(text, start, end),
        }
        for place in sorted(places):
            yield place, (start, end)


def names_alone(text: str) -> Iterator[Span]:
    """Each name at the start of a clause, or before what is said of somebody.

    It finds more than names: for texts that nobody at all may be named in.
    """
    for match in _ALONE.finditer(text):
        yield match.span()


def _before(text: str, start: int, *, is_address: bool) -> Iterator[Span]:
    begin = _sentence_start(text, start, _NEAR)
    match = _BEFORE.search(text[begin:start])
    if match is None or (is_address and not match["link"]):
        return
    name = begin + match.start("name")
    # Over the end of a line only from a line, or a cell, that holds nothing else.
    if "\n" in match["link"] and name and text[name - 1] != "\n":
        return
    yield name, begin + match.end("name")


def _after(text: str, end: int) -> Iterator[Span]:
    if match := _AFTER.match(text, end, min(len(text), end + _NEAR)):
        yield match.span("name")


def _labelled(text: str, start: int, end: int) -> Iterator[Span]:
    begin = _sentence_start(text, start, _FAR)
    for match in _LABELLED.finditer(text, begin, start):
        yield match.span("name")
    stop = re.compile("[。\n]|$").search(text, end, min(len(text), end + _FAR))
    for match in _LABELLED.finditer(text, end, stop.start() if stop else end):
        yield match.span("name")


def _sentence_start(text: str, place: int, most: int) -> int:
    begin = max(0, place - most)
    return max(begin, text.rfind("。", begin, place) + 1)
