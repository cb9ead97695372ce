"""Notices of criticism (点名通报): of a unit, with grounds made of counts and dates.

The grounds are rows that were counted, never typed. The unit is heard before, and its
reply stands below the notice; what was put right later is marked on it.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from disclosures.articles import ArticleManager, ArticlePage
from portal.kept import Kept, KeptQuerySet
from portal.pages.models import ReviewedPageForm
from portal.scan import Scanned
from portal.users.models import Unit
from portal.workdays.calendar import add_working_days
from portal.workdays.clock import today

#: Working days that a unit has for its reply, after the day it was told.
REPLY_DAYS = 5


class UnitRecord(Kept):
    """How often something happened in a unit between two days; counted, then kept."""

    class What(models.TextChoices):
        """What was counted."""

        OVERDUE = "overdue", _("Not answered in time")
        RETURNED = "returned", _("Sent back for another look")
        DISCREPANCY = "discrepancy", _("Spot checks that found something else")
        UNPUBLISHED = "unpublished", _("Published too late")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records")
    what = models.CharField(_("what"), max_length=20, choices=What.choices)
    count = models.PositiveIntegerField(_("number"))
    since = models.DateField(_("first day counted"))
    as_of = models.DateField(_("last day counted"))
    made_on = models.DateField(_("counted on"))

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(as_of__gte=F("since")), name="record_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        days = f"{date_format(self.since)}–{date_format(self.as_of)}"
        return f"{self.unit} · {self.get_what_display()} · {self.count} ({days})"


class CriticismForm(ReviewedPageForm):
    """Offers the replies to this notice, and those to no other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reply" in self.fields:
            written = UnitReply.objects.filter(page_id=self.instance.pk or 0)
            self.fields["reply"].queryset = written


