"""A table that was taken down stays known: readers may have kept what it showed."""

import pytest
from django.core.exceptions import ValidationError

from disclosures.estates import snapshots
from disclosures.estates.models import EstateSnapshot, HiddenCell
from disclosures.estates.published import newest
from disclosures.estates.snapshots import hiding_of
from disclosures.withdrawals import texts
from disclosures.withdrawals.removing import remove
from tests.disclosures.estates.test_published import bureau, estates, figures

pytestmark = pytest.mark.django_db
__all__ = ["bureau", "estates"]


def table(estates, ago, **counts):
    """Big numbers; of the column, those said for the first estates."""
    found = figures(estates, ago=ago)
    for column, numbers in counts.items():
        for estate, number in zip(estates, numbers, strict=False):
            found.rows[estate][column] = number
    return found


def public(found, bureau, moderator):
    snapshot, _new = snapshots.take_in(found, user=bureau)
    return snapshots.approve(snapshot, user=moderator)


def take_down(snapshot, user):
    (text,) = [one for one in texts.everything() if one.thing == snapshot]
    remove(text, user=user)
    snapshot.refresh_from_db()


def hidden(snapshot):
    cells = HiddenCell.objects.filter(row__snapshot=snapshot)
    return set(cells.values_list("row__estate_id", "column"))


class TestTakenDown:
    @pytest.fixture
    def down(self, site, bureau, moderator, estates):
        """Public once: one estate has three that must leave, the next has two."""
        small = table(estates, 5, visited=(3, 2))
        snapshot = public(small, bureau, moderator)
        take_down(snapshot, moderator)
        return snapshot

    def test_it_is_shown_no_more_and_its_days_are_kept(self, down):
        assert newest() is None
        assert (down.state, list(EstateSnapshot.objects.ever_public())) == (
            EstateSnapshot.State.WITHDRAWN,
            [down],
        )
        assert down.decided_at < down.taken_down_at

    def test_a_later_table_is_hidden_as_if_it_were_public(
        self, down, bureau, moderator, estates
    ):
        waiting, _new = snapshots.take_in(
            table(estates, 2, visited=(3, 3)), user=bureau
        )
        now = hiding_of(waiting)[0].cells["visited"]
        EstateSnapshot.objects.filter(pk=down.pk).update(state="approved")
        assert now == hiding_of(waiting)[0].cells["visited"]
        # Both shown, they would tell that nobody but these was visited before.
        assert {estate.pk for estate in estates[:2]} <= now

    def test_another_of_the_same_day_shows_no_more_than_it_did(
        self, down, bureau, moderator, estates
    ):
        again = public(table(estates, 5, visited=(30, 20)), bureau, moderator)
        assert hidden(down)
        assert hidden(down) <= hidden(again)

    def test_an_earlier_day_is_refused(self, down, bureau, estates):
        with pytest.raises(ValidationError, match=r"撤下"):
            snapshots.take_in(table(estates, 6), user=bureau)

    def test_one_that_nobody_saw_counts_for_nothing(self, bureau, estates):
        waiting, _new = snapshots.take_in(table(estates, 3), user=bureau)
        snapshots.withdraw(waiting, user=bureau)
        assert not EstateSnapshot.objects.ever_public()
        snapshots.take_in(table(estates, 4), user=bureau)
