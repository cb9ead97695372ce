"""Hands the public side of the demo what it may have of the other one."""

from datetime import timedelta

from complaints import publish
from complaints.demo.people import Cast
from disclosures.criticism import UnitRecord
from disclosures.demo.announcements import announce
from portal.users.models import Unit
from portal.workdays import clock


def make_announcements(cast: Cast) -> None:
    """Notices, files, suggestions; the ground of the notice is invented like all."""
    today = clock.today()
    record = publish.grounds(
        Unit.objects.get(name="县民政局"),
        UnitRecord.What.OVERDUE,
        publish.Count(3, today - timedelta(days=40), today - timedelta(days=10)),
        on=today - timedelta(days=9),
    )
    assert record, "three is more than nothing"
    users = cast.users
    announce(users["editor"], users["moderator"], users["civil"], record)
