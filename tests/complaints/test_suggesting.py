"""A suggestion whose sender agreed: drafted in other words, approved like a page."""

import pytest
from django.test import Client
from django.utils import translation

from complaints import publish, workflow
from complaints.cases import Case
from complaints.topics import Kind
from disclosures.models import SuggestionPage
from tests.complaints.casework.factories import BODY, filed
from tests.complaints.casework.test_acts import ActTestCase
from tests.complaints.house import HouseTest
from tests.disclosures import factories

SAID = {"title": "多设一个受理点", "text": "有群众建议在镇上也设受理点。\n方便老人。"}


class TestWhoAgreed(HouseTest):
    def test_without_consent_nothing_is_handed_over(self):
        factories.column()
        for kind, agreed in ((Kind.SUGGESTION, False), (Kind.REPORT, True)):
            case = self.in_state("accepted", kind, may_publish=agreed)
            box = self.box(self.member, case)
            with pytest.raises(workflow.Refused):
                workflow.publish_suggestion(case, actor=self.member, box=box, **SAID)
            with pytest.raises(publish.NotAgreed):
                publish.suggestion(case, **SAID, by=self.member)
            assert "publish" not in self.steps(case, self.member)
        assert not SuggestionPage.objects.exists()

    def test_a_draft_is_made_once_and_by_the_unit_alone(self):
        factories.column()
        case = self.in_state("accepted", Kind.SUGGESTION, may_publish=True)
        assert "publish" in self.steps(case, self.member)
        for other in (self.civilian, self.inspector, self.editor):
            assert "publish" not in self.steps(case, other)
        box = self.box(self.member, case)
        event = workflow.publish_suggestion(case, actor=self.member, box=box, **SAID)
        assert event.name == "publish"
        self.assert_sound(case)
        page = SuggestionPage.objects.get()
        draft = page.get_latest_revision_as_object()
        assert not page.live
        assert "<p>方便老人。</p>" in draft.body
        assert case.number not in str(page.get_latest_revision().content)
        assert "publish" not in self.steps(case, self.member)
        assert "publish" in {entry.name for entry in workflow.timeline(case)}

    def test_neither_the_letter_nor_a_number_gets_out(self):
        factories.column()
        case = self.in_state("accepted", Kind.SUGGESTION, may_publish=True)
        box = self.box(self.member, case)
        for text in (box.open("body"), "请找13800138000", " "):
            with pytest.raises(workflow.Refused):
                workflow.publish_suggestion(
                    case, actor=self.member, box=box, title="一", text=text
                )
        assert not SuggestionPage.objects.exists()

    def steps(self, case, user):
        return {step.name for step in workflow.available(case, user)}


class TheButton(ActTestCase):
    def setUp(self):
        super().setUp()
        factories.column()
        self.case = filed(kind="suggestion", topic="rules", may_publish=True)

    def test_makes_a_draft_that_readers_do_not_see(self):
        self.act("accept")
        with translation.override("zh-hans"):
            self.assertContains(self.file(), "起草公开稿")
        assert self.act("publish", title="一", text=BODY).status_code in {409, 422}
        assert self.act("publish", **SAID).status_code == 302
        page = SuggestionPage.objects.get()
        assert page.title == SAID["title"]
        assert Client().get(page.url).status_code == 404
        assert SAID["title"] not in Client().get("/suggestions/").content.decode()
        assert Case.objects.get(pk=self.case.pk).events.last().name == "publish"
