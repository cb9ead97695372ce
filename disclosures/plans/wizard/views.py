"""Upload, preview, correct, create."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from disclosures.campaigns import Campaign
from disclosures.plans.apply import Applied, apply
from disclosures.plans.errors import PlanError
from disclosures.plans.outline import PlanOutline
from disclosures.plans.parser import parse
from disclosures.plans.refusals import NotImportedError

from .carrying import MOST_PARTS, pack, unpack
from .correction import Correction
from .forms import UploadForm
from .placement import placed_lines, warnings

PERMISSION = "disclosures.import_plan"


class PlanImport(View):
    """A post with a file answers with the preview; one with `source` creates."""

    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kw: Any) -> HttpResponseBase:
        """Only for those who may import plans."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kw)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the upload."""
        return self._upload(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the file, or the corrections."""
        if "source" in request.POST:
            return self._take_corrections()
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._upload(form)
        lines, title = form.cleaned_data["file"], form.cleaned_data["title"]
        try:
            source = pack(lines, self._user_id)
            outline = self._parse(lines, title)
        except (PlanError, NotImportedError) as error:
            form.add_error("file", str(error))
            return self._upload(form)
        return self._preview(Correction(outline), source, lines)

    @property
    def _user_id(self) -> int:
        return int(self.request.user.pk or 0)

    def _parse(self, lines: list[str], title: str = "") -> PlanOutline:
        outline = parse(lines, title=title or None)
        parts = list(Correction(outline).parts)
        if len(parts) + sum(len(part.deadlines) for part in parts) > MOST_PARTS:
            words = _("This plan has over %d parts: import it by command.")
            raise NotImportedError(words % MOST_PARTS)
        return outline

    def _take_corrections(self) -> HttpResponse:
        """Make the draft of what was corrected, or show again what was typed."""
        source = self.request.POST["source"]
        lines = unpack(source, self._user_id)
        if lines is None:
            form = UploadForm({"title": self.request.POST.get("plan-title", "")})
            form.add_error("file", _("This preview is no longer valid: upload again."))
            return self._upload(form)
        correction = Correction(self._parse(lines), self.request.POST)
        if correction.is_valid():
            try:
                applied = apply(correction.corrected(), user=self.request.user)  # type: ignore[arg-type]
            except NotImportedError as refusal:
                correction.plan.add_error(None, refusal.reasons)
            else:
                return self._created(applied)
        return self._preview(correction, source, lines)

    def _upload(self, form: UploadForm) -> HttpResponse:
        context = {"form": form, "page_title": _("Import a plan")}
        return self._render("upload", context, failed=form.is_bound)

    def _preview(
        self, correction: Correction, source: str, lines: list[str]
    ) -> HttpResponse:
        outline = correction.outline
        failed = correction.plan.is_bound
        correction.fit_areas()
        context = {
            "correction": correction,
            "errors": list(correction.errors()) if failed else [],
            "lines": placed_lines(outline, lines),
            "outline": outline,
            "page_title": _("Check and correct the plan"),
            "source": source,
            "warnings": list(warnings(outline, correction.title, correction.year)),
        }
        return self._render("preview", context, failed=failed)

    def _render(
        self, name: str, context: dict[str, Any], *, failed: bool
    ) -> HttpResponse:
        return TemplateResponse(
            self.request,
            f"disclosures/plan_import/{name}.html",
            context | {"header_icon": "upload"},
            status=HTTPStatus.UNPROCESSABLE_ENTITY if failed else 200,
        )

    def _created(self, applied: Applied) -> HttpResponse:
        """Lead on to the campaign, from where it goes to moderation."""
        messages.success(self.request, applied.summary)
        for part in applied.kept:
            words = _("Not in the plan any more, kept as others link to it: %s")
            messages.warning(self.request, words % part)
        edit = Campaign.snippet_viewset.get_url_name("edit")
        return redirect(reverse(edit, args=[applied.campaign.pk]))
