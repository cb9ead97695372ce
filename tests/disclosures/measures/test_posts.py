"""A responsible post is a post, never a person."""

import pytest
from django.core.exceptions import ValidationError

from disclosures.measures.posts import IsPost


@pytest.mark.parametrize(
    "post",
    [
        *(
            "分管副局长",
            "住房保障股股长",
            "局长",
            "党组书记、局长",
            "不动产登记中心主任",
        ),
        *("治安大队大队长", "牵头单位负责人", "东溪镇镇长", "社区网格员", "局 长"),
        *("常务副县长", "方案组组长", "党委委员", "房管所所长", "登记中心主任"),
    ],
)
def test_a_post_is_taken(post):
    IsPost()(post)


@pytest.mark.parametrize(
    "name",
    [
        *("张三", "张建国局长", "王局长", "局长张三", "局长（李四）", "李四、局长"),
        *("住房保障股", "", "陈股长", "局长兼林主任"),
    ],
)
def test_a_person_is_not(name):
    with pytest.raises(ValidationError):
        IsPost()(name)
