"""Every way to gain or lose a key, in any order: who opens what, against a model."""

import pytest
from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from complaints.vault import codes, people, primitives, recovery
from complaints.vault.drafts import Draft
from complaints.vault.keyring import Keyring, NotEntitled
from complaints.vault.models import MemberKey, UnitKeyRecovery
from complaints.vault.unit_keys import UnitCannotRead
from portal.users.models import Membership
from portal.workdays import clock
from tests.factories import MembershipFactory, UnitFactory, UserFactory

PEOPLE, UNITS = 3, 2
some_person = st.integers(0, PEOPLE - 1)
some_unit = st.integers(0, UNITS - 1)


def fresh_keyring(user):
    """A key pair without a password: here only what it opens is asked."""
    MemberKey.objects.filter(user=user).delete()
    public, private = primitives.new_pair()
    member_key = MemberKey.objects.create(
        user=user,
        public_key=public,
        salt=bytes(16),
        sealed_private=b"",
        made_on=clock.today(),
    )
    return Keyring(member_key, private)


class KeyTree(RuleBasedStateMachine):
    """The model: of each unit the version in use, of each member the versions held.

    Beside them: of each unit the versions that the recovery shares open, of each tip
    the versions it is wrapped for, of each member the code on paper.
    """

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.users = [UserFactory() for _n in range(PEOPLE)]
        self.rings = [fresh_keyring(user) for user in self.users]
        self.units = [UnitFactory() for _n in range(UNITS)]
        self.shares = recovery.new_recovery_key()
        self.office = UnitFactory(discipline=True)
        inspector = MembershipFactory(unit=self.office).user
        self.inspecting = fresh_keyring(inspector)
        people._confirm(people.first_key(inspector.memberships.get()), None)
        self.version = [0] * UNITS
        self.recoverable = [set() for _n in range(UNITS)]
        self.held = {}  # (person, unit) of current members → versions held
        self.filed = []  # (envelope, unit, versions)
        self.paper = {}  # person → code

    @initialize()
    def each_unit_begins_with_one_who_reads(self):
        for unit in range(UNITS):
            self.join(unit, unit)
            self.log_in_first_and_be_confirmed(unit, unit)
            self.grant(unit, PEOPLE - 1, unit, sensible=True)
            self.file(unit)

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def membership(self, person, unit):
        return Membership.objects.current().get(
            user=self.users[person], unit=self.units[unit]
        )

    def holders(self, unit):
        version = self.version[unit]
        return [
            p for (p, u), held in self.held.items() if u == unit and version in held
        ]

    def drop(self, person, unit):
        """Somebody's grants are gone: the next version is for those who remain."""
        lost = self.held.pop((person, unit), set())
        remaining = self.holders(unit)
        if lost and remaining:
            self.version[unit] += 1
            self.recoverable[unit] |= {self.version[unit]}
            for other in remaining:
                self.held[other, unit] |= {self.version[unit]}
        self.file(unit)

    @rule(person=some_person, unit=some_unit)
    def join(self, person, unit):
        if (person, unit) not in self.held:
            MembershipFactory(user=self.users[person], unit=self.units[unit])
            self.held[person, unit] = set()

    @rule(person=some_person, unit=some_unit)
    def log_in_first_and_be_confirmed(self, person, unit):
        if (person, unit) not in self.held:
            return
        key = people.first_key(self.membership(person, unit))
        assert (key is None) == bool(self.holders(unit))
        if key is not None:
            people._confirm(key, None)
            self.version[unit] = key.version
            self.recoverable[unit] |= {key.version}
            self.held[person, unit] |= {key.version}

    @rule(by=some_person, whom=some_person, unit=some_unit, sensible=st.booleans())
    def grant(self, by, whom, unit, sensible):
        holders = self.holders(unit)
        if sensible and holders:
            by = holders[by % len(holders)]
            if (whom, unit) not in self.held:
                self.join(whom, unit)
        may = by in self.holders(unit)
        try:
            people.grant(self.users[whom], self.units[unit], self.rings[by])
        except NotEntitled:
            assert not may
        except people.Changed:
            assert may
            assert by == whom or (whom, unit) not in self.held
        else:
            assert may
            self.held[whom, unit] |= self.held[by, unit]

    @rule(person=some_person, unit=some_unit)
    def leave(self, person, unit):
        if (person, unit) in self.held:
            people.leave(self.membership(person, unit), None)
            self.drop(person, unit)

    @rule(person=some_person, unit=some_unit)
    def rotate(self, person, unit):
        holders = self.holders(unit)
        try:
            people.renew(self.units[unit], self.rings[person])
        except NotEntitled:
            assert person not in holders
            return
        assert person in holders
        self.version[unit] += 1
        self.recoverable[unit] |= {self.version[unit]}
        for other in holders:
            self.held[other, unit] |= {self.version[unit]}
        self.file(unit)

    @rule(person=some_person, unit=some_unit)
    def withdraw(self, person, unit):
        if (person, unit) in self.held:
            people.withdraw(self.membership(person, unit), self.users[person])
            self.drop(person, unit)
            self.held[person, unit] = set()

    @rule(person=some_person)
    def print_code(self, person):
        codes.renew(self.rings[person])
        code = codes.to_print(self.rings[person])
        assert codes.confirm(self.rings[person], code[-4:])
        self.paper[person] = code

    @rule(person=some_person, whose=some_person)
    def forget_the_password_and_use_a_code(self, person, whose):
        code = self.paper.get(whose)
        if code is None:
            return
        if person != whose:
            with pytest.raises((codes.CodeWrong, codes.CodeBraked)):
                codes.opened(self.users[person], code)
            return
        try:
            found = codes.opened(self.users[person], code)
        except codes.CodeBraked:
            return
        codes.use_up(found)
        self.rings[person] = Keyring(found.code.member_key, found.private)
        del self.paper[person]
        with pytest.raises(codes.CodeWrong):
            codes.opened(self.users[person], code)

    @rule(person=some_person, unit=some_unit, pair=st.permutations([0, 1, 2]))
    def recover(self, person, unit, pair):
        shares = [self.shares[number] for number in pair[:2]]
        try:
            recovery.recover(self.units[unit], self.users[person], shares)
        except people.Changed:
            assert (person, unit) not in self.held
        except recovery.NotRecoverable:
            assert not self.recoverable[unit]
        else:
            self.held[person, unit] |= self.recoverable[unit]

    @rule(lost=st.booleans())
    def replace_the_shares(self, lost):
        old = self.shares
        self.shares = recovery.new_recovery_key([] if lost else old[1:])
        if lost:
            self.recoverable = [set() for _n in range(UNITS)]
        with pytest.raises(recovery.SharesDoNotFit):
            recovery.check_shares(old[:2])

    @rule(person=some_person)
    def log_in(self, person):
        recovery.catch_up(self.rings[person])
        for (somebody, unit), versions in self.held.items():
            if somebody == person:
                self.recoverable[unit] |= versions

    @rule(unit=some_unit)
    def discipline_gives_cases_back(self, unit):
        held = set().union(*(v for (_p, u), v in self.held.items() if u == unit))
        stranded = [
            versions
            for _envelope, whose, versions in self.filed
            if whose == unit and not versions & held
        ]
        try:
            people.rewrap(self.units[unit], self.inspecting)
        except UnitCannotRead:
            assert not self.holders(unit)
        else:
            assert self.holders(unit) or not stranded
            for versions in stranded:
                versions |= {self.version[unit]}

    @rule(person=some_person)
    def reset(self, person):
        self.paper.pop(person, None)
        self.rings[person] = fresh_keyring(self.users[person])
        for unit in range(UNITS):
            if (person, unit) in self.held:
                self.held[person, unit] = set()

    @rule(unit=some_unit)
    def file(self, unit):
        draft = Draft.new(None)
        draft.seal("body", "x")
        try:
            draft.save([self.units[unit], self.office])
        except UnitCannotRead:
            assert not self.holders(unit)
        else:
            wraps = draft.envelope.wraps.select_related("unit_key")
            wrap = wraps.get(unit_key__unit=self.units[unit])
            assert wrap.unit_key.version == self.version[unit]
            self.filed = [
                *self.filed[-5:],
                (draft.envelope, unit, {wrap.unit_key.version}),
            ]

    @invariant()
    def units_are_readable_as_the_model_says(self):
        for unit in range(UNITS):
            assert people.readable(self.units[unit]) == bool(self.holders(unit))

    @invariant()
    def the_shares_open_what_the_model_says(self):
        rows = UnitKeyRecovery.objects.filter(
            unit_key__purpose="tips", recovery_key__is_in_use=True
        )
        for unit in range(UNITS):
            own = rows.filter(unit_key__unit=self.units[unit])
            sealed = set(own.values_list("unit_key__version", flat=True))
            assert sealed == self.recoverable[unit]

    @invariant()
    def exactly_the_entitled_open(self):
        for envelope, unit, versions in self.filed:
            assert self.inspecting.open(envelope).open("body") == "x"
            for person in range(PEOPLE):
                entitled = bool(versions & self.held.get((person, unit), set()))
                try:
                    opened = self.rings[person].open(envelope).open("body") == "x"
                except NotEntitled:
                    opened = False
                assert opened == entitled


class Tree(TestCase):
    def test_who_opens_what(self):
        run_state_machine_as_test(
            KeyTree,
            settings=settings(
                max_examples=15,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
