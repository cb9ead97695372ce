"""An official document with everything in it."""

from datetime import date

from disclosures.documents.official import OfficialDocument, Section, Table

#: So many characters that the text fills several pages.
LONG = "全面核查承租对象资格，对转租出借的依法依规处理，逐户登记造册。" * 45

ESTATES = Table(
    "各小区走访情况",
    ("小区", "应走访（户）", "已走访（户）", "备注"),
    (
        ("翠湖小区", "120", "118", "两户外出"),
        ("云岭小区", "64", "64", ""),
        *((f"第{n}小区", str(n), str(n), "") for n in range(1, 60)),
    ),
)

REPORT = OfficialDocument(
    title="关于公租房点题整治工作进展情况的报告",
    issuer="明溪县住房和城乡建设局文件",
    number="明建[2021]5号",
    addressee="市公租房整治工作专班",
    sections=(
        Section("", ("现将七月上半月工作进展情况报告如下。",)),
        Section(
            "工作进展",
            (LONG,),
            sections=(
                Section(
                    "入户走访",
                    ("六个小区走完三个。",),
                    (ESTATES,),
                    (
                        Section(
                            "走访方式",
                            ("两人一组，逐户登记。",),
                            sections=(Section("登记内容", ("人口、收入、住房。",)),),
                        ),
                        Section("走访时间", ("周末与晚间。",)),
                    ),
                ),
                Section("数据比对", ("与民政、车管数据比对。",)),
            ),
        ),
        Section("下一步打算", ("继续走访。",)),
    ),
    attachments=("公租房点题整治工作进展情况汇总表", "问题清单"),
    signatories="明溪县住房和城乡建设局",
    date=date(2021, 7, 15),
)
