"""What came in a flood, as its unit sees it: a lane of its own, cleared one by one."""

from complaints import workflow
from complaints.cases import Case
from complaints.casework.panels import todo
from tests.complaints.casework.factories import CaseworkTestCase, filed, late
from tests.complaints.vault.factories import sign_in

INDEX = "/admin/cases/"
LANE = f"{INDEX}?quarantined=on"


def flooded(case):
    Case.objects.filter(pk=case.pk).update(is_quarantined=True)
    case.refresh_from_db()
    return case


class Lane(CaseworkTestCase):
    def setUp(self):
        sign_in(self.client, self.user)
        self.plain = filed()
        self.first, self.second = flooded(filed()), flooded(late(filed()))

    def shown(self, address):
        return {row.case for row in self.client.get(address).context["rows"]}

    def test_hides_nothing_else_and_is_one_click_away(self):
        page = self.client.get(INDEX)
        assert {row.case for row in page.context["rows"]} == {self.plain}
        self.assertContains(page, f'href="{LANE}"')
        assert page.context["listing"].quarantined == 2
        assert self.shown(LANE) == {self.first, self.second}
        self.assertContains(self.client.get(LANE), "kw-quarantine")

    def test_a_number_is_found_wherever_it_is(self):
        assert self.shown(f"{INDEX}?q={self.first.number}") == {self.first}

    def test_is_one_sentence_however_many_they_are(self):
        lines = todo(self.user)
        [line] = [line for line in lines if line.url == LANE]
        assert line.is_late
        assert "2" in line.words
        numbers = " ".join(line.words for line in lines)
        assert self.plain.number in numbers
        assert self.first.number not in numbers

    def test_of_others_tells_nothing(self):
        Case.objects.update(is_quarantined=True)
        stranger = self.stranger
        sign_in(self.client, stranger)
        page = self.client.get(INDEX)
        assert page.context["listing"].quarantined == 0
        assert todo(stranger) == []

    def test_whoever_takes_it_on_takes_it_out(self):
        workflow.accept(self.first, actor=self.user)
        assert not Case.objects.get(pk=self.first.pk).is_quarantined
        assert self.first in self.shown(INDEX)

    def test_clearing_brings_it_among_the_others(self):
        address = f"{INDEX}{self.first.number}/"
        page = self.client.get(address)
        self.assertContains(page, 'data-transition="clear_quarantine"')
        self.client.post(f"{address}clear_quarantine/", {"version": self.first.version})
        assert self.first in self.shown(INDEX)
        self.assertNotContains(self.client.get(address), "clear_quarantine")
        assert self.first.events.last().name == "clear_quarantine"
