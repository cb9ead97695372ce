"""What points at a private person is found, and ordinary texts pass."""

from time import process_time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from disclosures.models import UpdatePage
from portal.scan import Finding, findings, in_context, readable, refusals, scan

FOUND = [
    ("identity", "身份证11010519491231002X。"),
    ("identity", "身份证１１０１０５１９４９１２３１００２Ｘ。"),
    ("identity", "号码 110105 19491231 002x"),
    ("identity", "110105-19491231-002X"),
    ("identity", "110105\u200b19491231\u200b002X"),
    ("identity", "旧号110105491231002"),
    ("phone", "电话13800138000"),
    ("phone", "138-0013-8000"),
    ("phone", "138 0013 8000"),
    ("phone", "+86 13800138000"),
    ("phone", "１３８００１３８０００"),
    ("phone", "1\u200d3800138000"),
    ("card", "卡号4111111111111111"),
    ("card", "6222 0212 3456 7890 128"[:0] + "4111 1111 1111 1111"),
    ("plate", "车牌闽G12345"),
    ("plate", "闽G·12345"),
    ("plate", "闽gd12345"),
    ("plate", "闽G1234警"),
    ("plate", "粤Z·1234港"),
    ("address", "住在3栋2单元501室"),
    ("address", "三号楼二单元五〇一室"),
    ("address", "12号楼501"),
    ("address", "A幢1203室"),
    ("address", "3栋501"),
    ("address", "3-2-501室"),
    ("address", "解放路12号501室"),
    ("address", "５幢３０２"),
    ("address", "3栋2单元501"),
    ("address", "二栋一单元302"),
    ("address", "3栋二单元五〇一"),
    ("address", "东门小区3-601"),
    ("address", "东门小区 3—601"),
    ("address", "幸福家园B-1203"),
    ("address", "3#601"),
    ("address", "12#楼301"),
    ("address", "３＃楼—６０１"),
    ("address", "B2-301"),
    ("address", "2-1-301"),
    ("address", "3#601号"),
    ("address", "三栋六〇一"),
    ("address", "东门小区五栋三零二"),
    ("address", "六号楼二〇一"),
    ("address", "东门3号601"),
    ("address", "东门小区3幢1单元5楼"),
    ("address", "东门小区3#601一直转租"),
    ("address", "3#601一家四口"),
    ("address", "宏远3#601五口人"),
    ("address", "3#601元月起转租"),
    ("address", "3#601日前退回"),
    ("address", "3#601人去楼空"),
    ("address", "3#601名下"),
    ("address", "3#601月租800元"),
    ("address", "3#601户内漏水"),
    ("address", "3#601个人转租"),
    ("address", "3#601楼上漏水"),
    ("address", "三栋六〇一元月起转租"),
    ("address", "三栋六〇一名下"),
    ("address", "三栋六〇一十年来转租"),
    ("address", "三栋一二〇一一直转租"),
    ("address", "3栋601年租金八千元"),
    ("address", "3栋601年初转租"),
    ("address", "2号楼601年底"),
    ("address", "东门小区3-601一直出租"),
    ("address", "东门小区3-601月租"),
    ("address", "东门小区12号601一直出租"),
    ("address", "东门小区12号601人去楼空"),
]
CLEAN = [
    "",
    "县住建局电话 0598-2852345，热线12345，举报12388。",
    "2021年6月1日至8月31日，复核1024户，其中清退37户。",
    "明建〔2020〕38号",
    "《公共租赁住房管理办法》第27条",
    "东门小区共12栋，每栋6层，1-3号楼已走访。",
    "110105194912310021",
    "查出转租3户、转借2户，收回5套。",
    "9月底前完成验收。编号20210715000123456",
    "第3号楼的电梯坏了",
    "5楼以上",
    "1号楼100套，2单元共120户",
    "三栋二单元的租客",
    "收回资金1234567890123456元",
    "办件编号 MX-48207",
    "受理第一批线索101件，办结三十二件",
    "2021-7-15 走访，2021-2022年度复核，2021-07-15印发",
    "电话0598-2852345，400-800-1234，东门小区0598-2852345",
    "明建〔2021〕3-2号，明建〔2021〕3号2021年印发，GB/T 9704-2012",
    "每组3-5人，走访小区3-5个，东门小区2-300人",
    "7月13号301人到场，第3号101件",
    "3栋一二三层，1#楼100套，三栋五六百平方米",
    "花园2020-2021年房租",
    "3栋2021年建成，1#楼2021年建成，三栋二〇二一年建成，公告2号1032份",
    "三栋二〇二一年初建成，3栋1998年底建成，东门小区3-2021年底，3#2021年度",
    "三栋一二三四层，公告2号1032份材料，东门小区12号301人，1#楼120户已走访",
]


