"""Where an inspector counts the grounds of a notice and hands them over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.fortnights import Fortnight
from complaints.grounds import Refused, beginnings, ends, grounds, hand_over
from complaints.oversight.views import OversightView
from complaints.suppression import LEAST
from disclosures.criticism import UnitRecord
from portal.users.models import Unit


class GroundsForm(forms.Form):
    """A unit, and from which closed fortnight to which."""

    unit = forms.ModelChoiceField(
        Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.DISCIPLINE),
        label=gettext_lazy("unit"),
        empty_label=gettext_lazy("Choose a unit"),
    )
    first = forms.ChoiceField(label=gettext_lazy("from"))
    last = forms.ChoiceField(label=gettext_lazy("to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        days = {
            "first": [(one.key, one.starts_on) for one in beginnings()],
            "last": [(one.key, one.ends_on) for one in ends()],
        }
        for name, found in days.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(key, date_format(day)) for key, day in found]

    @property
    def asked(self) -> tuple[Unit, Fortnight, Fortnight]:
        """What was chosen."""
        given = self.cleaned_data
        first, last = given["first"], given["last"]
        return given["unit"], Fortnight.parse(first), Fortnight.parse(last)


class GroundsView(OversightView):
    """Counts first; what may leave the house is handed over by a second press."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form; with a unit and a span, what was counted."""
        form = GroundsForm(request.GET if "unit" in request.GET else None)
        counted = None
        if form.is_bound and form.is_valid():
            try:
                counted = grounds(*form.asked)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        status = 422 if form.is_bound and form.errors else 200
        return self._page(request, form, counted, status)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Hand over; the editor then finds the counts among the grounds."""
        form = GroundsForm(request.POST)
        if form.is_valid():
            try:
                records = hand_over(*form.asked)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                self._tell(request, records)
                return redirect("oversight:grounds")
        return self._page(request, form, None, 422)

    def _tell(self, request: HttpRequest, records: list[UnitRecord]) -> None:
        if records:
            said = "；".join(map(str, records))
            messages.success(request, _("Handed over: %s") % said)
        else:
            messages.warning(
                request, _("Nothing was handed over: every count is too small.")
            )

    def _page(
        self, request: HttpRequest, form: GroundsForm, counted: Any, status: int
    ) -> HttpResponse:
        context = {
            "form": form,
            "counted": counted,
            "least": LEAST,
            "records": UnitRecord.objects.select_related("unit")[:20],
            "breadcrumbs_items": [
                {"url": reverse("oversight:index"), "label": _("Oversight")},
                {"url": request.path, "label": _("Grounds for a notice of criticism")},
            ],
        }
        return render(request, "oversight/grounds.html", context, status=status)
