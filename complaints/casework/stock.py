"""Wordings that every unit begins with; the head of the lead unit may change them."""

from complaints.casework.models import MessageTemplate

Use = MessageTemplate.Use

_NEWS = "您好，您之前查看过的事情有新的消息，请您方便时再看一看。"

#: title, where it is offered, the letter, and what a notice may say
STOCK: tuple[tuple[str, Use, str, str], ...] = (
    (
        "请补充情况",
        Use.MESSAGE,
        "您反映的事项（{number}）已经收到，由{unit}办理。为了尽快查清，想请您再说明几点："
        "\n1. 是什么时候、怎么知道的？\n2. 现在还是这样吗？"
        "\n您不用说明自己是谁，也不用去打听。不方便回答的，可以不答。",
        _NEWS,
    ),
    (
        "请补充照片或材料",
        Use.MESSAGE,
        "如果您手里有照片或者别的材料，可以在这个信箱里直接上传。请不要为了取证去拍别人家里，"
        "也不要让自己为难；没有也没关系，我们会自己去核实。",
        _NEWS,
    ),
    (
        "告知办理进展",
        Use.MESSAGE,
        "您反映的事项（{number}）正在调查核实，按规定在{due}前办结并答复。"
        "到时候请您再来这里查看。",
        _NEWS,
    ),
    (
        "属实的答复",
        Use.CONCLUDE,
        "您于{received}反映的问题，{unit}已经调查核实，情况属实。采取的措施写在下面。"
        "感谢您的监督。如果对办理结果不满意，可以在这里说明理由，申请重新办理一次。",
        _NEWS,
    ),
    (
        "未发现问题的答复",
        Use.CONCLUDE,
        "您于{received}反映的问题，{unit}已经调查核实，没有发现您说的情况。"
        "我们看了哪些材料、到现场看过几次，写在下面。"
        "如果您有新的情况，可以在这里补充，申请重新办理一次。",
        _NEWS,
    ),
    (
        "不归我们管",
        Use.DECLINE,
        "您反映的事项不属于本次整治的受理范围，所以我们没有受理。"
        "建议您向主管部门反映：（写明部门和电话）。您交来的内容会继续保密。",
        _NEWS,
    ),
)


def seed_wordings() -> None:
    """Write those that are missing; what somebody changed since stays."""
    if MessageTemplate.objects.filter(unit=None).exists():
        return
    for title, use, page, notice in STOCK:
        wording = MessageTemplate(
            title=title, use=use, page_text=page, notice_text=notice
        )
        wording.full_clean()
        wording.save()
