"""No line of a plan is lost, and none is in two places."""

import json
import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.plans.parser import parse

from .samples import NAMES, assert_placed_once, json_places, read_sample, sample_lines

ALL_LINES = [line for name in NAMES for line in sample_lines(name)]
YEAR = "2021年"
PIECES = st.sampled_from(
    [
        *"一二三四五六七八九十、，。；：（）():.．—－ニ　 \t“”①②㈠",
        *"1234１２３年月日前底旬是",
        *(
            "第一阶段",
            "阶段",
            "责任单位：",
            "牵头",
            "县民政局",
            "负责",
            "其中：",
            "附件",
        ),
        *("整治重点", "整治措施", "工作目标", "组织实施", "实施步骤", "等媒介", "方案"),
        *(
            "2021年6月-8月",
            "8月25日前",
            "每半月",
            "定期",
            "\u200b",
            "\ufeff",
            "\x0c",
            "𠮷",
        ),
    ]
)
SOUP = st.lists(PIECES, max_size=25).map("".join)


@pytest.mark.parametrize("name", NAMES)
class TestSamples:
    def test_every_line_is_placed_once(self, name):
        lines = sample_lines(name)
        assert_placed_once(lines, parse(lines))

    def test_every_element_lies_within_the_lines_it_names(self, name):
        plan = read_sample(name).to_json()
        lines = sample_lines(name)
        for deadline in plan["measures"] + plan["stages"] + plan["organisation"]:
            for inner in deadline["deadlines"]:
                first, last = inner["lines"]
                assert inner["phrase"] in "".join(lines[first - 1 : last])
        for duty in plan["duties"]:
            assert duty["text"] in lines[duty["lines"][0] - 1]

    def test_no_words_are_lost(self, name):
        plan = json.dumps(read_sample(name).to_json(), ensure_ascii=False)
        for line in sample_lines(name):
            words = re.sub("牵头|配合|负责|和|[一二三四]是", " ", line)
            for run in re.findall("[\u4e00-\u9fff]{5,}", words):
                assert run in plan.replace("\\n", "")

    def test_any_order_and_any_cut_is_read(self, name):
        chance = random.Random(name)
        lines = sample_lines(name)
        for _ in range(20):
            chance.shuffle(lines)
            cut = [*lines[: chance.randrange(len(lines))], YEAR]
            assert_placed_once(cut, parse(cut))


class TestSoup:
    @settings(max_examples=300, deadline=None)
    @given(st.lists(SOUP, max_size=25))
    def test_soup_of_words_is_read(self, lines):
        lines = [YEAR, *lines]
        assert_placed_once(lines, parse(lines))

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.sampled_from(ALL_LINES), max_size=40))
    def test_lines_of_all_plans_mixed_are_read(self, lines):
        lines = [*lines, YEAR]
        assert_placed_once(lines, parse(lines))

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.text(max_size=60), max_size=20))
    def test_any_text_is_read(self, texts):
        lines = [line for text in texts for line in text.split("\n")] + [YEAR]
        assert_placed_once(lines, parse(lines))

    @settings(max_examples=100, deadline=None)
    @given(st.sampled_from(NAMES), st.integers(0, 60), st.integers(0, 2000))
    def test_a_truncated_plan_is_read(self, name, start, end):
        text = "\n".join(sample_lines(name))
        lines = [*text[start : start + end].split("\n"), YEAR]
        assert_placed_once(lines, parse(lines))


def test_a_line_read_twice_would_be_noticed():
    plan = read_sample(NAMES[0]).to_json()
    plan["headings"].append(plan["measures"][0])
    doubled = [place for place in json_places(plan).values() if len(place) > 1]
    assert doubled


@pytest.mark.parametrize(
    "pattern",
    [
        "1.排查。\n",
        "短行\n",
        "一、整治措施\n1.查。（责任单位：县民政局）\n",
        "县民政局、",
        "1234567890",
    ],
)
def test_a_long_file_takes_seconds_at_most(pattern):
    text = f"2021年\n一、整治措施\n1.{pattern * (60_000 // len(pattern))}"
    before = time.process_time()
    parse(text.split("\n"))
    assert time.process_time() - before < 10
