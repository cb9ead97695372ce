"""What is kept beside the cases: members' views of the list, and units' wordings."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.cases import Case
from complaints.topics import Kind, Topic
from disclosures.models import Estate
from portal.scan import Scanned, explain, scan
from portal.users.models import Unit, User

if TYPE_CHECKING:
    from collections.abc import Iterator


class SavedView(models.Model):
    """A member's own view: filters under a name. Nothing in it is sealed."""

    #: So many at most, each with a count.
    MOST = 12

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(
        _("name"),
        max_length=20,
        help_text=_("Views are not sealed: no names and no addresses."),
    )
    #: As `CaseFilter.query` writes it: the filters' own words, and case numbers.
    query = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="view_name_once",
                violation_error_message=_("You have a view of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """No name points at a private person."""
        super().clean()
        if found := scan(self.name):
            raise ValidationError({"name": explain(found[0])})


#: What a wording may hold in braces; each is plain text of the case (design §5).
BLANKS: dict[str, str] = {
    "{number}": "number",
    "{unit}": "unit",
    "{received}": "received_on",
    "{due}": "due_on",
}
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")


def fill_in(text: str, case: Case) -> str:
    """A text with the plain facts of one case in the place of its blanks."""
    for blank, name in BLANKS.items():
        text = text.replace(blank, _said(getattr(case, name)))
    return text


def _said(value: Any) -> str:
    if not isinstance(value, date):
        return str(value)
    return gettext("%(year)s-%(month)s-%(day)s") % {
        "year": value.year,
        "month": value.month,
        "day": value.day,
    }


class TemplateQuerySet(models.QuerySet["MessageTemplate"]):
    """Questions about wordings."""

    def fitting(self, case: Case, use: str) -> "TemplateQuerySet":
        """Those that a member can choose for a case, its own unit's last."""
        return self.filter(
            Q(unit=None) | Q(unit=case.unit_id),
            Q(kind="") | Q(kind=case.kind),
            Q(topic="") | Q(topic=case.topic),
            use=use,
        ).order_by(models.F("unit").asc(nulls_first=True), "title")


class MessageTemplate(Scanned):
    """A wording for letters: what the mailbox shows, apart from what a notice says.

    Neither holds anything of a tip: the one is filled with plain facts of the case
    alone, and the other, which may be said on a phone or stand in a message that others
    can see, with none at all.
    """

    class Use(models.TextChoices):
        """Where it is offered; the names are those of the steps."""

        MESSAGE = "message", _("letter to the sender")
        CONCLUDE = "conclude", _("answer that concludes")
        DECLINE = "decline", _("refusal")

    title = models.CharField(_("title"), max_length=40)
    use = models.CharField(_("offered for"), max_length=10, choices=Use.choices)
    #: Empty for wordings that every unit has.
    unit = models.ForeignKey(
        Unit,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    topic = models.CharField(
        _("topic"), max_length=20, choices=Topic.choices, blank=True
    )
    page_text = models.TextField(
        _("text of the letter"),
        max_length=4000,
        help_text=_(
            "Stands in the mailbox, where only the sender reads it. {number}, {unit},"
            " {received} and {due} are filled in."
        ),
    )
    notice_text = models.CharField(
        _("what a notice may say"),
        max_length=70,
        blank=True,
        help_text=_(
            "For a call or a short message, which others may hear or see: not a word"
            " of what it is about."
        ),
    )

    objects = TemplateQuerySet.as_manager()

    scanned_fields = ("title", "page_text", "notice_text")

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["title"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "use", "title"],
                name="wording_title_once",
                violation_error_message=_("There is a wording of this title already."),
            ),
            models.UniqueConstraint(
                fields=["use", "title"],
                condition=Q(unit=None),
                name="common_wording_title_once",
                violation_error_message=_("There is a wording of this title already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Only known blanks in the letter, and nothing of a tip in the notice."""
        super().clean()
        unknown = [
            found for found in _BRACES.findall(self.page_text) if found not in BLANKS
        ]
        if unknown:
            words = gettext("“%(what)s” cannot be filled in. Known are: %(known)s")
            known = " ".join(BLANKS)
            raise ValidationError(
                {"page_text": words % {"what": unknown[0], "known": known}}
            )
        if told := next(_telling(self.notice_text), ""):
            words = gettext(
                "“%(what)s” tells others what it is about. Say only that there is"
                " something new."
            )
            raise ValidationError({"notice_text": words % {"what": told}})

    def letter_for(self, case: Case) -> str:
        """The letter's text with the case's plain facts filled in."""
        return fill_in(self.page_text, case)


#: Words that name a tip or what tips are about, in whatever sentence they stand.
TELLING = (
    "举报", "反映", "线索", "投诉", "信访", "检举", "控告", "公租房", "公共租赁",
    "转租", "转借", "出借", "腾退", "清退", "住房", "房屋", "租金", "资格", "收入",
    "申报", "建议", "纪委", "监委", "查询码", "举报人", "受理编号",
)  # fmt: skip


def _telling(text: str) -> "Iterator[str]":
    """What in a notice would tell a bystander what it is about."""
    if found := _BRACES.search(text):
        yield found[0]
    if found := re.search(r"[A-Za-z]{2,4}-?[0-9]{3,}|[0-9]{4,}", text):
        yield found[0]
    names = [str(label) for _value, label in Topic.choices]
    names += Estate.objects.values_list("name", flat=True)
    names += Unit.objects.values_list("name", flat=True)
    for word in (*TELLING, *names):
        if word and word.lower() in text.lower():
            yield word
