"""The forms by which a report is written, sent back and recorded as sent."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from disclosures.reports.acts import WRITTEN
from disclosures.reports.models import NARRATIVE, FortnightlyReport, Submission
from portal.workdays.clock import today


class ReportForm(forms.ModelForm):
    """The editor's part; what points at a person is refused at its field."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = FortnightlyReport
        fields = WRITTEN
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 6}) for name in NARRATIVE},
            "nil_reason": forms.Textarea(attrs={"rows": 2}),
        }

    @property
    def narrative(self) -> list[forms.BoundField]:
        """The sections, in order."""
        return [self[name] for name in NARRATIVE]

    @property
    def nil(self) -> list[forms.BoundField]:
        """What makes it a nil report."""
        return [self["is_nil"], self["nil_reason"]]

    def shown_again(self, version: int) -> "ReportForm":
        """Keep what was typed, for a version that its writer now has seen."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]
        return self


class SendBackForm(forms.Form):
    """Why a report is not signed."""

    reason = forms.CharField(
        label=_("What has to be changed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SubmissionForm(forms.ModelForm):
    """Where a report went."""

    class Meta:
        model = Submission
        fields = ("recipient", "day", "way", "note")
        widgets = {"day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"recipient": settings.REPORT_TO, "day": today()})
        super().__init__(*args, **kwargs)
