"""What the forms of all acts share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.cases import Case
from complaints.workflow import legal
from portal.users.models import User

LONGEST = 20_000


def words(
    label: Any, *, rows: int = 4, help_text: Any = "", required: bool = True
) -> forms.CharField:
    """A field for words that will be sealed."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def yuan(label: Any) -> forms.DecimalField:
    """An amount as people write it; it is kept in whole fen."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=legal.MOST_FEN // 100,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )


def day_input() -> forms.DateInput:
    """A day, in the shape that browsers send."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ActForm(forms.Form):
    """No words needed; `version` tells whether the file changed in the meantime."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, files: Any = None, *, case: Case, user: User, name: str
    ) -> None:
        super().__init__(
            data,
            files,
            initial={"version": case.version},
            auto_id=f"{name}-%s",
            label_suffix="",
        )
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in.")
        self.case, self.user, self.name = case, user, name

    def _insert(self, name: str, field: forms.Field, *, before: str = "") -> None:
        """Add a field in its place."""
        names = [known for known in self.fields if known != name]
        place = names.index(before) if before in names else len(names)
        self.fields[name] = field
        self.order_fields([*names[:place], name, *names[place:]])


class ReasonForm(ActForm):
    """A reason that stays inside."""

    reason = words(_("Reason"))
