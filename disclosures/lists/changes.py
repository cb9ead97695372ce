"""What somebody proposes to change in a list, and what a second person said to it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from disclosures.articles import ReportPage
from disclosures.campaigns import Campaign
from disclosures.lists.items import ListKind
from portal.kept import Kept, KeptQuerySet
from portal.workdays.clock import now


class ChangeQuerySet(models.QuerySet["Change"]):
    """Questions about proposals."""

    def waiting(self) -> "ChangeQuerySet":
        """Those that wait for a second person."""
        return self.filter(state=Change.State.WAITING)

    def of_list(self, campaign: Campaign, kind: str) -> "ChangeQuerySet":
        """Those of one list."""
        return self.filter(campaign=campaign, kind=kind)


class Change(models.Model):
    """A proposal to change a list; nothing of it is public before it is approved."""

    class Act(models.TextChoices):
        """What is proposed."""

        IMPORT = "import", _("Import of a file")
        EDIT = "edit", _("Change of one item")
        CLOSE = "close", _("Close-out")
        FREEZE = "freeze", _("Freezing of the lists")
        WITHDRAW = "withdraw", _("Withdrawal")

    class State(models.TextChoices):
        """How far the proposal is."""

        DRAFT = "draft", _("not handed in")
        WAITING = "waiting", _("waits for a second person")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("sent back")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="list_changes")
    kind = models.CharField(_("list"), max_length=12, choices=ListKind.choices)
    act = models.CharField(_("what"), max_length=8, choices=Act.choices)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.DRAFT
    )
    #: The item it is about; none where a file is imported.
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    #: What was read out of a file: cells with their place and their text.
    sheet = models.JSONField(default=dict, blank=True)
    #: One for each item: its number, its values before (or null) and after.
    rows = models.JSONField(default=list, blank=True)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    document = models.FileField(_("document"), upload_to="evidence/%Y/", blank=True)
    document_name = models.CharField(max_length=200, blank=True)
    report = models.ForeignKey(
        ReportPage, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    #: Public: why an item was corrected or withdrawn.
    note = models.CharField(_("why, for readers"), max_length=200, blank=True)
    hides_old = models.BooleanField(
        _("do not show the old words"),
        default=False,
        help_text=_("Because they named or pointed at a person."),
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a list")
        verbose_name_plural = _("changes of lists")
        ordering = ["-proposed_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("propose_list_change", _("Can propose changes of the lists")),
            ("approve_list_change", _("Can approve changes of the lists")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "number"],
                condition=Q(state="waiting", number__isnull=False),
                name="one_change_waits_for_an_item",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(act="withdraw")
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("proposed_by")),
                name="list_change_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_act_display()}"

    @property
    def is_open(self) -> bool:
        """Whether something can still be done with it."""
        return self.state in {self.State.DRAFT, self.State.WAITING}


class FrozenList(Kept):
    """A list as it stood at the end of the campaign: its text and its SHA-256."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="frozen_lists")
    kind = models.CharField(max_length=12, choices=ListKind.choices)
    #: Canonical JSON; `digest` is that of its UTF-8 bytes.
    content = models.TextField()
    digest = models.CharField(max_length=64)
    frozen_on = models.DateField()
    change = models.ForeignKey(Change, models.PROTECT, related_name="frozen")

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["kind"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind"], name="a_list_is_frozen_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.digest[:12]}"

    @property
    def report(self) -> Any:
        """Return the final report, if it is public."""
        page = self.change.report
        return page if page and page.live else None


class FrozenRemoval(Kept):
    """An item or a name that left a frozen list because it held personal data.

    Both hashes stay, so that whoever kept the earlier one can see what became of it.
    """

    frozen = models.ForeignKey(FrozenList, models.PROTECT, related_name="removals")
    #: The item; none where a name left all of them.
    number = models.PositiveIntegerField(null=True)
    before = models.CharField(max_length=64)
    after = models.CharField(max_length=64)
    removed_on = models.DateField()
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+")

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number or '—'}: {self.before[:12]} → {self.after[:12]}"
