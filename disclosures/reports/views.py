"""Where reports are listed, drafted, written, signed, downloaded and sent."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosures.reports import acts, digest, facts, paper, workbook
from disclosures.reports.access import ReportsView
from disclosures.reports.acts import Overtaken, Refused
from disclosures.reports.forms import ReportForm, SendBackForm, SubmissionForm
from disclosures.reports.listing import lines
from disclosures.reports.models import NARRATIVE, FortnightlyReport, ReportStep
from disclosures.reports.periods import Period
from disclosures.reports.snapshot import is_intact
from disclosures.reports.words import numbers
from portal.cleaning import DOCX, XLSX


class Overview(ReportsView):
    """Every period of the campaign: how far, due when, late or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.show()

    def show(self, *, error: str = "", status: int = 200) -> HttpResponse:
        """Show it, perhaps with why something was not done."""
        context = {
            "page_title": _("Fortnightly reports"),
            "lines": lines(self.campaign),
            "error": error,
        }
        return self.render("overview", context, status=status)


class Draft(Overview):
    """The button: start a report, or count a draft's numbers anew."""

    http_method_names = ["post", "options"]
    permission = acts.WRITE

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        """Draft it and lead on to it; what is frozen is told in one sentence."""
        known = FortnightlyReport.objects.filter(campaign=self.campaign, key=period)
        try:
            days = known[0].period if known else Period.parse(period)
        except ValueError as error:
            raise Http404 from error
        try:
            report = acts.draft(self.campaign, days, user=self.user)
        except Refused as refusal:
            return self.show(error=str(refusal), status=HTTPStatus.CONFLICT)
        messages.success(request, _("The numbers were counted just now."))
        return redirect("reports:report", report.key)


