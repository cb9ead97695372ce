from complaints import workflow
from complaints.cases import Case
from complaints.vault import people
from portal.users.models import Membership
from tests.complaints.casework.factories import CaseworkTestCase, filed
from tests.complaints.vault.factories import keyed_member, sign_in


class PlaceIndex(CaseworkTestCase):
    """One flat in two spellings has one index, which the server alone cannot make."""

    def read(self, user, case):
        sign_in(self.client, user)
        assert self.client.get(f"/admin/cases/{case.number}/").status_code == 200
        case.refresh_from_db()
        return case.place_index

    def test_is_written_when_a_member_first_opens_the_case(self):
        case = filed(place="3栋2单元501室")
        assert case.place_index == ""
        first = self.read(self.user, case)
        assert len(first) == 64
        again = filed(place="三幢二单元５０１")
        assert self.read(self.user, again) == first
        assert self.read(self.user, filed(place="3栋2单元502室")) != first

    def test_discipline_writes_none_for_another_unit(self):
        assert self.read(self.inspector, filed(place="3栋2单元501室")) == ""

    def test_another_unit_gets_an_index_of_its_own(self):
        case = filed(place="3栋2单元501室")
        first = self.read(self.user, case)
        workflow.refer(
            case,
            actor=self.user,
            box=self.ring.open(case.envelope),
            to_unit=self.civil,
            reason="归口办理",
        )
        assert Case.objects.get(pk=case.pk).place_index == ""
        assert self.read(self.stranger, case) not in {"", first}

    def test_under_a_new_first_key_each_is_written_anew(self):
        """Two cases about one flat, the older read before everybody lost the key."""
        older = filed(place="3栋2单元501室")
        before = self.read(self.user, older)
        elsewhere = filed(place="3栋2单元501室")
        Case.objects.filter(pk=elsewhere.pk).update(unit=self.civil, place_index="x")
        people.leave(Membership.objects.get(user=self.user), None)
        newcomer, _ring = keyed_member(self.housing, confirmed=False)
        key = self.housing.keys.for_tips().waiting().get()
        people.confirm(key, self.inspectors_ring)
        people.rewrap(self.housing, self.inspectors_ring)
        newer = filed(place="三幢二单元５０１")
        after = self.read(newcomer, newer)
        assert after not in {"", before}
        assert self.read(newcomer, older) == after
        page = self.client.get(f"/admin/cases/{newer.number}/")
        assert [one.case for one in page.context["similar"].neighbours] == [older]
        elsewhere.refresh_from_db()
        assert elsewhere.place_index == "x"

    def test_a_tip_without_a_place_has_none(self):
        assert self.read(self.user, filed()) == ""
