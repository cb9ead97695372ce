"""The forms of the import: the upload, and the corrections to what was read."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosures.campaigns import Campaign
from disclosures.channels import Channel
from disclosures.parts import Deadline, Measure, OrganisationItem, Stage
from disclosures.plans.errors import PlanError
from disclosures.plans.reader import read_lines
from portal.scan import refusals
from portal.users.models import Unit

SEPARATORS = re.compile(r"[、，,;；\s]+")
TITLE = Campaign._meta.get_field("title").max_length
#: Characters on a line of a box.
LINE = 40
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class UploadForm(forms.Form):
    """The plan as a file; its title, if it has none of its own."""

    file = forms.FileField(
        label=_("The plan"),
        help_text=_("Text (.txt) or Word (.docx), up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".txt,.docx"}),
    )
    title = forms.CharField(
        label=_("title"),
        max_length=TITLE,
        required=False,
        help_text=_("If the plan has no title of its own. You can also add it later."),
    )

    def clean_file(self) -> list[str]:
        """Return the plan's lines."""
        file = self.cleaned_data["file"]
        try:
            return read_lines(file, file.name)
        except PlanError as error:
            raise forms.ValidationError(error.message) from error

    def clean_title(self) -> str:
        """Return the title without stray spaces."""
        return " ".join(self.cleaned_data["title"].split())


class ScannedForm(forms.Form):
    """A form whose texts go public: they are scanned like the campaign's own."""

    def clean(self) -> dict[str, Any]:
        """Refuse what points at a private person, at its field."""
        cleaned = super().clean() or self.cleaned_data
        texts = {n: v for n, v in cleaned.items() if isinstance(v, str)}
        # Browsers send \r\n; the plan itself has none.
        cleaned |= {n: v.replace("\r\n", "\n") for n, v in texts.items()}
        for name, reasons in refusals(texts.items()):
            self.add_error(name, reasons)
        return cleaned

    def fit_areas(self) -> None:
        """Give each box as many lines as its text needs."""
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                lines = str(self[name].value() or "").splitlines()
                needed = sum(1 + len(line) // LINE for line in lines)
                field.widget.attrs["rows"] = min(max(needed, 2), 14)


class PlanForm(ScannedForm):
    """The campaign itself."""

    title = forms.CharField(label=_("title"), max_length=TITLE)
    year = forms.IntegerField(
        label=_("year of the plan"), min_value=1949, max_value=2100
    )
    goal = forms.CharField(label=_("goal"), required=False, widget=forms.Textarea)
    appendix = forms.CharField(
        label=_("appendix"), required=False, widget=forms.Textarea
    )


class PartForm(ScannedForm):
    """One part of the plan, which can also be left out."""

    leave_out = forms.BooleanField(label=_("Leave out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(n for n in self.fields if n != "leave_out"), "leave_out"])

    @property
    def is_left_out(self) -> bool:
        """Whether the part is not wanted, whatever its fields say."""
        return self.is_bound and bool(self["leave_out"].value())

    def is_valid(self) -> bool:
        """Look only at what is wanted."""
        return self.is_left_out or super().is_valid()


class FocusForm(PartForm):
    """One focus issue."""

    text = forms.CharField(label=_("text"), widget=forms.Textarea)


class StageForm(PartForm):
    """One stage."""

    name = forms.CharField(
        label=_("name"), max_length=Stage._meta.get_field("name").max_length
    )
    phrase = forms.CharField(
        label=_("time, in the plan's words"),
        max_length=Stage._meta.get_field("phrase").max_length,
        required=False,
    )
    starts_on = forms.DateField(label=_("begins on"), required=False, widget=DATE)
    ends_on = forms.DateField(label=_("ends on"), required=False, widget=DATE)
    text = forms.CharField(label=_("text"), required=False, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end lies before the beginning."))
        return cleaned


class MeasureForm(PartForm):
    """One measure with its units."""

    title = forms.CharField(
        label=_("title"), max_length=Measure._meta.get_field("title").max_length
    )
    text = forms.CharField(label=_("text"), required=False, widget=forms.Textarea)
    units = forms.CharField(
        label=_("responsible units"),
        required=False,
        help_text=_("Names, with 、 between them."),
    )

    def clean_units(self) -> str:
        """Return the names, each once, with 、 between them."""
        names = filter(None, SEPARATORS.split(self.cleaned_data["units"]))
        units = tuple(dict.fromkeys(names))
        longest = Unit._meta.get_field("name").max_length or 0
        if any(len(name) > longest for name in units):
            raise forms.ValidationError(_("A name is too long: put 、 between names."))
        return "、".join(units)


class DeadlineForm(PartForm):
    """One deadline."""

    phrase = forms.CharField(
        label=_("time, in the plan's words"),
        max_length=Deadline._meta.get_field("phrase").max_length,
    )
    date = forms.DateField(label=_("date"), required=False, widget=DATE)
    body = forms.CharField(
        label=_("date of another body"),
        max_length=Deadline._meta.get_field("body").max_length,
        required=False,
        help_text=_("Whose date it is, where it is not ours, such as 市住建局."),
    )


class OrganisationForm(PartForm):
    """One point of the organisation."""

    title = forms.CharField(
        label=_("title"),
        max_length=OrganisationItem._meta.get_field("title").max_length,
        required=False,
    )
    text = forms.CharField(label=_("text"), required=False, widget=forms.Textarea)


class DutyForm(PartForm):
    """What one unit is in charge of."""

    unit = forms.CharField(
        label=_("unit"), max_length=Unit._meta.get_field("name").max_length
    )
    text = forms.CharField(label=_("text"), widget=forms.Textarea)


class ChannelForm(PartForm):
    """A medium that the plan names."""

    name = forms.CharField(
        label=_("name"),
        max_length=Channel._meta.get_field("name").max_length,
        help_text=_("Not shown to the public until you say so in the campaign."),
    )
