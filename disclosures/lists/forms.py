"""The forms by which staff change the lists."""

from typing import Any

from django import forms
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from disclosures.articles import ReportPage
from disclosures.campaigns import Campaign
from disclosures.lists.acts import as_text
from disclosures.lists.changes import Change
from disclosures.lists.checking import check_row
from disclosures.lists.columns import COLUMNS, Column
from disclosures.lists.errors import ListError
from disclosures.lists.freezing import final_reports
from disclosures.lists.items import MODELS, ProblemItem
from disclosures.lists.sheets import Sheet, find_list
from disclosures.lists.values import Known
from disclosures.lists.workbooks import MEGABYTE, read_grids
from portal.scan import refusals
from portal.workdays.clock import today

#: What a document may be: its ending, and how its bytes begin.
DOCUMENTS = {
    ".pdf": b"%PDF",
    ".jpg": b"\xff\xd8",
    ".jpeg": b"\xff\xd8",
    ".png": b"\x89PNG",
    ".docx": b"PK",
    ".xlsx": b"PK",
}
DOCUMENT_MOST = 10 * MEGABYTE
#: Fields about the change itself, no part of the item.
ABOUT_CHANGE = ("note", "hides_old")
DATE = {"type": "date"}


class UploadForm(forms.Form):
    """A list as a file."""

    file = forms.FileField(
        label=_("The list"),
        help_text=_("Excel (.xlsx or .xls), up to 5 MB and 2,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_file(self) -> Sheet:
        """Return the list as it stands in the file."""
        try:
            return find_list(read_grids(self.cleaned_data["file"]), self.kind)
        except ListError as error:
            raise forms.ValidationError(error.message) from error


class ItemForm(forms.Form):
    """One item; read by the same rules as a row of a file."""

    def __init__(
        self, *args: Any, kind: str, known: Known, values: dict[str, Any], **kw: Any
    ) -> None:
        kw.setdefault("initial", _initial(values))
        super().__init__(*args, **kw)
        self.kind, self.known, self.values = kind, known, values
        is_closed = values.get("status") == ProblemItem.Status.CLOSED
        for column in COLUMNS[kind]:
            if column.name == "number" or (
                column.name in ("closed_on", "evidence") and not is_closed
            ):
                continue
            if is_closed and column.name in ("status", "closed_on"):
                continue
            self.fields[column.name] = self._field(column)
        if values:
            self.fields |= {"note": note_field(), "hides_old": hides_field()}

    def _field(self, column: Column) -> forms.Field:
        model_field: Field = MODELS[self.kind]._meta.get_field(column.name)
        common: dict[str, Any] = {
            "label": model_field.verbose_name,
            "help_text": model_field.help_text,
            "required": column.needed,
        }
        if choices := self._choices(column.name):
            return forms.ChoiceField(choices=choices, **common)
        if column.name == "units":
            names = [row.name for row in self.known.units.rows if row.is_active]
            return forms.MultipleChoiceField(
                choices=[(name, name) for name in names],
                widget=forms.CheckboxSelectMultiple,
                **common,
            )
        found: Any = model_field.formfield(**common)
        if isinstance(found, forms.DateField):
            found.widget = forms.DateInput(format="%Y-%m-%d", attrs=DATE)
        if isinstance(found.widget, forms.Textarea):
            found.widget.attrs["rows"] = 3
        return found

    def _choices(self, name: str) -> list[tuple[Any, Any]]:
        if name == "estate":
            estates = [(name, name) for name in self.known.estates.values()]
            return [("", _("the whole county")), *estates]
        if name == "focus":
            return [(n, f"{n} {text}") for n, text in self.known.issues.items()]
        if name == "source":
            return list(ProblemItem.Source.choices)
        if name == "status":
            closed = ProblemItem.Status.CLOSED
            return [c for c in ProblemItem.Status.choices if c[0] != closed]
        return []

    def clean(self) -> dict[str, Any]:
        """Look at the item as at a row of a file; errors go to their fields."""
        cleaned = super().clean() or self.cleaned_data
        texts = {n: _text(v) for n, v in cleaned.items() if n not in ABOUT_CHANGE}
        refuse_note(self)
        kept = {n: as_text(v) for n, v in self.values.items() if n not in self.fields}
        cells = {name: ("", text) for name, text in (kept | texts).items()}
        row = check_row(cells, self.kind, self.known)
        for name, reasons in row.errors.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, reasons)
        self.row_values = row.values
        return cleaned


class CloseForm(forms.Form):
    """The close-out (销号) of a problem: what came of it, and what shows that."""

    result = forms.CharField(
        label=_("result"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Public: what shows it, such as the number of a decision."),
    )
    closed_on = forms.DateField(
        label=_("closed out on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE),
    )
    document = forms.FileField(
        label=_("document"),
        required=False,
        help_text=_(
            "Not public: only for the second person. PDF, picture, Word or Excel, up to"
            " 10 MB."
        ),
    )

    def __init__(
        self, *args: Any, values: dict[str, Any], known: Known, **kw: Any
    ) -> None:
        kw.setdefault("initial", {"result": values["result"], "closed_on": today()})
        super().__init__(*args, **kw)
        self.values, self.known = values, known

    def clean_document(self) -> Any:
        """Take what it says it is, within bounds."""
        document = self.cleaned_data.get("document")
        if not document:
            return None
        if document.size > DOCUMENT_MOST:
            raise forms.ValidationError(_("This document is larger than 10 MB."))
        ending = f".{document.name.lower().rpartition('.')[2]}"
        begin = document.read(8)
        document.seek(0)
        if ending not in DOCUMENTS or not begin.startswith(DOCUMENTS[ending]):
            raise forms.ValidationError(
                _("This is no PDF, picture, Word or Excel file.")
            )
        return document

    def clean(self) -> dict[str, Any]:
        """Look at the closed item as at a row of a file."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        names = ("result", "evidence", "closed_on")
        closed = self.values | {name: cleaned[name] for name in names}
        closed["status"] = ProblemItem.Status.CLOSED.value
        cells = {name: ("", _text(value)) for name, value in closed.items()}
        row = check_row(cells, ProblemItem.kind, self.known)
        for name, reasons in row.errors.items():
            self.add_error(name if name in names else None, reasons)
        self.row_values = row.values
        return cleaned


class WithdrawForm(forms.Form):
    """Why an item is taken off the list; readers see it in its place."""

    note = Change._meta.get_field("note").formfield(required=True)
    is_personal = forms.BooleanField(
        label=_("It held personal data"),
        required=False,
        help_text=_(
            "Then its words are removed from all earlier proposals too, and no copy"
            " stays. A frozen list loses an item for no other reason."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Scan what readers will see."""
        refuse_note(self)
        return self.cleaned_data


class FreezeForm(forms.Form):
    """The end of the campaign: the lists, and the final report that goes with them."""

    report = forms.ModelChoiceField(
        ReportPage.objects.none(),
        label=_("final report"),
        help_text=_(
            "A published report of this column, and no fortnight's; the frozen lists"
            " point to it."
        ),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].queryset = final_reports(campaign)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a proposal goes back."""

    reason = forms.CharField(
        label=_("What has to be changed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def note_field() -> forms.Field:
    """Return the field for a correction's reason."""
    found: forms.Field = Change._meta.get_field("note").formfield()  # type: ignore[assignment]
    found.help_text = _("Shown with the old and the new words, where words change.")
    return found


def hides_field() -> forms.Field:
    """Return the field that keeps the old words from readers."""
    found: forms.Field = Change._meta.get_field("hides_old").formfield()  # type: ignore[assignment]
    found.help_text = _(
        "Because they named or pointed at a person. Then the reason is not shown"
        " either, and no earlier word of the item is kept, nor the document of an"
        " earlier close-out."
    )
    return found


def refuse_note(form: forms.Form) -> None:
    """Refuse a reason that itself points at a person."""
    for name, reasons in refusals([("note", form.cleaned_data.get("note"))]):
        form.add_error(name, reasons)


def _initial(values: dict[str, Any]) -> dict[str, Any]:
    units = str(values.get("units") or "").split("、")
    return values | {"units": [name for name in units if name]}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return as_text(value)
