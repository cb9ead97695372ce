"""What the demo's residents and staff write; people, flats and events are invented."""

from complaints.demo.scripts import Step, Tip

TIPS: tuple[Tip, ...] = (
    Tip(
        0,
        {
            "kind": "report",
            "topic": "sublet",
            "estate": "东门小区",
            "place": "3栋2单元501",
            "body": "这户租给了外面来做生意的人，每月收八百块，已经住了大半年。"
            "签合同的人搬到县城另一头去了，只有收租那天才来。楼道里的人都知道。",
        },
        photo=True,
    ),
    Tip(
        2,
        {
            "kind": "report",
            "topic": "sublet",
            "estate": "东门小区",
            "place": "东门小区三幢二单元五〇一室",
            "body": "楼上这家把公租房租给别人住，进进出出都是生面孔，晚上很吵。",
        },
        (Step(1, "housing", "accept"),),
    ),
    Tip(
        3,
        {
            "kind": "report",
            "topic": "repairs",
            "estate": "南山新村",
            "place": "5号楼",
            "body": "五号楼楼顶漏水漏了一个雨季，报修三次，每次都说登记了，没有人来看。"
            "住顶楼的是两位老人，墙都发霉了。",
        },
        (Step(1, "housing", "accept"),),
    ),
    Tip(
        6,
        {
            "kind": "report",
            "topic": "ineligible",
            "estate": "西城家园",
            "body": "我们楼有一家前年在外面买了房，房子租出去了，人还住在公租房里。"
            "听说结婚以后一直没有去报。",
        },
        (
            Step(
                2,
                "housing",
                "refer",
                {
                    "unit": "县民政局",
                    "reason": "反映的是婚姻和家庭收入变化，请贵局先行核对。",
                },
            ),
        ),
    ),
    Tip(
        12,
        {
            "kind": "report",
            "topic": "lent",
            "estate": "河滨小区",
            "place": "8幢303室",
            "body": "住在里面的不是签合同的人，是他的亲戚，住了一年多。"
            "走访的人来的时候，他提前得到消息，自己回来住了一个晚上。",
        },
        (
            Step(2, "housing", "accept"),
            Step(3, "housing", "investigate"),
            Step(
                4,
                "housing",
                "message",
                {
                    "text": "谢谢您的反映。请问一般什么时间屋里有人？我们另找时间上门，不会提到有人反映。"
                },
            ),
            Step(6, "sender", "message", {"text": "晚上八点以后都在，周末白天也在。"}),
            Step(
                7,
                "housing",
                "assist",
                {
                    "unit": "县民政局",
                    "question": "请核对：河滨小区 8 幢一户的承租家庭，登记的共同居住人近三年有无变化。"
                    "只需答复有无变化和变化的月份。",
                },
            ),
        ),
    ),
    Tip(
        33,
        {
            "kind": "report",
            "topic": "sublet",
            "estate": "北岭公寓",
            "place": "二栋一单元302",
            "body": "网上能搜到这套房的出租广告，写着拎包入住，照片里的门牌看得清楚，就是公租房。",
        },
        (
            Step(1, "housing", "accept"),
            Step(3, "housing", "investigate"),
            Step(
                21,
                "housing",
                "conclude",
                {
                    "outcome": "substantiated",
                    "heard_how": "visit",
                    "heard_said": "承认转租，说是一时贪便宜，愿意退回房子、补交租金差额。",
                    "answer": "您反映的情况属实。承租人承认把房子转租，我们听取了他的说明。"
                    "现已通知限期退回房屋，收回的房源将按顺序重新配租。感谢您的监督。",
                    "measures": "责令限期退回；补缴转租期间的租金差额；记入住房保障档案。",
                },
            ),
            Step(23, "sender", "rate", {"rating": "satisfied"}),
        ),
    ),
    Tip(
        20,
        {
            "kind": "report",
            "topic": "vacant",
            "estate": "站前家园",
            "body": "二楼有一套一直没人住，灯从来没亮过，快一年了，排队的人那么多，太浪费了。",
        },
        (
            Step(2, "housing", "accept"),
            Step(4, "housing", "investigate"),
            Step(
                12,
                "housing",
                "conclude",
                {
                    "outcome": "unsubstantiated",
                    "answer": "经查，这套房正在维修，今年还没有配租，不是长期空置。维修完成后会按顺序配租。",
                    "measures": "督促维修单位在本月内完工。",
                },
            ),
            Step(
                15,
                "sender",
                "reopen",
                {"reason": "我说的不是正在维修的那套，是它对面那套，请再看一下。"},
            ),
        ),
    ),
    Tip(
        9,
        {
            "kind": "report",
            "topic": "allocation",
            "body": "隔壁县的人才公寓为什么不让我们申请？希望你们管一管，让我们也能去住。",
        },
        (
            Step(
                3,
                "housing",
                "decline",
                {
                    "reason": "您说的人才公寓由邻县管理，不在本县公租房的范围内，我们无权处理。"
                    "建议向邻县住房保障部门咨询，也可以拨打当地政务服务便民热线。"
                },
            ),
        ),
    ),
    Tip(
        24,
        {
            "kind": "report",
            "topic": "rent",
            "estate": "东门小区",
            "body": "去年的租金多收了两个月，去窗口问了两次，都让等通知，到现在没有说法。",
        },
    ),
    Tip(
        5,
        {
            "kind": "official",
            "topic": "favours",
            "body": "有一位管配租的工作人员，他的亲戚不用排队就住进来了，比我们晚申请，先拿到房。",
        },
    ),
    Tip(
        8,
        {
            "kind": "report",
            "topic": "treatment",
            "body": "去窗口办手续，办事的人说话很冲，材料扔在台面上，说不符合就是不符合，不讲原因。",
        },
        (Step(2, "inspector", "accept"), Step(3, "inspector", "investigate")),
        concerns="县住建局",
    ),
    Tip(
        14,
        {
            "kind": "suggestion",
            "topic": "service",
            "body": "建议把每个小区空出来的房源和排队的进度贴在小区门口，年纪大的人不会上网，贴出来大家都看得见。",
            "may_publish": "on",
        },
        (
            Step(2, "housing", "accept"),
            Step(
                9,
                "housing",
                "conclude",
                {
                    "outcome": "adopted",
                    "answer": "您的建议很好。从下个月起，六个小区门口每月张贴一次空置房源数和轮候进度。",
                    "measures": "在六个小区设置公开栏。",
                },
            ),
        ),
    ),
    Tip(
        7,
        {
            "kind": "declaration",
            "topic": "income",
            "estate": "西城家园",
            "place": "11栋604",
            "name": "林某某",
            "phone": "00000000001",
            "body": "我女儿今年工作了，家里收入比签合同的时候多了，从七月份开始。想问还能不能继续租。",
        },
        (
            Step(1, "housing", "accept"),
            Step(
                5,
                "sender",
                "ask_call",
                {"text": "中午十二点到两点，或者晚上七点以后，打手机都行。"},
            ),
        ),
    ),
    Tip(
        62,
        {
            "kind": "report",
            "topic": "sublet",
            "estate": "河滨小区",
            "place": "2栋一单元201",
            "body": "这家把公租房租给了在夜市摆摊的人，自己住在乡下，一年多了，租金按季度收。",
        },
        (
            Step(1, "housing", "accept"),
            Step(2, "housing", "investigate"),
            Step(
                16,
                "housing",
                "conclude",
                {
                    "outcome": "substantiated",
                    "heard_how": "meeting",
                    "heard_said": "承认转租，说家里老人生病才把房子租出去。",
                    "answer": "您反映的情况属实。我们听取了承租人的说明，已责令限期退回房屋。",
                    "measures": "责令限期退回；罚款；记入住房保障档案。",
                },
            ),
            Step(
                16,
                "housing",
                "legal_step",
                {
                    "track": "administrative",
                    "step": "ordered",
                    "within": "30",
                    "fine": "80000",
                },
            ),
            Step(
                50,
                "housing",
                "legal_step",
                {"track": "administrative", "step": "formal_demand"},
            ),
        ),
    ),
    Tip(
        57,
        {
            "kind": "declaration",
            "topic": "home",
            "estate": "南山新村",
            "place": "7栋302",
            "changed_since": "今年春天",
            "name": "谢某某",
            "phone": "00000000002",
            "body": "我们家今年春天在县城买了一套房，还在装修。想问公租房要什么时候退，能不能住到装修好。",
        },
        (
            Step(1, "housing", "accept"),
            Step(3, "housing", "investigate"),
            Step(
                14,
                "housing",
                "conclude",
                {
                    "outcome": "no_longer_eligible",
                    "answer": "感谢您主动申报。您家已有其他住房，不再符合配租条件。"
                    "我们给您安排搬迁期，搬迁期内租金按原合同交。",
                    "measures": "安排搬迁期，到期前上门提醒。",
                },
            ),
            Step(
                14,
                "housing",
                "legal_step",
                {"track": "civil", "step": "removal_period", "within": "60"},
            ),
        ),
    ),
    Tip(
        51,
        {
            "kind": "declaration",
            "topic": "household",
            "estate": "东门小区",
            "changed_since": "两个月前",
            "name": "罗某某",
            "phone": "00000000003",
            "body": "两个月前我结婚了，爱人也住进来，现在是两口人。来报一下，看租金要不要变。",
        },
        (
            Step(1, "housing", "accept"),
            Step(4, "housing", "investigate"),
            Step(
                12,
                "housing",
                "conclude",
                {
                    "outcome": "adjusted",
                    "answer": "感谢您主动申报。您家仍然可以租住，从下个月起租金按新的人数计算。",
                    "measures": "变更租赁合同。",
                },
            ),
        ),
    ),
    Tip(
        46,
        {
            "kind": "report",
            "topic": "vacant",
            "estate": "西城家园",
            "body": "九栋楼下那一户从去年冬天起就没见过人，信箱都塞满了，窗户也没开过。",
        },
        (
            Step(2, "housing", "accept"),
            Step(3, "housing", "investigate"),
            Step(
                15,
                "housing",
                "conclude",
                {
                    "outcome": "unsubstantiated",
                    "answer": "经三次上门和查看水电用量，这一户一直有人居住，只是早出晚归。感谢您的关心。",
                    "measures": "提醒物业清理信箱。",
                },
            ),
        ),
    ),
    Tip(
        41,
        {
            "kind": "report",
            "topic": "repairs",
            "estate": "北岭公寓",
            "body": "三楼的走廊灯坏了一个多月，晚上看不见台阶，已经有老人摔倒。",
        },
        (
            Step(1, "housing", "accept"),
            Step(2, "housing", "investigate"),
            Step(
                6,
                "housing",
                "conclude",
                {
                    "outcome": "substantiated",
                    "not_heard": "反映的是设施维修，没有被反映的个人。",
                    "answer": "您反映的情况属实，走廊灯已经修好，并检查了整栋楼的照明。",
                    "measures": "更换灯具十一盏。",
                },
            ),
        ),
    ),
)
