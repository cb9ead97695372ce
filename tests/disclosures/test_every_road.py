"""A person's number, written past every form, is published by no road.

It is planted straight into a revision or a row, as a script would do it; each road
then refuses with a sentence that quotes it, or passes it over.
"""

from itertools import cycle

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import models, transaction
from django.utils import timezone
from modelcluster.models import get_all_child_relations

from disclosures.estates import snapshots
from disclosures.lists import acts as lists
from disclosures.lists.items import MODELS
from disclosures.lists.removing import withdraw
from disclosures.models import (
    Campaign,
    Change,
    ClarificationPage,
    CriticismPage,
    EstateSnapshot,
    FortnightlyReport,
    ReportPage,
    UnitReply,
    UpdatePage,
)
from disclosures.reports import acts as reports
from disclosures.reports import digest
from disclosures.withdrawals.acts import take_down
from portal.scan import Scanned
from portal.workdays import clock
from tests.disclosures import factories
from tests.disclosures.county import TODAY, problem
from tests.factories import UnitFactory
from tests.public_places import page_types

pytestmark = pytest.mark.django_db

NUMBERS = cycle(("350421198001011239", "13800138000", "闽G12345"))
NUMBER = next(NUMBERS)
REFUSED = (PermissionDenied, ValidationError, lists.Refused, reports.Refused)
#: What a page of this type cannot be stored without.
NEEDED = {
    ClarificationPage: lambda: {"wished_on": clock.today()},
    CriticismPage: lambda: {"unit": UnitFactory()} | factories.heard(),
}
RULE = {
    "number": 1,
    "title": "租后管理办法",
    "document_number": "明建〔2021〕38号",
    "issued_on": "2021-07-01",
    "in_force_on": "2021-07-02",
    "units": "县住建局",
    "answers": "没有统一的规定。",
    "link": "",
}
RESULT = {
    "number": 1,
    "indicator": "完成资格复核",
    "unit_of_measure": "户",
    "value": "812",
    "period": "整治开始至今",
    "comparison": "",
    "example": "",
}
ITEMS = {"problems": problem(1), "institutions": RULE, "results": RESULT}


def planted(number=NUMBER):
    return f"联系 {number} 处理"


def refusal(act, *args, **kwargs):
    """The sentence with which an act is refused; what it did is undone."""
    try:
        with transaction.atomic():
            act(*args, **kwargs)
            transaction.set_rollback(True)
    except REFUSED as error:
        return " ".join(getattr(error, "messages", [])) or str(error)
    return ""


def contents(model, before=()):
    """Of a page type or the campaign: each scanned field, and how deep it lies."""
    if issubclass(model, Scanned):
        for name in model.scanned_fields:
            yield (*before, name)
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        yield from contents(relation.related_model, (*before, name))


def with_words(content, place, words):
    """The content of a revision with words in one place, in one more part."""
    first, *rest = place
    inner = with_words({"pk": None}, rest, words) if rest else None
    return content | {first: [*(content.get(first) or []), inner] if rest else words}


def handed_in(county, model):
    """A harmless draft of this type that waits for a second person."""
    if model is Campaign:
        thing = county.campaign
    elif model.objects.exists():
        thing = model.objects.get()
    else:
        (above,) = model.allowed_parent_page_models()
        facts = NEEDED.get(model, dict)() | {"body": "<p>走访</p>"}
        thing = above.objects.get().add_child(
            instance=model(title="走访", slug="zoufang", live=False, **facts)
        )
    thing.save_revision(user=county.editor)
    return thing, thing.get_workflow().start(thing, county.editor).current_task_state


class TestApproval:
    @pytest.mark.parametrize(
        "model", [Campaign, *page_types()], ids=lambda m: m.__name__
    )
    def test_no_field_of_a_draft_or_of_its_parts_lets_it_through(self, county, model):
        _thing, state = handed_in(county, model)
        clean = dict(state.revision.content)
        places = list(contents(model))
        assert len(places) > 3
        passed = []
        for place, number in zip(places, NUMBERS, strict=False):
            state.revision.content = with_words(clean, place, planted(number))
            state.revision.save(update_fields=["content"])
            task = state.task.specific
            said = refusal(task.on_action, state, county.moderator, "approve")
            if f"【{number}】" not in said:
                passed.append((place, said))
        assert passed == []

    def test_nor_does_the_reply_of_a_unit(self, county):
        page, state = handed_in(county, CriticismPage)
        reply = UnitReply.objects.create(page=page, text=planted(), user=county.editor)
        state.revision.content |= {"reply": reply.pk}
        state.revision.save(update_fields=["content"])
        task = state.task.specific
        said = refusal(task.on_action, state, county.moderator, "approve")
        assert f"【{NUMBER}】" in said


