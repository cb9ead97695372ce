"""How staff edit the campaign and the estates."""

from typing import Any

from django.http import HttpRequest
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
from wagtail.snippets.views.snippets import SnippetViewSet

from disclosures.campaigns import Campaign
from disclosures.estates import Estate
from portal.pages.reviewing import is_under_review, offer_decision, refuse_changes
from portal.tables import yes_no

DEADLINES = ["phrase", "date", "label"]
CHANGE = "disclosures.change_campaign"
NUMBERED = ("focus_issues", "stages", "measures", "organisation")


class CampaignForm(WagtailAdminModelForm):
    """The campaign with its parts; whoever only reviews it changes nothing."""

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
        return valid

    def _stands_twice(self, name: str) -> bool:
        kept = [
            form.cleaned_data.get("number")
            for form in self.formsets[name].forms
            if form not in self.formsets[name].deleted_forms and form.cleaned_data
        ]
        return len(kept) != len(set(kept))


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
                ],
            ),
        ),
        tab(
            _("Organisation"),
            InlinePanel(
                "organisation", panels=["number", "title", "text", deadlines()]
            ),
            InlinePanel("duties", heading=_("Duties"), panels=["unit", "text"]),
        ),
        tab(
            _("Channels"),
            InlinePanel(
                "channels",
                panels=[
                    *("number", "kind", "name", "value", "hours", "note", "is_shown")
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


class CampaignViewSet(SnippetViewSet):
    """The campaign: drafted by an editor, approved by a moderator."""

    model = Campaign
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
