"""Phrases of time and the dates they mean."""

from datetime import date

import pytest

from disclosures.plans.numerals import parse_number
from disclosures.plans.phrases import Calendar, find_deadlines, find_periods

PLAN = Calendar(2021)
ACROSS = Calendar(2021, first=date(2021, 11, 1), last=date(2022, 3, 31))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("4", 4),
        ("１２", 12),
        ("四", 4),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十五", 25),
        ("二〇二一", 2021),
        ("ニ", 2),
        ("—", 1),
        ("甲", None),
        ("", None),
        ("²", None),
    ],
)
def test_numerals(written, number):
    assert parse_number(written) == number


class TestDeadlines:
    @pytest.mark.parametrize(
        ("phrase", "due"),
        [
            ("7月底前", "2021-07-31"),
            ("8月25日前", "2021-08-25"),
            ("6月中旬前", "2021-06-20"),
            ("6月上旬前", "2021-06-10"),
            ("2月下旬前", "2021-02-28"),
            ("6月中下旬前", "2021-06-30"),
            ("9月底之前", "2021-09-30"),
            ("9月末前", "2021-09-30"),
            ("8月前", "2021-07-31"),
            ("12月15日以前", "2021-12-15"),
            ("2021年9月底前", "2021-09-30"),
            ("2022年3月10日前", "2022-03-10"),
            ("明年3月底前", "2022-03-31"),
            ("次年1月15日前", "2022-01-15"),
            ("年底前", "2021-12-31"),
            ("2021年底前", "2021-12-31"),
            ("第三季度末前", "2021-09-30"),
            ("上半年前", "2021-06-30"),
            ("七月底前", "2021-07-31"),
            ("八月二十五日前", "2021-08-25"),
            ("二〇二一年九月底前", "2021-09-30"),
            ("７月底前", "2021-07-31"),
            ("2021 年 6 月 15 日前", "2021-06-15"),
            ("2021.6.15前", "2021-06-15"),
            ("3月1日至4月30日", "2021-04-30"),
            ("3月1日-31日", "2021-03-31"),
            ("即日起至6月底", "2021-06-30"),
        ],
    )
    def test_the_phrase_is_kept_and_the_date_computed(self, phrase, due):
        found = find_deadlines(f"各单位要在{phrase}完成整改。", PLAN)
        assert found == [(phrase, date.fromisoformat(due))]

    @pytest.mark.parametrize(
        "phrase",
        ["每半月", "定期", "每月25日前", "每季度", "每学期", "不定期", "春节前"],
    )
    def test_what_has_no_date_keeps_its_phrase(self, phrase):
        assert find_deadlines(f"各单位{phrase}报送进展。", PLAN) == [(phrase, None)]

    def test_a_day_that_does_not_exist_has_no_date(self):
        assert find_deadlines("2月30日前完成", PLAN) == [("2月30日前", None)]

    def test_this_year_adds_nothing_to_the_phrase(self):
        found = find_deadlines("争取在今年7月底前试行", PLAN)
        assert found == [("7月底前", date(2021, 7, 31))]

    def test_several_stand_in_the_order_of_the_text(self):
        text = "6月15日前报市里，市里6月底前报省里，每半月通报一次。"
        phrases = [phrase for phrase, _ in find_deadlines(text, PLAN)]
        assert phrases == ["6月15日前", "6月底前", "每半月"]

    @pytest.mark.parametrize(
        "text",
        [
            "2021年6月印发的通知",
            "在办理登记前核查",
            "自2021年7月1日起施行",
            "国庆期间12日前后人员较多",
            "每户每人",
            "建立“半月报”制度",
        ],
    )
    def test_a_mere_date_is_no_deadline(self, text):
        assert find_deadlines(text, PLAN) == []

    @pytest.mark.parametrize("label", ["完成时限：", "时限:", "截至", "最迟"])
    def test_a_label_makes_a_date_a_deadline(self, label):
        found = find_deadlines(f"（{label}2021年4月30日）", PLAN)
        assert [due for _, due in found] == [date(2021, 4, 30)]

    def test_a_campaign_across_new_year_takes_months_where_they_fall(self):
        text = "12月5日前动员，1月底前整改"
        dates = [due for _, due in find_deadlines(text, ACROSS)]
        assert dates == [date(2021, 12, 5), date(2022, 1, 31)]


class TestPeriods:
    @pytest.mark.parametrize(
        ("phrase", "first", "last"),
        [
            ("2021年6月-8月", "2021-06-01", "2021-08-31"),
            ("2021年6月－8月", "2021-06-01", "2021-08-31"),
            ("2021年6—8月", "2021-06-01", "2021-08-31"),
            ("3月1日—3月31日", "2021-03-01", "2021-03-31"),
            ("3月1日起至3月31日止", "2021-03-01", "2021-03-31"),
            ("3月1-31日", "2021-03-01", "2021-03-31"),
            ("3月上旬至4月中旬", "2021-03-01", "2021-04-20"),
            ("3月下旬至月底", "2021-03-21", "2021-03-31"),
            ("2021年12月-2022年2月", "2021-12-01", "2022-02-28"),
            ("11月至次年2月", "2021-11-01", "2022-02-28"),
            ("11月至2月", "2021-11-01", "2022-02-28"),
            ("11月-2022年2月", "2021-11-01", "2022-02-28"),
            ("2021.6.1-2021.8.31", "2021-06-01", "2021-08-31"),
            ("2021-06-01至2021-08-31", "2021-06-01", "2021-08-31"),
            ("2021年9月", "2021-09-01", "2021-09-30"),
            ("下半年", "2021-07-01", "2021-12-31"),
        ],
    )
    def test_both_ends(self, phrase, first, last):
        [period] = find_periods(f"（{phrase}）")
        days = period.dates(PLAN)
        assert period.phrase == phrase
        assert [str(day) for day in days] == [first, last]

    def test_an_end_alone_leaves_the_start_open(self):
        [period] = find_periods("（2021年6月中旬前）")
        assert period.dates(PLAN) == (None, date(2021, 6, 20))

    def test_a_start_alone_leaves_the_end_open(self):
        [period] = find_periods("（2021年10月起）")
        assert period.dates(PLAN) == (date(2021, 10, 1), None)
