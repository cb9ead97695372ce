"""Every address of the site, asked for by every role, against a table of who may.

The table is `who_may.txt`: an address, who may GET it, who may POST to it. A new
address without a line fails, and so does a line without an address. Objects are
those of the housing bureau's case and of an update page in moderation.
"""

import itertools
import re
from copy import deepcopy
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from wagtail.images.models import Image
from wagtail.models import Collection, Site, Task, Workflow

from complaints import workflow
from complaints.clocks import DeadlinePolicy
from complaints.demo.cases import photo
from complaints.intake.challenge.own import new_key
from complaints.retention.policies import RetentionPolicy, seed_retention
from complaints.routing import RoutingRule
from complaints.vault import recovery
from complaints.vault.models import RecoveryKey, RecoveryRequest
from disclosures.demo.column import approve
from disclosures.lists import acts as list_acts
from disclosures.models import (
    Campaign,
    EstateSnapshot,
    PoliciesPage,
    ReportPage,
    ReportsPage,
    UpdatePage,
    UpdatesPage,
)
from disclosures.reports import acts as report_acts
from disclosures.reports.periods import Period
from disclosures.site import build_site
from disclosures.withdrawals import names
from portal.gate.names import ProposedNames
from portal.users.models import Membership
from portal.users.roles import sync_roles
from portal.workdays import clock
from portal.workdays.models import LoadedYear, Workday
from tests.complaints.house import House
from tests.disclosures.factories import (
    CampaignFactory,
    EstateFactory,
    FocusIssueFactory,
)
from tests.factories import PASSWORD, UserFactory

TABLE = Path(__file__).with_name("who_may.txt")
#: Letter in the table → account.
ROLES = {
    "-": None,
    "e": "editor",
    "m": "moderator",
    "h": "housing",
    "c": "civil",
    "k": "clerk",
    "i": "inspector",
    "a": "admin",
}
#: What an argument in an address may stand for, where its name says it.
CHOICES = {
    "action": ("delete", "move", "publish", "unpublish"),
    "action_name": ("approve", "publish"),
    "what": ("confirm", "grant", "replace"),
    "act": ("confirm", "grant", "refuse", "rewrap", "rotate", "withdraw"),
}


#: Wagtail 8.0.1 fails on a post without any field; its own forms never send one.
BREAKS_ON_EMPTY_POST = re.compile(r"/admin/(choose-external-link|pages/\d+/copy)/$")


def read_table():
    """`address | GET | POST`, one line each."""
    lines = [line.rsplit("|", 2) for line in TABLE.read_text().splitlines() if line]
    return {
        address.strip(): (set(get.strip()), set(post.strip()))
        for address, get, post in lines
    }


def patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from patterns(pattern, route)


def addresses():
    """Every pattern with its choices written out; the rest of it stays a pattern."""
    found = set()
    for route in patterns(get_resolver()):
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        chosen = [name for name in names if name in CHOICES]
        if "<slug:name>" in route and route.startswith("admin/cases/"):
            chosen.append("name")
        values = [CHOICES.get(name) or list(workflow.NEXT) for name in chosen]
        for combination in itertools.product(*values):
            one = route
            for name, value in zip(chosen, combination, strict=True):
                one = re.sub(rf"<\w+:{name}>", value, one)
            found.add(one)
    return sorted(found)


def a_change_that_waits(campaign, unit, editor, moderator):
    """A problem list of one item, and its close-out, which waits."""
    values = {
        "estate": "",
        "focus": 1,
        "source": "tip",
        "facts": "有租户转租。",
        "basis": "",
        "measure": "约谈。",
        "units": unit.name,
        "officer": "股长",
        "due": "2021-08-01",
        "status": "open",
        "result": "",
        "closed_on": None,
        "evidence": "",
    }
    FocusIssueFactory(campaign=campaign, number=1)
    new = list_acts.propose(campaign, "problems", values, user=editor)
    list_acts.approve(new, moderator)
    closed = {"status": "closed", "result": "已退回。", "evidence": "退房单"}
    values |= closed | {"number": 1, "closed_on": "2021-07-01"}
    paper = ContentFile(b"%PDF-1.4", "paper.pdf")
    return list_acts.propose(
        campaign, "problems", values, user=editor, act="close", document=paper
    )


