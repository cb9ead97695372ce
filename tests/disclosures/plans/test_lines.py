"""Markers at the beginning of lines, and their look-alikes."""

import pytest

from disclosures.plans.lines import Line, Style, fold, join, number_lines


class TestMarkers:
    @pytest.mark.parametrize(
        ("text", "style", "number", "body"),
        [
            ("一、工作目标", Style.HAN, 1, "工作目标"),
            ("十二、附则", Style.HAN, 12, "附则"),
            ("—、工作目标", Style.HAN, 1, "工作目标"),
            ("ニ、整治内容", Style.HAN, 2, "整治内容"),
            ("三．实施步骤", Style.HAN, 3, "实施步骤"),
            ("⼀、工作目标", Style.HAN, 1, "工作目标"),
            ("二 整治内容", Style.HAN, 2, "整治内容"),
            ("第三部分 组织保障", Style.PART, 3, "组织保障"),
            ("（一）强化责任", Style.HAN_BRACKETS, 1, "强化责任"),
            ("(二)强化责任", Style.HAN_BRACKETS, 2, "强化责任"),
            ("三）强化责任", Style.HAN_BRACKETS, 3, "强化责任"),
            ("㈣强化责任", Style.HAN_BRACKETS, 4, "强化责任"),
            ("1.排查", Style.DIGIT, 1, "排查"),
            ("２．排查", Style.DIGIT, 2, "排查"),
            ("3、排查", Style.DIGIT, 3, "排查"),
            ("1.2021年底前完成", Style.DIGIT, 1, "2021年底前完成"),
            ("（1）排查", Style.DIGIT_BRACKETS, 1, "排查"),
            ("2）排查", Style.DIGIT_BRACKETS, 2, "排查"),
            ("⑶排查", Style.DIGIT_BRACKETS, 3, "排查"),
            ("①排查", Style.CIRCLED, 1, "排查"),
            ("第一，排查", Style.ORDINAL, 1, "排查"),
            ("一是排查", Style.NAMED, 1, "排查"),
            ("● 排查", Style.BULLET, None, "排查"),
            ("## 一、工作目标", Style.HAN, 1, "工作目标"),
            ("\u200b一、工作目标", Style.HAN, 1, "工作目标"),
        ],
    )
    def test_known(self, text, style, number, body):
        line = Line(1, text)
        assert line.marker is not None
        assert (line.marker.style, line.marker.number) == (style, number)
        assert line.body.text == body

    @pytest.mark.parametrize(
        "text",
        ["1.5万元", "12345热线", "一、二级学校", "6月底前", "3.15行动", "一份表", ""],
    )
    def test_none(self, text):
        assert Line(1, text).marker is None


def test_folding_keeps_the_length():
    text = "２０２１年（一）①㈠⑴…　“甲”𠮷"
    assert len(fold(text)) == len(text)
    assert fold(text).startswith("2021年(一)①")


def test_blank_lines_are_counted_and_left_out():
    lines = number_lines(["", "甲", "　", "\t乙 "])
    assert [(line.number, line.text) for line in lines] == [(2, "甲"), (4, "乙")]


def test_a_sentence_broken_by_the_typist_is_mended():
    lines = number_lines(["拆除违法设施，", "恢复通道。", "1.登记", "张贴公告"])
    assert join(lines) == "拆除违法设施，恢复通道。\n1.登记\n张贴公告"
