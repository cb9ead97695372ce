"""Wordings for letters: read by whoever works on cases, written by heads of units.

A head writes for the own unit; the head of the lead unit for every unit. Role admin
does not work on cases and sees none.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import workflow
from complaints.casework.access import StaffView
from complaints.casework.models import MessageTemplate
from complaints.casework.words import KINDS
from complaints.topics import TOPICS, Kind, fits
from portal.users.models import Membership, Unit, User

#: What the choice for every unit is called in the form's data.
EVERY = "every"


def headed(user: User) -> QuerySet[Unit]:
    """Units that a member heads and holds the key of."""
    heads = Membership.objects.current().filter(user=user, is_head=True)
    return workflow.granted_units(user).filter(pk__in=heads.values("unit"))


def writable(user: User) -> QuerySet[MessageTemplate]:
    """Wordings that a member may change."""
    units = list(headed(user))
    mine = Q(unit__in=units)
    if any(unit.is_lead for unit in units):
        mine |= Q(unit=None)
    return MessageTemplate.objects.filter(mine)


class WordingForm(forms.ModelForm):
    """One wording; the unit is one that the writer heads."""

    for_unit = forms.ChoiceField(label=gettext_lazy("For"))

    class Meta:
        model = MessageTemplate
        fields = ("title", "use", "kind", "topic", "page_text", "notice_text")

    field_order = ("title", "use", "for_unit", "kind", "topic")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "wording-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)
        self.units = list(headed(user))
        choices: list[tuple[str, Any]] = [(str(u.pk), str(u)) for u in self.units]
        if any(unit.is_lead for unit in self.units):
            choices.append((EVERY, _("Every unit")))
        self.fields["for_unit"].choices = choices  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["for_unit"] = str(self.instance.unit_id or EVERY)
        kinds = [("", _("Every kind")), *KINDS.items()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        topics = [
            (KINDS[kind], [(topic.value, topic.label) for topic in found])
            for kind, found in TOPICS.items()
        ]
        self.fields["topic"].choices = [("", _("Every topic")), *topics]  # type: ignore[attr-defined]
        self.fields["page_text"].widget = forms.Textarea(attrs={"rows": 8})

    def _get_validation_exclusions(self) -> set[str]:
        """The unit is chosen here under another name: its titles are compared, too."""
        left_out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return left_out - {"unit"}

    def clean(self) -> dict[str, Any]:
        """A topic belongs under the kind; the unit is set before the model's checks."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        kind, topic = typed.get("kind", ""), typed.get("topic", "")
        if topic and not kind:
            typed["kind"] = next(k for k in Kind if topic in TOPICS[k])
        elif kind and not fits(kind, topic):
            self.add_error("topic", _("This topic belongs to another kind."))
        chosen = typed.get("for_unit", "")
        self.instance.unit = next((u for u in self.units if str(u.pk) == chosen), None)
        return typed


class WordingsView(StaffView):
    """All wordings that this member's units have; a head writes further ones here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, and for heads an empty form."""
        form = WordingForm(user=self.user) if headed(self.user).exists() else None
        return self._page(form)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep a new one."""
        if not headed(self.user).exists():
            return self._page(None, status=403)
        form = WordingForm(request.POST, user=self.user)
        if not form.is_valid():
            return self._page(form, status=422)
        form.save()
        messages.success(request, _("The wording is kept."))
        return redirect("cases:wordings")

    def _page(self, form: WordingForm | None, status: int = 200) -> HttpResponse:
        units = workflow.granted_units(self.user)
        seen = MessageTemplate.objects.filter(Q(unit=None) | Q(unit__in=units))
        context = {
            "wordings": seen.select_related("unit").order_by("use", "title"),
            "writable": set(writable(self.user).values_list("pk", flat=True)),
            "form": form,
            **_chrome(),
        }
        return render(self.request, "casework/wordings.html", context, status=status)


class WordingView(StaffView):
    """One wording, for whoever may change it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Its form."""
        wording = get_object_or_404(writable(self.user), pk=pk)
        return self._page(WordingForm(instance=wording, user=self.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change or delete it; letters already written stay as they are."""
        wording = get_object_or_404(writable(self.user), pk=pk)
        if "delete" in request.POST:
            wording.delete()
            messages.success(request, _("The wording is gone."))
            return redirect("cases:wordings")
        form = WordingForm(request.POST, instance=wording, user=self.user)
        if not form.is_valid():
            return self._page(form, status=422)
        form.save()
        messages.success(request, _("The wording is kept."))
        return redirect("cases:wordings")

    def _page(self, form: WordingForm, status: int = 200) -> HttpResponse:
        context = {"form": form, **_chrome()}
        return render(self.request, "casework/wording.html", context, status=status)


def _chrome() -> dict[str, Any]:
    return {
        "header_icon": "folder-open-inverse",
        "breadcrumbs_items": [
            {"url": reverse("cases:index"), "label": _("Cases")},
            {"url": reverse("cases:wordings"), "label": _("Wordings")},
        ],
    }
