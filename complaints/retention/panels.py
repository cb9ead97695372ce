"""What will be destroyed soon, among what needs a member."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import ngettext

from complaints.cases import CaseQuerySet
from complaints.casework.lines import Line


def retention_lines(own: CaseQuerySet) -> Iterator[Line]:
    """One sentence, so that whoever must keep a case can still hold it back."""
    soon = own.announced().order_by()
    found = soon.aggregate(n=Count("pk"), first=Min("destroy_on"))
    if found["n"]:
        words = ngettext(
            "%(n)d ended case will be destroyed, the first on %(day)s: look whether it"
            " must be kept.",
            "%(n)d ended cases will be destroyed, the first on %(day)s: look whether"
            " one must be kept.",
            found["n"],
        )
        said = words % {"n": found["n"], "day": date_format(found["first"])}
        yield Line(said, reverse("retention:index"))
