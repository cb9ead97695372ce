"""What points at a private person is found, and ordinary texts pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.scan import in_context, readable, refusals, scan

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

    def test_a_refusal_names_field_and_place(self):
        ((name, reasons),) = refusals([("body", "<p>闽G12345</p>"), ("title", "好")])
        assert name == "body"
        assert "闽G12345" in reasons[0]
