"""An objection to a finding (异议): what its form asks, and that it is never closed.

A removal period can outlast the campaign: as long as a mailbox shows a finding, its
tenant can object to it.
"""

from collections.abc import Mapping
from typing import Any

from django.forms import ChoiceField, Form, ModelChoiceField
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.topics import Kind, Topic
from complaints.vault.places import normalise

HINT = gettext_lazy("We need your name and phone number for it.")


def is_one(asked: Mapping[str, Any]) -> bool:
    """Whether an objection is what somebody sends, or asks the form for."""
    kind, topic = asked.get("kind"), asked.get("topic")
    return (kind, topic) == (Kind.DECLARATION, Topic.OBJECTION)


def check_flat(form: Form) -> None:
    """The flat tells which finding is meant: whoever made it must not handle this."""
    if not is_one(form.cleaned_data):
        return
    estate = form.fields["estate"]
    assert isinstance(estate, ModelChoiceField)
    may_choose = estate.queryset is not None and estate.queryset.exists()
    if (
        may_choose
        and not form.cleaned_data.get("estate")
        and "estate" not in form.errors
    ):
        form.add_error(
            "estate",
            _(
                "Please choose the estate: by it and the flat we find the finding, so"
                " that somebody else than before looks at it."
            ),
        )
    if "place" not in form.errors and not normalise(form.cleaned_data["place"]):
        form.add_error("place", _("Please write which building and flat it is."))


def narrow(form: Form) -> None:
    """Nothing else is taken while the intake is closed."""
    kind, topic = form.fields["kind"], form.fields["topic"]
    assert isinstance(kind, ChoiceField)
    assert isinstance(topic, ChoiceField)
    label = format_html("{}<small>{}</small>", Topic.OBJECTION.label, HINT)
    kind.choices = [(Kind.DECLARATION.value, label)]
    topic.choices = [
        (Kind.DECLARATION, [(Topic.OBJECTION.value, Topic.OBJECTION.label)])
    ]
