"""A name that is removed leaves the lists, where it stood as text."""

import json
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.lists import acts, freezing
from disclosures.lists.changes import Change, FrozenList, FrozenRemoval
from disclosures.lists.comparing import public_values
from disclosures.lists.items import ListKind
from disclosures.lists.past import Past
from disclosures.withdrawals.removing import remove
from portal.users.models import Unit
from portal.workdays.clock import today
from tests.disclosures import factories
from tests.disclosures.withdrawals.test_removing import the

from .acting import as_user
from .sheets import problem, problems
from .test_frozen import final

pytestmark = pytest.mark.django_db
EAST, HOUSING, CIVIL = "东门小区", "县住建局", "县民政局"


def take_out(house, thing):
    """Remove the name as a moderator does, and return what stands in its place."""
    text = the(thing._meta.model_name, "name", thing.pk)
    remove(text, user=house.moderator)
    return f"—{thing.pk}"


def rows():
    return json.dumps(list(Change.objects.values_list("rows")), ensure_ascii=False)


class TestName:
    def test_of_an_estate_leaves_every_proposal(self, house):
        house.publish_problems(2)
        values = public_values(house.campaign, "problems")[1] | {"facts": "有人转借。"}
        waits = acts.propose(house.campaign, "problems", values, user=house.editor)
        left = take_out(house, house.estates[0])
        assert EAST not in rows()
        waits.refresh_from_db()
        acts.approve(waits, house.moderator)
        public = public_values(house.campaign, "problems")
        assert public[1]["estate"] == public[2]["estate"] == left
        assert Past(house.campaign).on(today())["problems"] == public

    def test_of_a_unit_leaves_the_others_beside_it(self, house):
        house.publish(problems(problem(1, units="住建局、民政局"), problem(2)))
        left = take_out(house, Unit.objects.get(name=HOUSING))
        said = [
            one["units"] for one in public_values(house.campaign, "problems").values()
        ]
        assert said == [f"{left}、{CIVIL}", left]
        assert HOUSING not in rows()

    def test_does_not_cut_into_a_longer_one(self, house):
        factories.EstateFactory(name=f"{EAST}二期")
        house.publish(
            problems(problem(1, estate=f"{EAST}二期", facts=f"{EAST}有人转租。"))
        )
        before = rows()
        take_out(house, house.estates[0])
        assert rows() == before


class TestFrozen:
    def file(self, kind="problems"):
        return Client().get(f"/lists/{kind}/frozen/").content

    def test_is_frozen_anew_and_says_so(self, house):
        house.publish_problems(2)
        change = freezing.propose_freezing(house.campaign, final(), user=house.editor)
        acts.approve(change, house.moderator)
        before, other = self.file(), self.file("results")
        left = take_out(house, house.estates[0])
        after = self.file()
        content = json.loads(after)
        assert [item["estate"] for item in content["items"]] == [left, left]
        assert content["removed"] == [
            {
                "column": "estate",
                "on": today().isoformat(),
                "why": "personal data",
                "sha256_before": sha256(before).hexdigest(),
            }
        ]
        page = Client().get("/lists/problems/").content.decode()
        for digest in (sha256(before).hexdigest(), sha256(after).hexdigest()):
            assert digest in page
        assert "有一个名称" in page
        assert self.file("results") == other
        row = FrozenRemoval.objects.get()
        assert (row.number, row.after) == (
            None,
            FrozenList.objects.get(kind="problems").digest,
        )


class TestTheForm:
    def test_names_what_keeps_the_words(self, house):
        house.publish(problems(problem(1, facts=f"{EAST}有人转租。"), problem(2)))
        factories.update(f"{EAST}走访过半")
        address = reverse("remove_text", args=["estate", house.estates[0].pk, "name"])
        found = as_user(house.moderator).get(address).context["elsewhere"]
        titles = [title for title, _url in found]
        assert f"{EAST}走访过半" in titles
        items = [one for one in titles if one.startswith(str(ListKind.PROBLEMS.label))]
        assert items == [f"{ListKind.PROBLEMS.label} 1"]