class County(House):
    """A house with a column, an update in moderation, and a case of each office."""

    @classmethod
    def build(cls):
        sync_roles()
        seed_retention()
        super().build()
        campaign = CampaignFactory()
        campaign.save_revision().publish()
        build_site(campaign)
        cls.moderator = UserFactory(role="moderator")
        cls.estate = EstateFactory()
        updates = UpdatesPage.objects.get()
        cls.page = updates.add_child(
            instance=UpdatePage(title="走访过半", body="<p>走访</p>", live=False)
        )
        approve(cls.page, cls.editor, cls.moderator)
        cls.page.refresh_from_db()
        cls.page.title = "走访已完成"
        cls.page.save_revision(user=cls.editor)
        cls.state = cls.page.get_workflow().start(cls.page, cls.editor)
        campaign.refresh_from_db()
        campaign.goal = "及时清退不再符合条件的家庭。"
        campaign.save_revision(user=cls.editor)
        cls.campaign_state = campaign.get_workflow().start(campaign, cls.editor)
        cls.snapshot = EstateSnapshot.objects.create(
            as_of=clock.today(), source="县住建局", digest="0", imported_by=cls.member
        )
        cls.change = a_change_that_waits(
            campaign, cls.housing, cls.editor, cls.moderator
        )
        cls.report = ReportsPage.objects.get().add_child(
            instance=ReportPage(title="半月报", body="<p>走访</p>")
        )
        cls.report.save_revision().publish()
        cls.fortnightly = report_acts.draft(
            campaign, Period.of(clock.today()), user=cls.editor
        )
        cls.proposed = ProposedNames.objects.create(
            thing=cls.estate, words={"township": "东溪镇"}, proposed_by=cls.admin
        )
        cls.image = Image.objects.create(title="门口", file=photo())
        cls.rule = RoutingRule.objects.create(kind="report", unit=cls.housing)
        recovery.new_recovery_key()
        cls.asked = RecoveryRequest.objects.create(
            purpose=RecoveryRequest.Purpose.GRANT,
            recovery_key=RecoveryKey.objects.get(),
            unit=cls.housing,
            user=cls.member,
            member_key=cls.member.member_key,
            asked_by=cls.inspector,
        )
        cls.accounts = {
            "editor": cls.editor,
            "moderator": cls.moderator,
            "housing": cls.member,
            "civil": cls.civilian,
            "clerk": cls.clerk,
            "inspector": cls.inspector,
            "admin": cls.admin,
        }
        cls.membership = Membership.objects.get(user=cls.civilian)
        cls.name = names.entries().first()
        cls.rows = {
            model: model.objects.first()
            for model in (
                *(Campaign, Collection, DeadlinePolicy, LoadedYear, PoliciesPage),
                *(RetentionPolicy, Site, Task, UpdatesPage, Workday, Workflow),
            )
        }

    def arguments(self, route, case):
        """What stands in an address for each of its arguments."""
        page, campaign = self.page, self.rows[Campaign]
        revision, state = page.latest_revision, self.state
        if "snippets/disclosures/campaign" in route:
            revision, state = campaign.latest_revision, self.campaign_state
        updates, policies = self.rows[UpdatesPage], self.rows[PoliciesPage]
        own = {
            "admin/lists/changes/": self.change,
            "admin/collections/": self.rows[Collection],
            "admin/workflows/tasks/": self.rows[Task],
            "admin/workflows/": self.rows[Workflow],
            "admin/snippets/": campaign,
            "admin/recovery/": self.asked,
            "admin/memberships/": self.membership,
            "admin/routing_rules/": self.rule,
            "admin/deadline_policies/": self.rows[DeadlinePolicy],
            "admin/retention_policies/": self.rows[RetentionPolicy],
            "admin/estates/": self.estate,
            "admin/estate-figures/": self.snapshot,
            "estates/": self.estate,
            "admin/units/": self.civil,
            "admin/workdays/": self.rows[Workday],
            "admin/complete_years/": self.rows[LoadedYear],
            "admin/users/": self.civilian,
            "admin/sites/": self.rows[Site],
            "admin/keys/": self.civilian,
            "channels/poster/": self.estate,
            "survey/": self.report,
            "admin/images/": self.image,
            "admin/take-down/texts/": policies,
            "admin/published/names/waiting/": self.proposed,
            "admin/published/names/": self.name,
        }
        thing = next((t for start, t in own.items() if route.startswith(start)), page)
        return {
            "pk": thing.pk,
            "page_id": page.pk,
            "page_to_move_id": page.pk,
            "page_pk": updates.pk,
            "parent_page_id": updates.pk,
            "destination_id": policies.pk,
            "revision_id": revision.pk,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "content_type_app_name": "disclosures",
            "content_type_model_name": "updatepage",
            "app_label": "wagtailcore" if "bulk" in route else "disclosures",
            "model_name": "page" if "bulk" in route else "updatepage",
            "app_name": "taggit",
            "task_state_id": state.current_task_state.pk,
            "task_id": self.rows[Task].pk,
            "workflow_state_id": state.pk,
            "workflow_pk": self.rows[Workflow].pk,
            "collection_id": self.rows[Collection].pk,
            "image_id": self.image.pk,
            "filter_spec": "original",
            "number": self.number(route, case),
            "kind": "policiespage" if "/texts/" in route else "problems",
            "field": "intro",
            "name": "estates",
            "n": 1,
            "period": self.fortnightly.key,
            "uidb64": "eA",
            "token": "x-y",
            "key": new_key(),
            "path": "images/none.png",
            "object_id": page.pk,
        }

    def number(self, route, case):
        """Of a file in the mailbox, of a request for assistance, of a case."""
        if "mailbox" in route or route.startswith("admin/lists/"):
            return 1
        if route.startswith("admin/requests/"):
            return case.requests.get().number
        return case.number

    def address(self, route, case):
        """The address that a pattern and its arguments make."""
        known = self.arguments(route, case)
        path = route.replace("^(\\d+)/(.*)$", "1/x.pdf")
        path = path.replace("^((?:[\\w\\-]+/)*)$", "plan/").replace("^.*/$", "none/")
        path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", path)
        path = re.sub(
            r"<(?:\w+:)?(\w+)>", lambda found: str(known.get(found[1], 1)), path
        )
        path = "/" + path.replace("^", "").replace("$", "").replace("\\.", ".")
        return path + (f"?id={self.page.pk}" if "/bulk/" in path else "")


