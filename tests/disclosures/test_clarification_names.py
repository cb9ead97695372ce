"""A clarification names nobody, not even by a whole name without a number."""

import pytest
from django.core.exceptions import ValidationError

from disclosures.models import ClarificationPage, NoticesPage, UpdatePage
from portal.gate import overruling
from portal.workdays.clock import today
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NAMED = {
    "李建国没有转租": "李建国",
    "关于李建国没有转租的说明": "李建国",
    "经核实，网上反映王芳转租一事不属实。": "王芳",
    "情况如下：欧阳春，一直自住。": "欧阳春",
    "<p><b>张</b>伟有资格。</p>": "张伟",
}
NOBODY = (
    "经核实，网上反映的转租情况不属实。该家庭符合保障条件，一直自住。特此澄清。",
    "关于网上反映公租房转租问题的澄清",
    "经县住建局入户走访，房屋一直由承租家庭居住，没有转租。",
    "高度重视，安排专人核查。时间、方式均已公开。对方未转租，双方没有签订合同。",
    "经公安、民政等部门核实，金额没有变化；房屋管理没有问题。",
    "马上核实，全部符合条件。任何人未经核实不要传播。",
    "关于一条转租线索的澄清",
)
#: What the campaign says of flats and tenants, in words that hold a surname.
ITS_WORDS = [
    "应退未退公租房",
    "公租房违规转租",
    "公租房擅自转租",
    "该户于去年承租该房",
    "严查转租",
    "全面整治公租房应退未退问题",
    "对违规转租、擅自转借的从严查处",
    "公租房私自出租",
    "该户已于年初承租",
    "公租房闲置未收回，应腾未腾",
]


def page(**facts):
    texts = {"title": "澄清", "slug": "a", "body": "<p>一</p>"}
    return ClarificationPage(**texts | facts, wished_on=today())


@pytest.mark.parametrize("field", ["title", "summary", "body"])
@pytest.mark.parametrize("text", NAMED)
def test_a_name_is_stopped(field, text):
    with pytest.raises(ValidationError) as refused:
        page(**{field: text}).scan()
    assert NAMED[text] in str(refused.value.message_dict[field])


@pytest.mark.parametrize("text", [*NOBODY, *ITS_WORDS])
def test_what_names_nobody_passes(text):
    page(title=text[:20], summary=text, body=f"<p>{text}</p>").scan()


def test_elsewhere_names_stand(site):
    UpdatePage(title="李建国没有转租", slug="a", body="<p>一</p>").scan()


def test_a_reviewer_can_let_one_stand(site):
    one = page(body="<p>高山没有转租问题。</p>")
    one.is_left_to_reviewer = True
    NoticesPage.objects.get().add_child(instance=one)
    with pytest.raises(ValidationError):
        ClarificationPage.objects.get(pk=one.pk).scan()
    [stop] = overruling.stopped(one)
    overruling.overrule(one, stop.finding, UserFactory(), "这是小区的名字，不是人名")
    page_again = ClarificationPage.objects.get(pk=one.pk)
    page_again.scan()
