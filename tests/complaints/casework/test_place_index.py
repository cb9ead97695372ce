from complaints import workflow
from complaints.cases import Case
from tests.complaints.casework.factories import CaseworkTestCase, filed
from tests.complaints.vault.factories import sign_in


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

    def test_a_tip_without_a_place_has_none(self):
        assert self.read(self.user, filed()) == ""
