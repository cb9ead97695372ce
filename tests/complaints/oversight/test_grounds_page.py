"""An inspector counts the grounds of a notice and hands them over; nobody else."""

from datetime import date

from complaints.fortnights import Fortnight
from disclosures.criticism import UnitRecord
from disclosures.figures import ClosedPeriod
from portal.workdays import clock
from tests.complaints.casework.factories import CaseworkTestCase, filed
from tests.complaints.vault.factories import sign_in

PAGE = "/admin/oversight/grounds/"


class GroundsPage(CaseworkTestCase):
    def setUp(self):
        self.period = Fortnight.parse("2024-06-b")
        ClosedPeriod.objects.create(
            key=self.period.key,
            starts_on=self.period.first,
            ends_on=self.period.last,
            closed_on=self.period.after.first,
        )
        with clock.on(date(2024, 6, 4)):
            self.cases = [filed() for _n in range(3)]

    def asked(self):
        key = self.period.key
        return {"unit": self.housing.pk, "first": key, "last": key}

    def test_counted_then_handed_over(self):
        sign_in(self.client, self.inspector)
        self.assertContains(self.client.get("/admin/oversight/"), PAGE)
        page = self.client.get(PAGE, self.asked())
        counts = {one.what: one.count for one in page.context["counted"]}
        assert counts[UnitRecord.What.OVERDUE] == 3
        assert not UnitRecord.objects.exists()
        done = self.client.post(PAGE, self.asked(), follow=True)
        (record,) = UnitRecord.objects.all()
        assert record.what == UnitRecord.What.OVERDUE
        self.assertContains(done, str(record))
        again = self.client.post(PAGE, self.asked())
        assert again.status_code == 422
        assert UnitRecord.objects.count() == 1

    def test_a_span_is_chosen_by_its_first_and_its_last_day(self):
        sign_in(self.client, self.inspector)
        form = self.client.get(PAGE).context["form"]
        said = {name: form.fields[name].choices[0][1] for name in ("first", "last")}
        assert said == {"first": "2024年6月16日", "last": "2024年6月30日"}

    def test_nobody_else(self):
        sign_in(self.client, self.user)
        assert self.client.get(PAGE).status_code == 403
        assert self.client.post(PAGE, self.asked()).status_code == 403
        assert not UnitRecord.objects.exists()