class TestItsTime:
    """Approved for later; the words came into the revision after the approval."""

    def due(self, thing, county, **words):
        revision = thing.save_revision(user=county.editor, clean=False)
        revision.content |= words
        revision.approved_go_live_at = timezone.now() - timezone.timedelta(hours=1)
        revision.save()
        return revision

    def test_a_page_is_passed_over_and_what_else_is_due_is_not(self, county):
        bad, good = (
            factories.UpdatesPage.objects.get().add_child(
                instance=UpdatePage(
                    title=title, slug=title, body="<p>走访</p>", live=False
                )
            )
            for title in ("bad", "good")
        )
        revision = self.due(bad, county, summary=planted())
        self.due(good, county)
        call_command("publish_scheduled")
        revision.refresh_from_db()
        assert revision.approved_go_live_at is None
        bad.refresh_from_db()
        good.refresh_from_db()
        assert (bad.live, good.live) == (False, True)

    def test_so_is_the_campaign(self, county):
        self.due(county.campaign, county, goal=planted())
        call_command("publish_scheduled")
        assert NUMBER not in Campaign.objects.get().goal


class TestLists:
    @pytest.mark.parametrize("kind", ITEMS)
    def test_no_text_of_an_item_is_approved(self, county, kind):
        values = ITEMS[kind]
        change = lists.propose(county.campaign, kind, values, user=county.editor)
        assert refusal(lists.approve, change, county.moderator) == ""
        passed = []
        for name, number in zip(MODELS[kind].scanned_fields, NUMBERS, strict=False):
            after = values | {name: planted(number)}
            Change.objects.filter(pk=change.pk).update(
                rows=[{"number": 1, "before": None, "after": after}]
            )
            if not refusal(lists.approve, change, county.moderator):
                passed.append(name)
        assert passed == []

    def test_nor_a_reason_for_readers(self, county):
        change = lists.propose(
            county.campaign, "problems", problem(1), user=county.editor, note=planted()
        )
        assert f"【{NUMBER}】" in refusal(lists.approve, change, county.moderator)

    def test_nor_why_one_was_taken_off(self, county):
        county.put_on_list(problem(1), TODAY)
        said = refusal(
            withdraw,
            county.campaign,
            "problems",
            1,
            user=county.moderator,
            note=planted(),
        )
        assert f"【{NUMBER}】" in said


class TestTheOtherRoads:
    def test_the_table_of_the_estates(self, county):
        snapshot = EstateSnapshot.objects.create(
            as_of=TODAY, source="县住建局", digest="0", imported_by=county.editor
        )
        assert refusal(snapshots.approve, snapshot, user=county.moderator) == ""
        EstateSnapshot.objects.update(source=planted())
        said = refusal(snapshots.approve, snapshot, user=county.moderator)
        assert f"【{NUMBER}】" in said

    @pytest.mark.parametrize("name", FortnightlyReport.scanned_fields)
    def test_a_report_is_neither_handed_in_nor_signed(self, county, name):
        report = county.handed_in()
        FortnightlyReport.objects.update(**{name: planted()})
        said = refusal(
            reports.sign, report, version=report.version, user=county.moderator
        )
        assert f"【{NUMBER}】" in said
        FortnightlyReport.objects.update(state="draft")
        said = refusal(
            reports.hand_in, report, version=report.version, user=county.editor
        )
        assert f"【{NUMBER}】" in said

    def test_a_digest_of_what_was_signed(self, county):
        report = county.signed()
        forged = report.snapshot.replace("入户走访过半。", planted())
        assert forged != report.snapshot
        # Not by its own manager, which refuses to touch what was signed.
        models.QuerySet(FortnightlyReport).update(snapshot=forged)
        assert f"【{NUMBER}】" in refusal(digest.make, report, user=county.editor)
        assert not ReportPage.objects.exists()

    def test_why_a_page_was_taken_down(self, county):
        page = factories.update()
        said = refusal(
            take_down, page, user=county.editor, reason="wrong", note=planted()
        )
        assert f"【{NUMBER}】" in said
