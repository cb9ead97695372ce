"""The forms of the recovery pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.vault import asking, ceremony
from complaints.vault.models import RecoveryKey
from portal.users.models import Membership, User


class HolderField(forms.ModelChoiceField):
    """An account, with what tells it from one made yesterday."""

    def label_from_instance(self, obj: User) -> str:
        """Name, user name, day of the last reset."""
        reset = obj.member_key.reset_on
        since = _("last reset %(day)s") % {"day": reset} if reset else ""
        return " · ".join(part for part in (str(obj), obj.username, since) if part)


class HoldersForm(forms.Form):
    """Three people who share neither an office nor a superior."""

    first = HolderField(User.objects.none(), label=gettext_lazy("First holder"))
    second = HolderField(User.objects.none(), label=gettext_lazy("Second holder"))
    third = HolderField(User.objects.none(), label=gettext_lazy("Third holder"))
    lost = forms.BooleanField(
        label=gettext_lazy("The earlier shares are lost"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise two holders of the earlier shares hand over. If they are lost,"
            " this is recorded for everyone to see, and a unit's key follows when one"
            " of its members logs in."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second", "third"):
            self.fields[name].queryset = ceremony.eligible()  # type: ignore[attr-defined]
        if not RecoveryKey.objects.in_use().exists():
            del self.fields["lost"]

    def clean(self) -> dict[str, Any]:
        """`holders`, in order; three different ones."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        named = [typed.get(name) for name in ("first", "second", "third")]
        if None not in named and len(set(named)) < len(named):
            raise forms.ValidationError(
                _("Name three different people; at most one administrator.")
            )
        typed.setdefault("lost", False)
        return typed | {"holders": named}


class AskForm(forms.Form):
    """For whom a unit's key is wanted."""

    membership = forms.ModelChoiceField(
        Membership.objects.none(),
        label=gettext_lazy("Unit and member who is to hold its key again"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = asking.receivers()
        own = list(user.current_units())
        everyone = user.has_perm("users.change_membership") or any(
            unit.is_discipline for unit in own
        )
        if not everyone:
            found = found.filter(unit__in=own)
        field = self.fields["membership"]
        field.queryset = found  # type: ignore[attr-defined]
        field.label_from_instance = _receiver  # type: ignore[attr-defined]


def _receiver(member: Membership) -> str:
    return f"{member.unit} · {member.user} ({member.user.username})"


class ShareForm(forms.Form):
    """81 digits, typed or scanned."""

    share = forms.CharField(
        label=gettext_lazy("The digits of your share"),
        max_length=400,
        widget=forms.Textarea(
            attrs={"rows": 4, "inputmode": "numeric", "autocomplete": "off"}
        ),
        help_text=gettext_lazy("Spaces do not matter. A scanner may type them."),
    )