class CriticismPage(ArticlePage):  # type: ignore[django-manager-missing]
    """A notice that names a unit."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    told_on = models.DateField(
        _("the unit was told on"),
        default=today,
        help_text=_("From this day the unit reads the draft and can reply."),
    )
    reply_by = models.DateField(
        _("it can reply until"),
        help_text=_("At least five working days after the unit was told."),
    )
    #: Since when a draft names this unit: before, it could not read one.
    named_on = models.DateField(default=today, editable=False)
    reply = models.ForeignKey(
        "disclosures.UnitReply",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the unit's reply"),
        help_text=_("As the unit wrote it; a reply cannot be left out."),
    )
    corrected_on = models.DateField(
        _("put right on"), null=True, blank=True, help_text=_("Marks the notice.")
    )
    corrected_how = models.CharField(_("how"), max_length=200, blank=True)

    objects: ClassVar[Any] = ArticleManager()

    base_form_class = CriticismForm
    content_panels = [
        *ArticlePage.content_panels,
        FieldPanel("unit"),
        InlinePanel("grounds", heading=_("Grounds"), min_num=1),
        MultiFieldPanel(
            ["told_on", "reply_by", "reply"], heading=_("The unit's right of reply")
        ),
        MultiFieldPanel(["corrected_on", "corrected_how"], heading=_("Put right")),
    ]
    scanned_fields = (*ArticlePage.scanned_fields, "corrected_how")
    corrected_fields = (
        *(*ArticlePage.corrected_fields, "unit", "reply_text"),
        *("corrected_on", "corrected_how"),
    )
    search_fields = [
        *ArticlePage.search_fields,
        index.SearchField("corrected_how"),
        index.SearchField("reply_text"),
        index.SearchField("unit_name"),
    ]
    parent_page_types = ["disclosures.NoticesPage"]
    exclude_fields_in_copy = ["named_on", "reply"]

    class Meta:
        verbose_name = _("notice of criticism")
        verbose_name_plural = _("notices of criticism")

    def get_template(self, request: Any, *args: Any, **kwargs: Any) -> str:
        """It has blocks of its own."""
        return "disclosures/criticism_page.html"

    @property
    def label(self) -> str:
        """Return what kind it is, and whether it is put right."""
        word = gettext("notice of criticism")
        done = gettext("put right")
        return f"{word} · {done}" if self.corrected_on else word

    def unit_name(self) -> str:
        """Return what the search finds it by."""
        return str(self.unit)

    def reply_text(self) -> str:
        """Return the unit's words."""
        return self.reply.text if self.reply else ""

    def wipe_beside(self) -> None:
        """Remove the words of all replies, past what refuses to change them."""
        models.QuerySet(UnitReply).filter(page_id=self.pk).update(text="")
        self.reply = None

    def scanned_texts(self) -> Iterator[tuple[str, Any]]:
        """Scan the reply with the notice below which it stands."""
        yield from super().scanned_texts()
        yield "reply", self.reply_text()

    def clean(self) -> None:
        """Refuse days on which the unit could not be heard, at their fields."""
        super().clean()
        before = self.get_latest_revision_as_object() if self.pk else self
        if before.unit_id != self.unit_id:
            self.named_on = today()
        wrong = dict(self._wrong_days())
        if not wrong and self._takes_days_away(before):
            wrong["reply_by"] = gettext(
                "The unit was told that it can reply until %(day)s: give it more time,"
                " not less."
            ) % {"day": date_format(before.reply_by)}
        if wrong:
            raise ValidationError(wrong)

    def _takes_days_away(self, before: "CriticismPage") -> bool:
        """Whether the unit already read a later day than the one it is left with."""
        if not (self.reply_by and before.reply_by and before.told_on):
            return False
        was_told = before.unit_id == self.unit_id and before.told_on <= today()
        return was_told and self.reply_by < before.reply_by

    def _wrong_days(self) -> Iterator[tuple[str, str]]:
        if not (self.told_on and self.reply_by):
            return
        if self.told_on < self.named_on:
            yield (
                "told_on",
                gettext(
                    "The unit could not read this notice before %(day)s, when a draft"
                    " first named it."
                )
                % {"day": date_format(self.named_on)},
            )
        least = add_working_days(self.told_on, REPLY_DAYS).day
        if self.reply_by < least:
            yield (
                "reply_by",
                gettext(
                    "The unit has at least %(count)s working days to reply, until"
                    " %(day)s or later."
                )
                % {"count": REPLY_DAYS, "day": date_format(least)},
            )

    def obstacle(self) -> str:
        """Say what keeps it from going public: no grounds, or a unit not heard."""
        if lack := super().obstacle():
            return lack
        records = [ground.record for ground in self.grounds.all()]
        if not records:
            return gettext("A notice of criticism needs grounds made of counts.")
        if any(record.unit_id != self.unit_id for record in records):
            return gettext("A ground counts another unit than the one that is named.")
        return " ".join(dict(self._wrong_days()).values()) or self._obstacle_of_reply()

    def _obstacle_of_reply(self) -> str:
        if self.told_on > today():
            return gettext(
                "The unit has not been told yet: it reads this on %(day)s."
            ) % {"day": date_format(self.told_on)}
        if self.reply and self.reply.page_id != self.pk:
            return gettext("The reply that was chosen is one to another notice.")
        newest = UnitReply.objects.filter(page_id=self.pk).last()
        if newest and newest != self.reply:
            return gettext(
                "The unit has replied: choose its reply, so that it stands below."
            )
        if newest is None and self.reply_by >= today():
            return gettext(
                "The unit can still reply, until %(day)s. The notice goes public when"
                " it has replied, or after that day."
            ) % {"day": date_format(self.reply_by)}
        return ""


class Ground(Orderable):
    """One counted fact that a notice rests on."""

    page = ParentalKey(CriticismPage, on_delete=models.CASCADE, related_name="grounds")
    record = models.ForeignKey(
        UnitRecord, models.PROTECT, related_name="+", verbose_name=_("ground")
    )

    panels = ["record"]
    corrected_fields = ("record",)

    class Meta(Orderable.Meta):
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")

    def __str__(self) -> str:
        return str(self.record)


class UnitReply(Scanned, Kept):
    """What the unit says to a notice about it; nobody changes it."""

    page = models.ForeignKey(CriticismPage, models.CASCADE, related_name="replies")
    text = models.TextField(_("reply"), max_length=2000)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_on = models.DateField(_("written on"), default=today)

    objects = KeptQuerySet.as_manager()

    scanned_fields = ("text",)

    class Meta:
        verbose_name = _("reply of a unit")
        verbose_name_plural = _("replies of units")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{date_format(self.written_on)}: {self.text[:60]}"