class TestScan:
    @pytest.mark.parametrize(("kind", "text"), FOUND)
    def test_it_finds(self, kind, text):
        assert [finding.kind for finding in scan(text)] == [kind]

    @pytest.mark.parametrize("text", CLEAN)
    def test_it_lets_pass(self, text):
        assert scan(text) == []

    def test_it_tells_the_place_in_the_text_as_it_was_written(self):
        text = "电话１３８００１３８０００。"
        (finding,) = scan(text)
        assert text[finding.start : finding.end] == "１３８００１３８０００"
        assert finding.text == "１３８００１３８０００"

    def test_it_is_shown_where_it_stands(self):
        text = "我们已经到现场核实，住在3栋501的家庭\n已经搬走，房子收回来了。"
        (finding,) = scan(text)
        shown = in_context(text, finding)
        assert shown == "…到现场核实，住在【3栋501】的家庭 已经搬走…"
        (finding,) = scan("3栋501")
        assert in_context("3栋501", finding) == "【3栋501】"

    def test_one_number_is_one_finding(self):
        assert len(scan("11010519491231002X 和 13800138000")) == 2

    @given(st.text(max_size=200))
    def test_any_text_is_scanned(self, text):
        for finding in scan(text):
            assert 0 <= finding.start < finding.end <= len(text)

    @given(st.integers(0, 10**9 - 1), st.sampled_from("3456789"))
    def test_every_mobile_number_is_found(self, tail, second):
        assert scan(f"打1{second}{tail:09d}找他")


#: A text, and the names that are marked beside the number or the address in it.
BESIDE = [
    ("张三，身份证号11010519491231002X。", ["张三"]),
    ("经查张三（身份证号：11010519491231002X）转租。", ["张三"]),
    ("姓名：李四 电话：13800138000", ["李四"]),
    ("姓名：李四，男，汉族，手机 13800138000", ["李四"]),
    ("其中李小明13800138000已搬走", ["李小明"]),
    ("欧阳春 13800138000", ["欧阳春"]),
    ("请找 13800138000（王小明）", ["王小明"]),
    ("３栋５０１室承租人王小明转租给他人", ["王小明"]),
    ("3栋501室张三转租", ["张三"]),
    ("户主刘大海，家中四口，住在东门小区3栋501室", ["刘大海"]),
    ("承租人赵六将东门小区3栋501室转租", ["赵六"]),
    ("陈晓，住3栋501", ["陈晓"]),
    ("黄丽丽驾驶闽G12345", ["黄丽丽"]),
    ("卡号4111111111111111（户名林美华）", ["林美华"]),
    ("周文 4111 1111 1111 1111", ["周文"]),
    ("张三\n13800138000", ["张三"]),
]
#: Stopped for the number or the address alone.
NO_NAMES = [
    "联系电话：13800138000",
    "举报电话13800138000，高度重视，安排专人",
    "县公安局的电话13800138000",
    "解放路12号501室",
    "水木年华花园3栋501室",
    "金山小区3栋501室高空抛物",
    "王某某，电话13800138000",
    "县住建局王科长，手机13800138000",
    "3栋501室万元户、时间长、房租低",
    "方案\n13800138000",
    "已经安排\n13800138000",
    "金额 4111 1111 1111 1111",
]


class TestNamesBeside:
    def names(self, text):
        return [one.text for one in scan(text) if one.kind == "name"]

    @pytest.mark.parametrize(("text", "names"), BESIDE)
    def test_a_name_beside_a_number_is_marked_too(self, text, names):
        assert self.names(text) == names
        assert len(scan(text)) == len(names) + 1

    @pytest.mark.parametrize("text", NO_NAMES)
    def test_other_words_are_not(self, text):
        assert self.names(text) == []
        assert len(scan(text)) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "张三和李四走访了六个小区，王小明带队。",
            "联系人：李四，电话 0598-2852345",
            "承租人王小明已经退房。",
        ],
    )
    def test_alone_it_is_not(self, text):
        assert scan(text) == []

    def test_it_tells_the_place_in_the_text_as_it_was_written(self):
        text = "姓名：李\u200b四，电话１３８００１３８０００"
        name, phone = scan(text)
        assert text[name.start : name.end] == name.text == "李\u200b四"
        assert name.beside == (phone.start, phone.end)

    @pytest.mark.django_db
    def test_beside_an_offices_own_number_it_may_stand(self, monkeypatch):
        monkeypatch.setattr("portal.scan.REGISTERS", [lambda: ["13800138000"]])
        assert findings("联系人：李四，电话13800138000") == []
        assert len(findings("联系人：李四，电话13900139000")) == 2


