"""The lists as they were, replayed from what was approved, and as they are."""

from datetime import timedelta

from disclosures.lists import acts, removing
from disclosures.lists.comparing import public_values
from disclosures.lists.past import Past
from portal.workdays import clock
from tests.disclosures.lists.sheets import problem, problems


class TestPast:
    def test_today_is_what_is_public(self, house):
        house.publish_problems(4)
        values = public_values(house.campaign, "problems")[2]
        changed = acts.propose(
            house.campaign,
            "problems",
            values | {"measure": "逐户约谈。"},
            user=house.editor,
        )
        acts.approve(changed, house.moderator)
        removing.withdraw(
            house.campaign, "problems", 3, user=house.moderator, note="重复。"
        )
        found = Past(house.campaign).on(clock.today())["problems"]
        assert found == public_values(house.campaign, "problems")
        assert set(found) == {1, 2, 4}

    def test_an_earlier_day_is_what_was_public_then(self, house):
        day = clock.today() - timedelta(days=9)
        with clock.on(day):
            house.publish(problems(problem(1)))
        house.publish(problems(problem(1), problem(2)))
        past = Past(house.campaign)
        assert set(past.on(day)["problems"]) == {1}
        assert past.on(day - timedelta(days=1))["problems"] == {}
        assert set(past.on(clock.today())["problems"]) == {1, 2}
