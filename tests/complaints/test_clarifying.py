"""Who was accused of what was not so: a letter, and an end of suspicion."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from docx import Document

from complaints import workflow
from complaints.cases import AccessRecord, Case, Outcome
from complaints.clocks import DeadlinePolicy
from complaints.topics import Kind
from complaints.workflow.clarifying import echo
from portal.workdays import clock
from tests.complaints.casework.factories import BODY
from tests.complaints.casework.test_acts import ANSWER, ActTestCase
from tests.complaints.house import DAY, HouseTest

FACTS = "三次上门，均由承租人本人居住，水电用量正常。"


class TestEcho:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            (FACTS, ""),
            (
                "经查，三栋二单元的租客把房子转租出去了的说法不属实",
                "三栋二单元的租客把房",
            ),
            ("三栋二单元的租客", ""),
            ("三栋，二单元的 租客把“房子”还了", "三栋二单元的租客把房"),
            ("", ""),
        ],
    )
    def test_words_of_the_tip_are_found(self, text, found):
        assert echo(text, BODY) == found


class TestLetter(HouseTest):
    def concluded(self, kind=Kind.REPORT, outcome=Outcome.UNSUBSTANTIATED):
        case = self.in_state("investigating", kind)
        self.do("conclude", case, outcome=outcome)
        return case

    def test_it_is_sealed_under_its_event(self):
        case = self.concluded()
        event = self.do("clarify", case, facts=FACTS)
        assert set(event.digests) == {f"clarification/{event.sequence}/1"}
        box = self.box(self.member, case)
        assert FACTS in box.open("clarification", event.sequence)
        assert "clarify" not in {entry.name for entry in workflow.timeline(case)}
        self.assert_sound(case)

    def test_only_of_what_was_not_so(self):
        self.do("clarify", self.concluded(Kind.OFFICIAL))
        self.refused(self.do, "clarify", self.concluded(outcome="substantiated"))
        self.refused(self.do, "clarify", self.in_state("investigating"))
        self.refused(
            self.do, "clarify", self.concluded(Kind.SUGGESTION, Outcome.NOT_ADOPTED)
        )

    def test_it_takes_nothing_from_the_tip_or_its_letters(self):
        case = self.in_state("investigating")
        self.do(
            "message", case, actor=None, text="我就住在他家楼下，每天都看见外人进出。"
        )
        self.do("conclude", case, outcome=Outcome.UNSUBSTANTIATED)
        body = self.box(self.member, case).open("body")
        self.refused(self.do, "clarify", case, facts=f"有人说{body}")
        self.refused(self.do, "clarify", case, facts="住在他家楼下，每天都看见外人")
        self.refused(self.do, "clarify", case, addressee=" ")
        assert self.do("clarify", case, facts=FACTS).name == "clarify"

    def test_the_head_signs_where_the_unit_says_so(self):
        self.housing.head_signs = True
        self.housing.save()
        case = self.in_state("investigating")
        box = self.box(self.head, case)
        asked = self.do("conclude", case, outcome=Outcome.UNSUBSTANTIATED)
        workflow.decide(asked, actor=self.head, box=box, granted=True)
        approval = self.do("clarify", case, facts=FACTS)
        assert not case.events.filter(name="clarify").exists()
        event = workflow.decide(approval, actor=self.head, box=box, granted=True)
        case.refresh_from_db()
        assert (event.name, event.actor, case.state) == (
            "clarify",
            self.head,
            "concluded",
        )

    def test_what_waits_falls_when_the_case_is_reopened(self):
        self.housing.head_signs = True
        self.housing.save()
        case = self.in_state("investigating")
        box = self.box(self.head, case)
        asked = self.do("conclude", case, outcome=Outcome.UNSUBSTANTIATED)
        workflow.decide(asked, actor=self.head, box=box, granted=True)
        case.refresh_from_db()
        self.do("clarify", case, facts=FACTS)
        self.do("reopen", case)
        assert workflow.open_approval(case) is None


class TestComparable(HouseTest):
    def test_what_was_not_so_leaves_similar_cases_after_its_time(self):
        cases = {}
        for outcome in (Outcome.UNSUBSTANTIATED, Outcome.CANNOT_BE_VERIFIED):
            cases[outcome] = self.in_state("investigating")
            self.do("conclude", cases[outcome], outcome=outcome)
        still_open = self.file()
        other = cases[Outcome.CANNOT_BE_VERIFIED]

        def comparable(days):
            return set(Case.objects.comparable(DAY + timedelta(days=days)))

        assert comparable(180) == {*cases.values(), still_open}
        assert comparable(181) == {other, still_open}
        DeadlinePolicy.objects.create(
            matter="violation",
            term="similar",
            days=10,
            article="本县承诺",
            effective_from=DAY,
        )
        assert comparable(11) == {other, still_open}
        with self.assertNumQueries(2):
            comparable(11)


class TheDocument(ActTestCase):
    def test_names_neither_tip_nor_case_and_is_on_record(self):
        self.act("accept")
        self.act("investigate")
        self.act("conclude", **(ANSWER | {"outcome": "unsubstantiated"}))
        assert self.act("clarify", addressee="林某", facts=BODY).status_code == 422
        given = {"addressee": "林某", "facts": FACTS}
        assert self.act("clarify", **given).status_code == 302
        event = self.case.events.last()
        address = reverse(
            "cases:clarification", args=[self.case.number, event.sequence]
        )
        self.assertContains(self.file(), address)
        reads = AccessRecord.objects.filter(what="export").count()
        answer = self.client.get(address)
        assert AccessRecord.objects.filter(what="export").count() == reads + 1
        paper = Document(io.BytesIO(answer.content))
        text = "\n".join(part.text for part in paper.paragraphs)
        assert FACTS in text
        assert "林某" in text
        assert str(self.housing) in text
        assert f"{clock.today().year}年" in text
        assert self.case.number not in text
        assert BODY[:10] not in text
        assert paper.core_properties.author == ""
        first = reverse("cases:clarification", args=[self.case.number, 1])
        assert self.client.get(first).status_code == 404