class Greeting:
    """Finds a word, and notes beside what."""

    def __init__(self):
        self.beside = []

    def found_in(self, text, beside=""):
        self.beside.append(beside)
        at = text.find("你好")
        return [Finding("word", "a word", "你好", at, at + 2)] if at >= 0 else []


@pytest.mark.django_db
class TestFinders:
    @pytest.fixture
    def made(self, monkeypatch):
        made = []

        def make():
            made.append(Greeting())
            return made[-1]

        monkeypatch.setattr("portal.scan.FINDERS", [make])
        return made

    def test_each_scan_asks_one_of_each(self, made):
        page = UpdatePage(title="你好", slug="a", summary="你好", body="<p>一</p>")
        with pytest.raises(ValidationError) as refused:
            page.scan()
        assert {"title", "summary"} <= set(refused.value.message_dict)
        assert len(made) == 1
        assert set(made[0].beside) == {"你好"}

    def test_a_loose_text_is_asked_about_too(self, made):
        assert findings("你好")
        assert findings("你好", {("word", "你好")}) == []
        assert len(list(refusals([("a", "你好"), ("b", "你好")]))) == 2
        assert len(made) == 3


class TestRichText:
    @pytest.mark.parametrize(
        "markup",
        [
            "<p>138<b>0013</b>8000</p>",
            '<p><embed alt="手机13800138000" embedtype="image" id="1"/></p>',
            '<a href="tel:13800138000">电话</a>',
            "<p>&#49;3800138000</p>",
        ],
    )
    def test_tags_hide_nothing(self, markup):
        assert [finding.kind for finding in scan(readable(markup))] == ["phone"]

    def test_paragraphs_are_not_joined_to_one_number(self):
        assert scan(readable("<p>共138</p><p>00138000</p>")) == []

    @pytest.mark.django_db
    def test_a_refusal_names_field_and_place(self):
        ((name, reasons),) = refusals([("body", "<p>闽G12345</p>"), ("title", "好")])
        assert name == "body"
        assert "闽G12345" in reasons[0]


@pytest.mark.django_db
class TestPlainText:
    """A summary is no markup: a reader sees what stands between < and >."""

    @pytest.mark.parametrize(
        "words", ["请打<13800138000>", "请打<b 13800138000>", "请打138<i>00138000"]
    )
    def test_nothing_hides_in_what_looks_like_a_tag(self, words):
        page = UpdatePage(title="走访", slug="a", summary=words, body="<p>走访</p>")
        with pytest.raises(ValidationError) as refused:
            page.scan()
        assert "summary" in refused.value.message_dict
        assert dict(refusals([("note", words)]))

    def test_a_lesser_sign_is_no_finding(self):
        page = UpdatePage(title="走访", slug="a", summary="3<5>2", body="<p>x</p>")
        page.scan()


class TestLongTexts:
    """No text of a page's size takes long to scan, whatever it repeats."""

    @pytest.mark.parametrize(
        "part", ["张三 1号楼101室，", "13800138000 ", "1", "3#", "3-", "闽G", "住"]
    )
    def test_the_scan(self, part):
        begin = process_time()
        scan(part * (100_000 // len(part)))
        assert process_time() - begin < 5

    @pytest.mark.django_db
    def test_an_offices_own_number(self, monkeypatch):
        monkeypatch.setattr("portal.scan.REGISTERS", [lambda: ["13800138000"]])
        begin = process_time()
        assert findings("13800138000 " * 15_000) == []
        assert process_time() - begin < 5

    @pytest.mark.parametrize("end", ["", "<p>", ">"])
    def test_what_looks_like_tags(self, end):
        begin = process_time()
        readable("<" * 200_000 + end)
        assert process_time() - begin < 5
