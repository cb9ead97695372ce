import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from complaints.routing import NotTaken, RoutingRule, guardian, route
from complaints.topics import TOPICS, Kind, Topic
from portal.users.models import Membership, Unit
from tests.complaints.house import House, HouseTest
from tests.factories import UnitFactory


class RoutingTest(HouseTest):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.land = UnitFactory(name="县自然资源局")
        cls.person(cls.land)

    def rule(self, unit, kind="", topic="", township=""):
        rule = RoutingRule(kind=kind, topic=topic, township=township, unit=unit)
        rule.full_clean()
        rule.save()
        return rule

    def above(self):
        unit = UnitFactory(name="市纪委监委")
        self.person(unit)
        Unit.objects.filter(pk=self.discipline.pk).update(fallback=unit)
        return unit

    def to(self, kind=Kind.REPORT, topic="", township="", concerns=()):
        return route(kind, topic, township, list(concerns)).unit


class TestOrder(RoutingTest):
    def test_lead_is_the_last_resort(self):
        found = route(Kind.REPORT, Topic.SUBLET, "雪峰镇", [])
        assert found.unit == self.housing
        assert found.entitled == (self.housing, self.discipline)

    def test_topic_before_township_before_kind(self):
        self.rule(self.civil, kind=Kind.DECLARATION)
        assert self.to(Kind.DECLARATION, Topic.INCOME, "雪峰镇") == self.civil
        self.rule(self.land, township="雪峰镇")
        assert self.to(Kind.DECLARATION, Topic.INCOME, "雪峰镇") == self.land
        assert self.to(Kind.DECLARATION, Topic.INCOME, "瀚仙镇") == self.civil
        self.rule(self.civil, topic=Topic.INCOME)
        assert self.to(Kind.DECLARATION, Topic.INCOME, "雪峰镇") == self.civil
        self.rule(self.land, topic=Topic.INCOME, township="雪峰镇")
        assert self.to(Kind.DECLARATION, Topic.INCOME, "雪峰镇") == self.land

    def test_a_rule_for_something_else_is_no_rule(self):
        self.rule(self.civil, kind=Kind.DECLARATION)
        self.rule(self.land, township="雪峰镇")
        assert self.to(Kind.REPORT, "", "瀚仙镇") == self.housing

    def test_to_discipline_by_rule(self):
        self.rule(self.discipline, topic=Topic.TREATMENT)
        found = route(Kind.REPORT, Topic.TREATMENT, "", [])
        assert found.entitled == (self.discipline,)

    def test_one_rule_for_one_thing(self):
        self.rule(self.civil, kind=Kind.REPORT)
        with pytest.raises(ValidationError):
            self.rule(self.land, kind=Kind.REPORT)
        with pytest.raises(IntegrityError), transaction.atomic():
            RoutingRule.objects.create(kind=Kind.REPORT, unit=self.land)


class TestPassedOver(RoutingTest):
    def test_unit_concerned(self):
        self.rule(self.civil, kind=Kind.DECLARATION)
        assert self.to(Kind.DECLARATION, concerns=[self.civil]) == self.housing

    def test_lead_concerned(self):
        found = route(Kind.REPORT, "", "", [self.housing])
        assert found.entitled == (self.discipline,)

    def test_unit_whose_last_holder_left(self):
        self.rule(self.civil, kind=Kind.DECLARATION)
        Membership.objects.filter(unit=self.civil).update(left_on="2024-03-01")
        assert self.to(Kind.DECLARATION) == self.housing

    def test_unit_that_takes_no_part(self):
        self.rule(self.civil, kind=Kind.DECLARATION)
        Unit.objects.filter(pk=self.civil.pk).update(is_active=False)
        assert self.to(Kind.DECLARATION) == self.housing

    def test_nobody_else_can_read(self):
        Membership.objects.exclude(unit=self.discipline).update(left_on="2024-03-01")
        assert self.to() == self.discipline


class TestOfficial(RoutingTest):
    def test_discipline_only(self):
        found = route(Kind.OFFICIAL, Topic.BRIBERY, "雪峰镇", [self.civil])
        assert found.entitled == (self.discipline,)

    def test_a_rule_of_another_kind_never_catches_it(self):
        self.rule(self.land, township="雪峰镇")
        assert self.to(Kind.OFFICIAL, "", "雪峰镇") == self.discipline