def let_in(response):
    """Whether an answer shows or does anything."""
    if response.status_code in {301, 302, 303}:
        where = response.headers["Location"].split("?")[0]
        return where not in {"/admin/", "/admin/login/", "/_util/login/"}
    path = response.request["PATH_INFO"]
    assert response.status_code != 500 or BREAKS_ON_EMPTY_POST.match(path), path
    return response.status_code not in {403, 404, 405}


def ask(client, method, path):
    """One request whose effects are undone; the client stays logged in."""
    cookies = deepcopy(client.cookies)
    try:
        # Not `atomic`: reading a case insists on being the outermost transaction.
        before = transaction.savepoint()
        response = getattr(client, method)(path)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.savepoint_rollback(before)
    finally:
        client.cookies = cookies
    return let_in(response)


@pytest.fixture(scope="module")
def built(once_a_file):
    with once_a_file():
        house = County()
        house.build()
        yield house


@pytest.fixture
def site(built, db):
    return built


def seen_by(site, letter):
    """What one role may GET, and what it may POST to."""
    client = Client(raise_request_exception=False)
    account = ROLES[letter]
    if account:
        entered = client.post(
            "/admin/login/",
            {"username": site.accounts[account].username, "password": PASSWORD},
        )
        assert entered.status_code == 302, entered.content.decode()
    case = site.file("report", on=clock.today(), topic="sublet", estate=site.estate)
    site.do("assist", case)
    paths = {route: site.address(route, case) for route in addresses()}
    return {
        route: tuple(ask(client, method, path) for method in ("get", "post"))
        for route, path in paths.items()
    }


class TestWhoMay:
    def test_every_address_has_its_line(self):
        assert sorted(read_table()) == addresses()

    @pytest.mark.parametrize("letter", ROLES)
    def test_each_role_gets_what_the_table_says(self, site, letter):
        table = read_table()
        wrong = [
            f"{method} {route}: {'let in' if in_ else 'kept out'}"
            for route, answers in seen_by(site, letter).items()
            for method, in_, who in zip(
                ("GET", "POST"), answers, table[route], strict=True
            )
            if in_ != (letter in who)
        ]
        assert wrong == []
