"""The letter of clarification as a document to print, seal and hand over."""

import io
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from complaints.casework.access import StaffView
from complaints.casework.pages import case_page
from complaints.casework.reading import Locked, open_clarification
from complaints.vault.keyring import NotEntitled
from portal.cleaning import DOCX


class ClarificationView(StaffView):
    """One letter; fetching it is recorded first."""

    def get(self, request: HttpRequest, number: str, n: int) -> HttpResponse:
        """The document."""
        case = self.case(number)
        event = case.events.select_related("unit").filter(name="clarify", sequence=n)
        written = event.first()
        if written is None:
            raise Http404
        try:
            letter = open_clarification(request, case, n)
        except (Locked, NotEntitled):
            return case_page(request, case)
        content = document(
            str(written.unit), letter["addressee"], letter["facts"], written.day
        )
        response = HttpResponse(content, content_type=DOCX)
        name = f"{_('Letter of clarification')}.docx"
        disposition = content_disposition_header(True, name)
        response.headers["Content-Disposition"] = str(disposition)
        response.headers["Cache-Control"] = "no-store"
        return response


def document(unit: str, addressee: str, facts: str, day: date) -> bytes:
    """The letter in Chinese, whoever fetches it; with no trace of the case in it."""
    with translation.override("zh-hans"):
        paper = Document()
        for name in ("author", "last_modified_by", "comments", "title"):
            setattr(paper.core_properties, name, "")
        paper.styles["Normal"].font.size = Pt(14)
        heading = paper.add_heading(_("Letter of clarification"), level=1)
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paper.add_paragraph(_("%(whom)s:") % {"whom": addressee.strip()})
        for text in (
            _("A report that concerned you reached us. We have looked into it."),
            *facts.split("\n"),
            _("By this the report is not so. Nothing of it is held against you."),
            _(
                "Please do not ask or guess who reported: whoever reports is protected"
                " by law, and whoever takes revenge answers for it."
            ),
        ):
            if text.strip():
                paper.add_paragraph(
                    text.strip()
                ).paragraph_format.first_line_indent = Pt(28)
        for text in (unit, date_format(day, "DATE_FORMAT")):
            paper.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        file = io.BytesIO()
        paper.save(file)
    return file.getvalue()
