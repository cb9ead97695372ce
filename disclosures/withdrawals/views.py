"""The form that takes a page down, and the public list of what was corrected."""

from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.models import Page

from disclosures.articles import ArticlePage
from disclosures.withdrawals.acts import may_take_down, take_down
from disclosures.withdrawals.files import losing, shared
from disclosures.withdrawals.lately import approves, way_back
from disclosures.withdrawals.models import Correction, Withdrawal
from portal.pages.doors import Door
from portal.pages.trail import first_page
from portal.users.gates import COLUMN

SHOWN = 100


class TakeDownForm(forms.ModelForm):
    """Why, in a word and in a sentence."""

    reason = forms.ChoiceField(
        label=gettext_lazy("reason"),
        choices=Withdrawal.Reason.choices,
        widget=forms.RadioSelect,
    )

    files_too = forms.BooleanField(
        label=gettext_lazy(
            "The personal data is in these files: remove them everywhere"
        ),
        required=False,
    )

    class Meta:
        model = Withdrawal
        fields = ["reason", "note"]

    def __init__(self, page: Page, user: Any, *args: Any) -> None:
        super().__init__(*args)
        if not approves(user):
            del self.fields["note"]
        self.shared = shared(page)
        self.losing = losing(self.shared, page)
        if not self.shared:
            del self.fields["files_too"]
        if not page.live:
            personal = Withdrawal.Reason.PERSONAL
            self.fields["reason"] = forms.ChoiceField(
                label=self.fields["reason"].label,
                choices=[(personal, personal.label)],
                initial=personal,
                widget=forms.RadioSelect,
            )


class TakeDown(View):
    """One page, taken down now."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whoever writes or approves the column may take a page down."""
        if not request.user.groups.filter(name__in=COLUMN).exists():
            raise PermissionDenied
        self.page = get_object_or_404(Page, pk=kwargs["page_id"]).specific
        if not isinstance(self.page, ArticlePage) or not may_take_down(self.page):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Say what it does."""
        return self._form(request, TakeDownForm(self.page, request.user))

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Do it."""
        form = TakeDownForm(self.page, request.user, request.POST)
        if not form.is_valid():
            return self._form(request, form)
        try:
            take_down(self.page, user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("note" if "note" in form.fields else None, error.messages)
            return self._form(request, form)
        messages.success(
            request, _("The page is off the site. Its address says when and why.")
        )
        return redirect("wagtailadmin_home")

    def _form(self, request: HttpRequest, form: forms.ModelForm) -> HttpResponse:
        context = {
            "page": self.page,
            "form": form,
            "header_icon": "warning",
            "breadcrumbs_items": [
                *way_back(),
                {"url": request.path, "label": _("Take down now")},
            ],
        }
        return render(request, "disclosures/withdrawals/take_down.html", context)


def corrections(request: HttpRequest) -> HttpResponse:
    """Everything that was corrected or withdrawn, the newest first."""
    changes = Correction.objects.filter(page__live=True).select_related("page")
    rows: list[Any] = [*changes[:SHOWN], *Withdrawal.objects.all()[:SHOWN]]
    rows.sort(key=lambda row: row.at, reverse=True)
    context = {
        "page": Door(
            title=_("Corrections and withdrawals"),
            description=_(
                "What was changed or taken down after it was public, when and why."
            ),
            column_type="信息公开",
        ),
        "rows": [
            {"row": row, "is_withdrawal": isinstance(row, Withdrawal)}
            for row in islice(rows, SHOWN)
        ],
        "trail": first_page(request),
    }
    return render(request, "disclosures/withdrawals/corrections.html", context)
