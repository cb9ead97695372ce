"""A report as an official document (GB/T 9704): what the .docx and the screen show."""

from datetime import datetime

from disclosures.documents.official import OfficialDocument, Section, Table, write
from disclosures.reports.facts import ESTATES
from disclosures.reports.models import FortnightlyReport
from disclosures.reports.snapshot import Content, content
from disclosures.reports.words import HEADER, chinese, numbers, paragraphs

HEADINGS = {
    "progress": "进展情况",
    "practice": "主要做法",
    "problems": "存在问题",
    "next_steps": "下一步打算",
}
NO_CHECKPOINT = "本期尚无"


def docx(report: FortnightlyReport) -> bytes:
    """Return the .docx: of what was signed, or of a draft that says so."""
    return write(paper(report))


def paper(report: FortnightlyReport) -> OfficialDocument:
    """Return the report as its document is made of."""
    said = content(report)
    signed = datetime.fromisoformat(said["signed_at"]) if said["signed_at"] else None
    return OfficialDocument(
        title=title(said),
        issuer=said["issuer"],
        addressee=said["to"],
        sections=(
            Section("", (opening(said),)),
            *_narrative(said),
            Section("主要数据", (_about(said),), tuple(_tables(said))),
        ),
        attachments=(f"{ESTATES}（见随附表格）",) if _estates(said) else (),
        signatories=said["issuer"],
        date=signed.date() if signed else None,
        draft=not report.is_signed,
    )


def title(said: Content) -> str:
    """Name the report."""
    return f"{said['campaign']}半月报（第{said['number']}期）"


def days(said: Content) -> str:
    """Write the days a report is about."""
    last = chinese(said["ends_on"]).partition("月")[2]
    return f"{chinese(said['starts_on'])}至{last}"


def opening(said: Content) -> str:
    """Return the sentence a report begins with."""
    if said["is_nil"]:
        return f"{days(said)}，{said['campaign']}无新增情况。{said['nil_reason']}"
    return f"现将{days(said)}{said['campaign']}进展情况报告如下。"


def _narrative(said: Content) -> list[Section]:
    return [
        Section(heading, tuple(paragraphs(said["narrative"][name])))
        for name, heading in HEADINGS.items()
        if said["narrative"][name].strip()
    ]


def _tables(said: Content) -> list[Table]:
    return [
        Table(label, HEADER, tuple(one.cells for one in rows))
        for label, rows in numbers(said["facts"])
    ]


def _about(said: Content) -> str:
    """Say how the numbers were made, and name the log's checkpoint."""
    counted = said["facts"].get("counted_on")
    when = f"下列数据于{chinese(counted)}由系统统计生成" if counted else "尚未统计"
    return (
        f"{when}，线索数据为自整治开始累计、按期公布的全县合计数，公租房数据为经审核公布的全县合计数。"
        f"透明日志检查点：{said['checkpoint'] or NO_CHECKPOINT}。"
    )


def _estates(said: Content) -> bool:
    return bool(said["facts"].get("estates"))