class OneReport(ReportsView):
    """A report: written while it is a draft, read afterwards."""

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        """Show it."""
        return self._show(self.report(period))

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        """Save, hand in, or take back."""
        report = self.report(period)
        if not request.user.has_perm(acts.WRITE):
            return self._show(report, error=_("Only an editor writes."), status=403)
        if request.POST.get("act") == "take_back":
            return self._take_back(report)
        form = ReportForm(request.POST, instance=self.report(period))
        if not form.is_valid():
            return self._show(report, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        values = {name: form.cleaned_data[name] for name in acts.WRITTEN}
        version = form.cleaned_data["version"]
        hands_in = request.POST.get("act") == "hand_in"
        try:
            with transaction.atomic():
                report = acts.save(report, values, version=version, user=self.user)
                if hands_in:
                    acts.hand_in(report, version=report.version, user=self.user)
        except Refused as refusal:
            return self._conflict(period, form, refusal)
        told = _("Handed in: a second person signs it.") if hands_in else _("Saved.")
        messages.success(request, told)
        return redirect("reports:report", period)

    def _take_back(self, report: FortnightlyReport) -> HttpResponse:
        try:
            acts.take_back(report, user=self.user)
        except Refused as refusal:
            fresh = self.report(report.key)
            return self._show(fresh, error=str(refusal), status=HTTPStatus.CONFLICT)
        messages.success(self.request, _("Taken back: it is a draft again."))
        return redirect("reports:report", report.key)

    def _conflict(self, period: str, form: ReportForm, why: Refused) -> HttpResponse:
        """Show what was typed beside what is stored; nothing typed is lost."""
        report = self.report(period)
        form.shown_again(report.version)
        theirs = [
            (report._meta.get_field(name).verbose_name, getattr(report, name))  # type: ignore[union-attr]
            for name in (*NARRATIVE, "nil_reason")
            if isinstance(why, Overtaken)
            and getattr(report, name) != form.cleaned_data[name]
        ]
        return self._show(
            report, form, error=str(why), theirs=theirs, status=HTTPStatus.CONFLICT
        )

    def _show(
        self,
        report: FortnightlyReport,
        form: ReportForm | None = None,
        *,
        error: str = "",
        theirs: Any = (),
        status: int = 200,
    ) -> HttpResponse:
        writes = report.is_draft and self.user.has_perm(acts.WRITE)
        if form is None and writes:
            form = ReportForm(instance=report, initial={"version": report.version})
        context = described(report) | {
            "form": form,
            "writes": writes,
            "error": error,
            "theirs": theirs,
            "happened": (
                facts.happened(self.campaign, report.period) if writes else []
            ),
            "signs": can_sign(report, self.user),
        }
        return self.render("report", context, status=status)


class Sign(ReportsView):
    """The second person reads, and signs or sends back."""

    permission = acts.SIGN

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        """Show what is signed, and what signing means."""
        return self._show(self.report(period))

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        """Sign it, or send it back."""
        report = self.report(period)
        act = request.POST.get("act")
        form = SendBackForm(request.POST if act == "send_back" else None)
        try:
            if act == "sign":
                seen = request.POST.get("version", "")
                version = int(seen) if seen.isdecimal() else 0
                acts.sign(report, version=version, user=self.user)
                messages.success(request, _("Signed: nothing of it changes any more."))
            elif act == "send_back":
                if not form.is_valid():
                    return self._show(
                        report, form, status=HTTPStatus.UNPROCESSABLE_ENTITY
                    )
                reason = form.cleaned_data["reason"]
                acts.send_back(report, reason=reason, user=self.user)
                messages.success(request, _("Sent back."))
        except Refused as refusal:
            fresh = self.report(period)
            return self._show(fresh, error=str(refusal), status=HTTPStatus.CONFLICT)
        return redirect("reports:report", period)

    def _show(
        self,
        report: FortnightlyReport,
        form: SendBackForm | None = None,
        *,
        error: str = "",
        status: int = 200,
    ) -> HttpResponse:
        context = described(report) | {
            "page_title": _("Sign: %s") % report,
            "form": form or SendBackForm(),
            "error": error,
            "signs": can_sign(report, self.user),
            "wrote": acts.wrote(report, self.user),
            "paper": paper.paper(report),
        }
        return self.render("sign", context, status=status)


class Preview(ReportsView):
    """The report as a sheet of A4, on the screen and on paper."""

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        """Show it."""
        report = self.report(period)
        context = {
            "page_title": str(report),
            "report": report,
            "paper": paper.paper(report),
        }
        return self.render("preview", context)


class Download(ReportsView):
    """The report as a file: signed from what was signed, else marked as a draft."""

    kind = "docx"
    KINDS = {
        "docx": (paper.docx, DOCX),
        "xlsx": (workbook.xlsx, XLSX),
    }

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        """Give it."""
        report = self.report(period)
        write, media_type = self.KINDS[self.kind]
        response = HttpResponse(write(report), content_type=media_type)
        mark = "" if report.is_signed else "-draft"
        name = f"report-{report.key}{mark}.{self.kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response


class Submit(ReportsView):
    """Write down that a signed report was sent."""

    permission = acts.WRITE

    def get(self, request: HttpRequest, period: str) -> HttpResponse:
        """Ask to whom, when and how."""
        return self._show(self.report(period), SubmissionForm())

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        """Keep it."""
        report = self.report(period)
        form = SubmissionForm(request.POST)
        if not form.is_valid():
            return self._show(report, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            acts.submit(report, user=self.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._show(report, form, status=HTTPStatus.CONFLICT)
        messages.success(request, _("Recorded."))
        return redirect("reports:report", period)

    def _show(
        self, report: FortnightlyReport, form: SubmissionForm, *, status: int = 200
    ) -> HttpResponse:
        context = {
            "page_title": _("Record a submission: %s") % report,
            "report": report,
            "form": form,
        }
        return self.render("submit", context, status=status)


class MakeDigest(OneReport):
    """Cuts a page for the public from a signed report; it stays a draft."""

    http_method_names = ["post", "options"]
    permission = acts.WRITE

    def post(self, request: HttpRequest, period: str) -> HttpResponse:
        """Make it and lead on to its editor."""
        report = self.report(period)
        try:
            page = digest.make(report, user=self.user)
        except Refused as refusal:
            return self._show(
                self.report(period), error=str(refusal), status=HTTPStatus.CONFLICT
            )
        messages.success(
            request, _("A draft: a second person decides whether it is published.")
        )
        return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def can_sign(report: FortnightlyReport, user: Any) -> bool:
    """Whether somebody is the second person this report waits for."""
    allowed = report.is_handed_in and user.has_perm(acts.SIGN)
    return bool(allowed and not acts.wrote(report, user))


def described(report: FortnightlyReport) -> dict[str, Any]:
    """Return what every page of one report shows."""
    changed, steps = [], list(report.steps.select_related("user"))
    if not report.is_signed:
        now = facts.count(report.campaign, report.period)
        changed = facts.differing(report.facts, now)
    return {
        "page_title": str(report),
        "report": report,
        "numbers": numbers(report.facts),
        "changed": changed,
        "sections": [
            (report._meta.get_field(name).verbose_name, getattr(report, name))  # type: ignore[union-attr]
            for name in NARRATIVE
            if getattr(report, name)
        ],
        "submissions": list(report.submissions.select_related("user")),
        "steps": steps,
        "returned": next(_returned(steps), None) if report.is_draft else None,
        "digest": getattr(report, "digest", None),
        "is_intact": report.is_signed and is_intact(report),
    }


def _returned(steps: list[ReportStep]) -> Iterator[ReportStep]:
    """Give the refusal to sign that nobody has answered by handing in again."""
    for step in reversed(steps):
        if step.what == ReportStep.What.HANDED_IN:
            return
        if step.what == ReportStep.What.SENT_BACK:
            yield step
