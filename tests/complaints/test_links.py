"""Similar cases are linked, never merged."""

from complaints import workflow
from complaints.cases import Case, Link, State, lead_of
from tests.complaints.house import HouseTest


class Links(HouseTest):
    def setUp(self):
        super().setUp()
        self.a, self.b, self.c = (self.file() for _n in range(3))

    def link(self, case, other, actor=None):
        return workflow.link(case, actor=actor or self.member, other=other)

    def leads(self):
        return {link.case: link.lead for link in Link.objects.select_related()}

    def test_both_keep_all_they_have_and_each_writes_an_event(self):
        keys = [case.envelope_id for case in (self.a, self.b)]
        facts = [(case.state, case.due_on) for case in (self.a, self.b)]
        self.link(self.a, self.b)
        for case in (self.a, self.b):
            case.refresh_from_db()
            assert [e.name for e in case.events.all()] == ["receive", "link"]
            self.assert_sound(case)
        assert [case.envelope_id for case in (self.a, self.b)] == keys
        assert [(case.state, case.due_on) for case in (self.a, self.b)] == facts

    def test_the_older_leads_unless_one_leads_already(self):
        Case.objects.filter(pk=self.b.pk).update(received_on="2024-03-01")
        self.b.refresh_from_db()
        self.link(self.a, self.b)
        assert self.leads() == {self.a: self.b}
        Case.objects.filter(pk=self.c.pk).update(received_on="2024-02-01")
        self.c.refresh_from_db()
        self.link(self.c, self.a)
        assert self.leads() == {self.a: self.b, self.c: self.b}

    def test_two_groups_become_one(self):
        d = self.file()
        self.link(self.a, self.b)
        self.link(self.c, d)
        self.link(self.a, d)
        assert len(set(self.leads().values())) == 1
        assert len(self.leads()) == 3

    def test_not_twice_not_with_itself(self):
        self.link(self.a, self.b)
        self.refused(workflow.link, self.b, actor=self.member, other=self.a)
        assert Link.objects.count() == 1
        self.refused(workflow.link, self.a, actor=self.member, other=self.a)

    def test_only_within_the_unit_by_its_members(self):
        theirs = self.in_state("referred")
        for case, other, actor in (
            (self.a, theirs, self.member),
            (self.a, theirs, self.civilian),
            (self.a, self.b, self.civilian),
            (self.a, self.b, self.inspector),
            (self.a, self.b, None),
        ):
            self.refused(workflow.link, case, actor=actor, other=other)
        self.do("recuse", self.b, actor=self.head)
        self.refused(workflow.link, self.a, actor=self.head, other=self.b)
        assert not Link.objects.exists()

    def test_another_may_lead(self):
        self.link(self.a, self.b)
        self.link(self.a, self.c)
        before = lead_of(self.a)
        chosen = next(c for c in (self.a, self.b, self.c) if c != before)
        workflow.lead(chosen, actor=self.member)
        assert set(self.leads().values()) == {chosen}
        assert set(self.leads()) == {self.a, self.b, self.c} - {chosen}
        self.refused(workflow.lead, chosen, actor=self.member)

    def test_when_the_lead_leaves_the_next_one_leads(self):
        self.link(self.a, self.b)
        self.link(self.a, self.c)
        first = lead_of(self.a)
        workflow.unlink(first, actor=self.member)
        rest = {self.a, self.b, self.c} - {first}
        assert set(self.leads()) | set(self.leads().values()) == rest
        self.refused(workflow.unlink, first, actor=self.member)

    def test_the_last_of_two_stands_alone_again(self):
        self.link(self.a, self.b)
        workflow.unlink(self.a, actor=self.member)
        assert self.leads() == {}

    def test_another_unit_that_takes_a_case_learns_of_no_link(self):
        for step in ("refer", "concerns_us"):
            with self.subTest(step=step):
                case = self.file()
                self.link(case, self.b)
                self.do(step, case)
                assert not Link.objects.filter(case=case).exists()
                assert not Link.objects.filter(lead=case).exists()


class TheLastOneStandsBack(HouseTest):
    """回避 leaves no case behind that nobody can work on."""

    def test_discipline_gets_the_case_and_the_unit_loses_its_key(self):
        case = self.in_state("referred")
        assert case.unit == self.civil
        self.do("accept", case)
        event = workflow.recuse(case, actor=self.civilian)
        assert (case.unit, case.state) == (self.discipline, State.REFERRED)
        assert event.to_unit == self.discipline
        assert self.civil not in self.entitled(case)
        self.assert_sound(case)
        self.do("accept", case)
        self.do("refer", case, to_unit=self.housing)
        assert case.unit == self.housing

    def test_while_a_colleague_is_left_the_case_stays(self):
        case = self.file()
        self.do("recuse", case)
        assert case.unit == self.housing

    def test_an_ended_case_stays_where_it_is(self):
        case = self.in_state("referred")
        self.do("decline", case)
        workflow.recuse(case, actor=self.civilian)
        assert case.unit == self.civil

    def test_where_nobody_else_could_take_it_the_last_one_is_refused(self):
        case = self.file("official")
        self.refused(workflow.recuse, case, actor=self.inspector)
        assert not case.recusals.exists()


class Deserted(HouseTest):
    """A unit whose people are gone from a case: seen by discipline, and led on."""

    def deserted(self):
        return set(Case.objects.filter(workflow.deserted()))

    def abandon(self):
        """Both stood back, the second one before a colleague left for good."""
        case = self.file()
        self.do("recuse", case, actor=self.head)
        membership = self.member.memberships.get()
        membership.left_on = "2024-03-05"
        membership.save()
        return case

    def test_found_once_nobody_is_left(self):
        case, other = self.file(), self.file()
        self.do("recuse", case, actor=self.head)
        assert self.deserted() == set()
        membership = self.member.memberships.get()
        membership.left_on = "2024-03-05"
        membership.save()
        assert self.deserted() == {case}
        head = self.head.memberships.get()
        head.left_on = "2024-03-05"
        head.save()
        assert self.deserted() == {case, other}

    def test_an_inspector_refers_it_and_no_other_case_of_a_unit(self):
        kept = self.file()
        self.refused(self.do, "refer", kept, actor=self.inspector)
        case = self.abandon()
        steps = {step.name for step in workflow.available(case, self.inspector)}
        assert "refer" in steps
        self.do("refer", case, actor=self.inspector)
        assert case.unit == self.civil
        assert self.deserted() == set()