class TestConcernsDiscipline(RoutingTest):
    def test_level_above_and_nobody_else(self):
        above = self.above()
        for kind in Kind:
            found = route(kind, "", "", [self.discipline])
            assert found.entitled == (above,)

    def test_not_taken_without_one(self):
        Unit.objects.filter(pk=self.discipline.pk).update(way_above="市纪委信访室")
        for kind in Kind:
            with pytest.raises(NotTaken) as caught:
                route(kind, "", "", [self.discipline])
            assert caught.value.way == "市纪委信访室"
            assert "市纪委信访室" in caught.value.reason

    def test_not_taken_when_it_cannot_read(self):
        Membership.objects.filter(unit=self.above()).update(left_on="2024-03-01")
        with pytest.raises(NotTaken):
            route(Kind.REPORT, "", "", [self.discipline])

    def test_not_taken_when_it_is_concerned_too(self):
        with pytest.raises(NotTaken):
            route(Kind.REPORT, "", "", [self.discipline, self.above()])

    def test_level_above_may_be_discipline_inspection_by_kind(self):
        above = self.above()
        Unit.objects.filter(pk=above.pk).update(kind=Unit.Kind.DISCIPLINE)
        assert guardian([]) == self.discipline
        assert self.to(Kind.OFFICIAL) == self.discipline


class TestDisciplineCannotRead(RoutingTest):
    def test_nothing_is_taken_without_anybody_watching(self):
        Membership.objects.filter(unit=self.discipline).update(left_on="2024-03-01")
        for kind in Kind:
            with pytest.raises(NotTaken):
                route(kind, "", "", [])

    def test_level_above_watches_meanwhile(self):
        above = self.above()
        Membership.objects.filter(unit=self.discipline).update(left_on="2024-03-01")
        assert route(Kind.OFFICIAL, "", "", []).entitled == (above,)
        assert route(Kind.REPORT, "", "", []).entitled == (self.housing, above)


class TestSavingARule(RoutingTest):
    def refuses(self, field, **rule):
        with pytest.raises(ValidationError) as caught:
            self.rule(**rule)
        assert field in caught.value.message_dict

    def test_to_a_unit_that_cannot_read(self):
        self.refuses("unit", unit=UnitFactory(), kind=Kind.REPORT)

    def test_to_a_unit_that_takes_no_part(self):
        self.land.is_active = False
        self.land.save()
        self.refuses("unit", unit=self.land, kind=Kind.REPORT)

    def test_official_to_a_bureau(self):
        self.refuses("unit", unit=self.civil, kind=Kind.OFFICIAL)
        self.refuses("unit", unit=self.civil, topic=Topic.BRIBERY)
        self.rule(self.discipline, kind=Kind.OFFICIAL)

    def test_topic_of_another_kind(self):
        self.refuses("topic", unit=self.civil, kind=Kind.REPORT, topic=Topic.CAR)

    def test_a_rule_that_says_nothing(self):
        self.refuses("__all__", unit=self.civil)


KINDS = st.sampled_from(Kind)
TOWNSHIPS = st.sampled_from(["", "雪峰镇", "瀚仙镇"])
UNITS = ["housing", "civil", "land", "discipline", "above"]


@st.composite
def rules(draw):
    return draw(
        st.lists(
            st.tuples(
                st.sampled_from(["", *Kind]),
                st.sampled_from(["", *Topic]),
                TOWNSHIPS,
                st.sampled_from(UNITS),
            ).filter(lambda rule: any(rule[:3])),
            max_size=6,
            unique_by=lambda rule: rule[:3],
        )
    )


class TestEntitlement(House, PropertyTestCase):
    """Whatever the rules say, and however they came into the table."""

    @classmethod
    def setUpTestData(cls):
        cls.build()
        cls.land = UnitFactory(name="县自然资源局")
        cls.person(cls.land)
        cls.above = UnitFactory(name="市纪委监委")
        cls.person(cls.above)

    @given(
        kind=KINDS,
        topics=st.sampled_from(range(10)),
        township=TOWNSHIPS,
        concerns=st.sets(st.sampled_from(UNITS)),
        gone=st.sets(st.sampled_from(UNITS)),
        has_above=st.booleans(),
        table=rules(),
    )
    def test_never_for_whom_it_concerns(
        self, kind, topics, township, concerns, gone, has_above, table
    ):
        topic = ("", *TOPICS[kind])[topics % (len(TOPICS[kind]) + 1)]
        for rule_kind, rule_topic, rule_township, name in table:
            RoutingRule.objects.create(
                kind=rule_kind,
                topic=rule_topic,
                township=rule_township,
                unit=getattr(self, name),
            )
        if has_above:
            Unit.objects.filter(pk=self.discipline.pk).update(fallback=self.above)
        gone = {getattr(self, name) for name in gone}
        concerned = {getattr(self, name) for name in concerns}
        Membership.objects.filter(unit__in=gone).update(left_on="2024-03-01")
        watching = [self.discipline, *([self.above] if has_above else [])]
        able = [unit for unit in watching if unit not in concerned | gone]
        try:
            found = route(kind, topic, township, concerned)
        except NotTaken:
            assert not able
            return
        assert found == route(kind, topic, township, concerned)
        assert found.unit in found.entitled
        assert not set(found.entitled) & (concerned | gone)
        assert able[0] in found.entitled
        assert len(found.entitled) == len(set(found.entitled)) <= 2
        if kind == Kind.OFFICIAL or self.discipline in concerned:
            assert set(found.entitled) == {able[0]}
