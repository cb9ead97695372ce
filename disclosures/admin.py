"""How staff edit the campaign and the estates."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    ObjectList,
    Panel,
    TabbedInterface,
)
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from disclosures.campaigns import Campaign
from disclosures.estates.models import Estate
from disclosures.measures.panels import TASK_FORCE, measure_panels
from portal.gate.names_views import NamesCreateView, NamesEditView
from portal.pages.leaving import NAME, LeavePanel, LeavesToReviewer, leave_field
from portal.pages.reviewing import is_under_review, offer_decision, refuse_changes
from portal.tables import yes_no

DEADLINES = ["phrase", "date", "label", "body"]
CHANGE = "disclosures.change_campaign"
NUMBERED = ("focus_issues", "stages", "measures", "organisation", "task_force")


class CampaignForm(LeavesToReviewer, WagtailAdminModelForm):
    """The campaign with its parts; whoever only reviews it changes nothing."""

    leave_to_reviewer = leave_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leave_if_asked()
        if not self.instance.has_unpublished_changes:
            # Each change is explained anew.
            self.initial["date_reason"] = ""

    def clean(self) -> dict[str, Any]:
        """Refuse a reviewer's changes and numbers that stand twice."""
        cleaned = super().clean()
        user = self.for_user
        if user and self.instance.pk and not user.has_perm(CHANGE):
            refuse_changes(self)
        return cleaned

    def is_valid(self) -> bool:
        """Look at the parts too, once each has been looked at by itself."""
        valid = super().is_valid()
        for name in NUMBERED:
            if valid and name in self.formsets and self._stands_twice(name):
                part = self.formsets[name].model._meta.verbose_name_plural
                self.add_error(
                    None, gettext("A number stands twice: %(part)s.") % {"part": part}
                )
                valid = False
        if valid and self._owes_a_reason():
            told = gettext("A date of the public plan changes: say why.")
            self.add_error("date_reason", told)
            valid = False
        return valid

    def _owes_a_reason(self) -> bool:
        if not self.instance.live or self.cleaned_data.get("date_reason"):
            return False
        return any(_changes_a_date(formset) for formset in self.formsets.items())

    def _stands_twice(self, name: str) -> bool:
        kept = [
            form.cleaned_data.get("number")
            for form in self.formsets[name].forms
            if form not in self.formsets[name].deleted_forms and form.cleaned_data
        ]
        return len(kept) != len(set(kept))


#: Fields of dates in the parts of a plan, by the relation they stand in.
DATES = {
    "stages": ("starts_on", "ends_on"),
    "deadlines": ("date",),
    "milestones": ("due_on",),
}


def _changes_a_date(named: tuple[str, Any]) -> bool:
    """Whether some parts are saved with another date than they had, or without it."""
    name, formset = named
    for form in formset.forms:
        for date in DATES.get(name, ()):
            had = form.instance.pk and form.initial.get(date)
            differs = {date, "phrase"} & set(form.changed_data)
            if had and (differs or form in formset.deleted_forms):
                return True
        if any(map(_changes_a_date, getattr(form, "formsets", {}).items())):
            return True
    return False


class ReasonPanel(FieldPanel):
    """Asked only where something public is changed."""

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel on one form."""

        def is_shown(self) -> bool:
            """Once the plan is public."""
            return super().is_shown() and bool(self.instance.live)


def tab(heading: Any, *panels: Panel | str) -> ObjectList:
    """Return one tab of the form."""
    return ObjectList(list(panels), heading=heading)


def deadlines() -> InlinePanel:
    """Return the part's deadlines, edited inside it."""
    return InlinePanel("deadlines", heading=_("Deadlines"), panels=DEADLINES)


PANELS = TabbedInterface(
    [
        tab(
            _("Campaign"),
            LeavePanel(NAME),
            ReasonPanel("date_reason"),
            *("title", "question", "intro", "goal"),
            *("year", "starts_on", "intake_open", "appendix"),
            InlinePanel(
                "focus_issues", heading=_("Focus issues"), panels=["number", "text"]
            ),
        ),
        tab(
            _("Stages"),
            InlinePanel(
                "stages",
                panels=[
                    *("number", "name", "phrase", "starts_on", "ends_on", "text"),
                    deadlines(),
                ],
            ),
        ),
        tab(
            _("Measures"),
            InlinePanel(
                "measures",
                panels=[
                    *("number", "title", "text"),
                    FieldPanel("units"),
                    deadlines(),
                    *measure_panels(),
                ],
            ),
        ),
        tab(
            _("Organisation"),
            InlinePanel(
                "organisation", panels=["number", "title", "text", deadlines()]
            ),
            InlinePanel("duties", heading=_("Duties"), panels=["unit", "text"]),
            TASK_FORCE,
        ),
        tab(
            _("Channels"),
            InlinePanel(
                "channels",
                panels=[
                    *("number", "kind", "name", "value", "hours", "note"),
                    *("owner", "checked_on", "is_shown"),
                ],
            ),
        ),
    ],
    base_form_class=CampaignForm,
)


def offer_reviewers_their_decision(
    items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Show approval and refusal to a reviewer, and nothing that writes."""
    campaign = context.get("instance")
    if is_under_review(request, campaign) and not request.user.has_perm(CHANGE):
        offer_decision(items)


class CampaignEditView(EditView):
    """Edited by those who write; decided on by those who only review."""

    def may_write(self) -> bool:
        """Whether a save of this person makes a new version."""
        return bool(self.request.user.has_perm(CHANGE))

    def save_instance(self) -> Campaign:
        """Save nothing of a reviewer's: the decision is on what was handed in."""
        if self.may_write():
            return super().save_instance()
        self.has_content_changes = False
        campaign: Campaign = self.object
        return campaign

    def get_success_url(self) -> str:
        """Return to the list, which reviewers do not see."""
        if self.may_write():
            return str(super().get_success_url())
        return reverse("wagtailadmin_home")

    def get_success_message(self, instance: Campaign | None = None) -> str:
        """Tell a reviewer what their decision has done."""
        if self.may_write():
            return str(super().get_success_message(instance))
        if self.workflow_action == "approve":
            return gettext("“%s” is approved and public now.") % self.object
        return gettext("“%s” goes back to whoever wrote it.") % self.object

    def get_success_buttons(self) -> list[Any]:
        """Offer no editing to a reviewer."""
        return list(super().get_success_buttons()) if self.may_write() else []


class CampaignViewSet(SnippetViewSet):
    """The campaign: drafted by an editor, approved by a moderator."""

    model = Campaign
    edit_view_class = CampaignEditView
    icon = "clipboard-list"
    menu_label = _("Campaign")
    menu_name = "campaign"
    menu_order = 110
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["title", "year", yes_no(Campaign, "is_current")]
    edit_handler = PANELS

    def register_chooser_viewset(self) -> None:
        """Nothing chooses a campaign, so nobody is shown a list of them."""


class EstateViewSet(ModelViewSet):
    """The estates by name and township."""

    model = Estate
    add_view_class = NamesCreateView
    edit_view_class = NamesEditView
    icon = "home"
    menu_label = _("Estates")
    menu_name = "estates"
    menu_order = 120
    add_to_admin_menu = True
    copy_view_enabled = False
    form_fields = ["name", "township", "is_active"]
    list_display = ["name", "township", yes_no(Estate, "is_active")]
    list_filter = ["township", "is_active"]
    search_fields = ["name", "township"]
    search_backend_name = None
