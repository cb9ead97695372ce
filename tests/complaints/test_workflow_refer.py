from complaints import workflow
from complaints.cases import Case, Clock, State
from complaints.topics import Kind
from portal.users.models import Unit
from portal.workdays import clock
from tests.complaints.house import DAY, HouseTest, later, names


class TestRefer(HouseTest):
    def test_moves_the_case_and_the_key(self):
        case = self.file()
        assert self.entitled(case) == {self.housing, self.discipline}
        event = self.do("refer", case)
        assert case.unit == self.civil
        assert case.state == State.REFERRED
        assert case.referred_by == self.housing
        assert self.entitled(case) == {self.civil, self.discipline}
        assert (event.unit, event.to_unit) == (self.housing, self.civil)
        assert (
            self.box(self.civilian, case).open("reason", event.sequence) == "归口办理"
        )
        assert not Case.objects.visible_to(self.member).exists()

    def test_the_clock_from_receipt_goes_on(self):
        case = self.file()
        due = case.due_on
        with clock.on(later(10)):
            self.do("refer", case)
        assert (case.clock, case.clock_from, case.due_on) == (Clock.DECIDE, DAY, due)

    def test_passing_on_after_acceptance_buys_no_time_to_decide(self):
        case = self.file()
        self.do("accept", case)
        with clock.on(later(40)):
            self.do("refer", case)
            assert (case.clock, case.due_on) == (Clock.DECIDE, later(15))
            assert case in Case.objects.overdue(clock.today())

    def test_the_assignee_stays_behind(self):
        case = self.file()
        self.do("assign", case)
        self.do("refer", case)
        assert case.assignee is None

    def test_to_discipline(self):
        case = self.file()
        self.do("refer", case, to_unit=self.discipline)
        assert case.unit == self.discipline
        assert self.entitled(case) == {self.discipline}

    def test_discipline_keeps_the_key(self):
        case = self.file()
        self.do("refer", case, to_unit=self.discipline)
        with clock.on(DAY):
            self.do("accept", case)
            self.do("refer", case)
        assert self.entitled(case) == {self.civil, self.discipline}

    def test_refused_for_a_unit_concerned(self):
        case = self.file(concerns=[self.civil])
        self.refused(self.do, "refer", case)
        assert self.entitled(case) == {self.housing, self.discipline}

    def test_refused_for_a_unit_that_cannot_read(self):
        empty = Unit.objects.create(name="县自然资源局")
        self.refused(self.do, "refer", self.file(), to_unit=empty)

    def test_refused_for_a_unit_that_takes_no_part(self):
        Unit.objects.filter(pk=self.civil.pk).update(is_active=False)
        self.refused(self.do, "refer", self.file(), to_unit=self.civil)

    def test_refused_to_the_same_unit(self):
        self.refused(self.do, "refer", self.file(), to_unit=self.housing)

    def test_official_never_leaves_discipline(self):
        case = self.file(Kind.OFFICIAL)
        self.refused(self.do, "refer", case)
        assert workflow.receivers(case) == []

    def test_official_goes_to_the_level_above(self):
        above = Unit.objects.create(name="市纪委监委")
        self.person(above)
        Unit.objects.filter(pk=self.discipline.pk).update(fallback=above)
        case = self.file(Kind.OFFICIAL)
        assert workflow.receivers(case) == [above]
        self.do("refer", case, to_unit=above)
        assert self.entitled(case) == {above, self.discipline}

    def test_receivers(self):
        case = self.file()
        Unit.objects.create(name="县自然资源局")  # nobody there can read
        with self.assertNumQueries(1):
            assert workflow.receivers(case) == [self.civil, self.discipline]

    def test_receivers_are_those_that_are_taken(self):
        concerned = self.file(concerns=[self.civil])
        assert workflow.receivers(concerned) == [self.discipline]
        Unit.objects.filter(pk=self.civil.pk).update(is_active=False)
        assert workflow.receivers(self.file()) == [self.discipline]


class TestClockGoesOn(HouseTest):
    """Passing a case on buys no time to conclude it."""

    def extended(self, case):
        approval = self.do("extend", case)
        box = self.box(self.head, case)
        workflow.decide(approval, actor=self.head, box=box, granted=True)
        case.refresh_from_db()

    def test_overdue_before_and_after(self):
        case = self.in_state("accepted")
        due = case.due_on
        with clock.on(later(120)):
            self.do("refer", case)
            self.do("accept", case)
            assert (case.clock, case.clock_from) == (Clock.CONCLUDE, DAY)
            assert case.due_on == due
            assert case in Case.objects.overdue(clock.today())
        self.assert_sound(case)

    def test_first_accepted_after_it(self):
        case = self.in_state("referred")
        with clock.on(later(5)):
            self.do("accept", case)
        assert case.clock_from == later(5)

    def test_returned_and_accepted_again(self):
        case = self.in_state("accepted")
        due = case.due_on
        with clock.on(later(20)):
            self.do("refer", case)
            self.do("return", case)
            self.do("accept", case)
        assert (case.unit, case.due_on) == (self.housing, due)

    def test_to_discipline_because_it_concerns_the_unit(self):
        case = self.in_state("investigating")
        due = case.due_on
        with clock.on(later(20)):
            self.do("concerns_us", case)
            self.do("accept", case)
        assert case.due_on == due

    def test_an_extension_is_kept(self):
        case = self.in_state("accepted")
        before = case.due_on
        self.extended(case)
        due = case.due_on
        assert due > before
        with clock.on(later(20)):
            self.do("refer", case)
            self.do("accept", case)
        assert (case.due_on, workflow.deadline_of(case).day) == (due, due)
        self.refused(self.do, "extend", case)

    def test_only_reopening_begins_anew(self):
        case = self.in_state("accepted")
        self.extended(case)
        self.do("investigate", case)
        self.do("conclude", case)
        with clock.on(later(200)):
            self.do("reopen", case)
            due = case.due_on
            self.do("investigate", case)
        with clock.on(later(220)):
            self.do("refer", case)
            self.do("accept", case)
        assert (case.clock_from, case.due_on) == (later(200), due)
        assert workflow.deadline_of(case).day == due


class TestReturn(HouseTest):
    def test_back_to_the_sending_unit(self):
        case = self.in_state("referred")
        event = self.do("return", case)
        assert (case.state, case.unit) == (State.RECEIVED, self.housing)
        assert case.referred_by is None
        assert self.entitled(case) == {self.housing, self.discipline}
        assert (event.unit, event.to_unit) == (self.civil, self.housing)
        assert (case.clock, case.clock_from) == (Clock.DECIDE, DAY)
        self.assert_sound(case)

    def test_within_five_working_days(self):
        # Tuesday; the fifth working day is the next Tuesday.
        case = self.in_state("referred")
        with clock.on(later(8)):
            self.refused(self.do, "return", case)
            assert "return" not in names(case, self.civilian)
        with clock.on(later(7)):
            assert "return" in names(case, self.civilian)
            self.do("return", case)

    def test_discipline_keeps_the_key(self):
        case = self.file()
        self.do("refer", case, to_unit=self.discipline)
        self.do("return", case)
        assert self.entitled(case) == {self.housing, self.discipline}

    def test_not_once_accepted(self):
        case = self.in_state("referred")
        self.do("accept", case)
        self.refused(self.do, "return", case)
        assert case.referred_by is None

    def test_not_to_a_unit_that_can_no_longer_read(self):
        case = self.in_state("referred")
        self.housing.keys.update(confirmed_at=None)
        self.refused(self.do, "return", case)
