from django.urls import reverse

from complaints.clocks import DeadlinePolicy
from complaints.retention.policies import RetentionPolicy
from complaints.routing import RoutingRule
from portal.users.roles import sync_roles
from portal.workdays.models import LoadedYear, Workday
from tests.complaints.house import HouseTest
from tests.factories import UnitFactory, UserFactory

LISTS = {
    "routing_rules": RoutingRule,
    "deadline_policies": DeadlinePolicy,
    "retention_policies": RetentionPolicy,
    "workdays": Workday,
    "complete_years": LoadedYear,
}


class SettingsTest(HouseTest):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        sync_roles()

    def setUp(self):
        super().setUp()
        self.client.force_login(
            self.admin, backend="django.contrib.auth.backends.ModelBackend"
        )

    def errors(self, viewset, /, **data):
        answer = self.client.post(reverse(f"{viewset}:add"), data)
        if answer.status_code == 302:
            return {}
        return answer.context["form"].errors


class TestWhoMay(SettingsTest):
    def test_role_admin_sees_and_adds(self):
        for name in LISTS:
            for page in ("index", "add"):
                answer = self.client.get(reverse(f"{name}:{page}"))
                assert answer.status_code == 200, (name, page)

    def test_nobody_else(self):
        for role in ("editor", "moderator", "investigator", "inspector", "clerk"):
            user = UserFactory(role=role)
            self.client.force_login(
                user, backend="django.contrib.auth.backends.ModelBackend"
            )
            for name, model in LISTS.items():
                count = model.objects.count()
                for page in ("index", "add"):
                    address = reverse(f"{name}:{page}")
                    for answer in (
                        self.client.get(address),
                        self.client.post(address, {}),
                    ):
                        assert answer.status_code in {302, 403, 405}, (role, name)
                        if answer.status_code == 302:
                            assert answer.url == reverse("wagtailadmin_home")
                assert model.objects.count() == count

    def test_policies_are_never_deleted(self):
        policy = DeadlinePolicy.objects.first()
        self.client.post(reverse("deadline_policies:delete", args=[policy.pk]))
        assert DeadlinePolicy.objects.filter(pk=policy.pk).exists()


class TestRoutingRuleForm(SettingsTest):
    def test_good(self):
        data = {
            "kind": "declaration",
            "topic": "",
            "township": "",
            "unit": self.civil.pk,
        }
        assert self.errors("routing_rules", **data) == {}
        assert RoutingRule.objects.get().unit == self.civil

    def test_unit_that_cannot_read(self):
        data = {"kind": "declaration", "unit": UnitFactory().pk}
        assert "unit" in self.errors("routing_rules", **data)

    def test_official_to_a_bureau(self):
        data = {"kind": "official", "unit": self.civil.pk}
        assert "unit" in self.errors("routing_rules", **data)

    def test_the_same_twice(self):
        data = {"kind": "declaration", "unit": self.civil.pk}
        assert self.errors("routing_rules", **data) == {}
        assert self.errors("routing_rules", **data)

    def test_nothing_said(self):
        assert self.errors("routing_rules", unit=self.civil.pk)


class TestCalendarForm(SettingsTest):
    def test_a_day_entered_by_hand(self):
        assert self.errors("workdays", date="2027-01-04", name="元旦") == {}
        assert Workday.objects.get(date="2027-01-04").source == "edited"

    def test_a_day_twice(self):
        assert "date" in self.errors("workdays", date="2021-10-01")

    def test_a_year_far_away(self):
        assert "year" in self.errors("complete_years", year="20027")
        assert self.errors("complete_years", year="2027") == {}
