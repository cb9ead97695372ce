"""The import in the admin: upload, preview, correct, create."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from disclosures.demo.column import PLAN
from disclosures.models import Campaign, Deadline, Measure, Stage
from disclosures.plans.apply import apply_plan
from disclosures.plans.parser import parse
from disclosures.plans.reader import read_lines
from disclosures.plans.wizard.carrying import MOST_CHARACTERS, pack
from disclosures.site import build_workflow
from portal.users.models import Unit
from tests.disclosures.plans.test_apply import approved, rows
from tests.disclosures.plans.test_command import docx
from tests.disclosures.plans.wizard import URL, fields, upload
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).with_name("samples")
TITLE = "公租房点题整治"


@pytest.fixture
def client(editor):
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def preview(client):
    return upload(client, title=TITLE)


class TestWhoMay:
    @pytest.mark.parametrize(
        "role", ["moderator", "investigator", "clerk", "inspector", "admin", None]
    )
    def test_nobody_but_the_editor(self, roles, role, editor):
        client = Client()
        if role:
            client.force_login(UserFactory(role=role))
        source = pack(read_lines(PLAN), editor.pk)
        for response in (
            client.get(URL),
            upload(client, title=TITLE),
            client.post(URL, {"source": source, "plan-title": TITLE}),
        ):
            assert response.status_code == 302
            assert response.url.startswith("/admin/")
            assert response.url != URL
        assert not Campaign.objects.exists()

    def test_the_editor(self, client):
        assert reverse("plan_import") == URL
        assert client.get(URL).status_code == 200

    def test_the_menu_offers_it_to_the_editor_only(self, client, moderator):
        link = f'"{URL}"'
        assert link in client.get("/admin/").content.decode()
        client.force_login(moderator)
        assert link not in client.get("/admin/").content.decode()

    def test_a_token_is_asked_for(self, editor):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        assert upload(client, title=TITLE).status_code == 403


class TestPreview:
    def test_it_shows_what_was_found(self, preview):
        assert preview.status_code == 200
        values = fields(preview)
        assert values["plan-title"] == TITLE
        assert values["plan-year"] == "2021"
        assert values["focus_issues-2-text"].startswith("入住后擅自")
        assert values["stages-2-starts_on"] == "2021-06-01"
        assert values["measures-6-title"] == "补上制度漏洞"
        assert (
            values["measures-1-units"] == "县住建局、县民政局、县自然资源局、县公安局"
        )
        assert values["measures-3-deadline-1-phrase"] == "7月底前"
        assert values["measures-3-deadline-1-date"] == "2021-07-31"

    def test_every_line_has_its_place(self, preview):
        shown = preview.context["lines"]
        written = PLAN.read_text(encoding="utf-8").splitlines()
        assert [(line.number, line.text) for line in shown] == [
            (number, text.strip())
            for number, text in enumerate(written, 1)
            if text.strip()
        ]
        assert all(line.place and line.labels for line in shown)
        page = preview.content.decode()
        assert all(escape(line.text) in page for line in shown)

    @pytest.mark.parametrize(
        "path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem
    )
    def test_other_counties(self, client, path):
        response = upload(client, data=path.read_bytes())
        assert response.status_code == 200
        assert all(line.place for line in response.context["lines"])

    def test_nothing_is_stored(self, client, roles):
        before = rows()
        upload(client, title=TITLE)
        assert rows() == before

    def test_word(self, client):
        text = PLAN.read_text(encoding="utf-8")
        response = upload(client, "plan.docx", docx(text), title=TITLE)
        assert fields(response)["measures-6-title"] == "补上制度漏洞"

    def test_missing_title_and_new_units_are_pointed_out(self, client):
        warnings = " ".join(upload(client).context["warnings"])
        assert "县自然资源局" in warnings
        assert len(upload(client).context["warnings"]) == 2

    def test_unplaced_lines_and_doubles_are_pointed_out(self, client):
        text = PLAN.read_text(encoding="utf-8").replace(
            "用好公租房管理平台", "规范租赁合同"
        )
        text = text.replace("二、整治内容", "二、其他的话\n此处无题。\n三、整治内容")
        response = upload(client, data=text.encode(), title=TITLE)
        outline = response.context["outline"]
        warnings = " ".join(response.context["warnings"])
        assert "规范租赁合同" in warnings
        assert outline.unplaced
        for passage in outline.unplaced:
            assert str(passage.lines[0]) in warnings

    def test_an_existing_campaign_is_announced(self, client, preview):
        client.post(URL, fields(preview))
        again = upload(client, title=TITLE)
        assert any(TITLE in warning for warning in again.context["warnings"])

    def test_markup_in_a_plan_stays_text(self, client):
        text = PLAN.read_text(encoding="utf-8")
        text = text.replace("规范租赁合同", "<script>x()</script>合同")
        page = upload(client, data=text.encode()).content.decode()
        assert "<script>x()" not in page

    def test_no_script_of_its_own(self, client, preview):
        own = re.search(r'<div class="pi">.*', preview.content.decode(), re.DOTALL)[0]
        own = own.split("</main>")[0]
        assert "<script" not in own
        assert not re.search(r"\son\w+=|style=", own)


class TestBadFiles:
    BAD = {
        "empty.txt": b"",
        "blank.txt": b" \n\n \n",
        "binary.txt": bytes(range(256)) * 8,
        "picture.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100),
        "no_year.txt": "一、目标任务\n把事情办好。".encode(),
        "text.docx": PLAN.read_bytes(),
        "broken.docx": docx("一、目标任务")[:400],
        "old.doc": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
        "long.txt": "2021年的长信。\n".encode() * (MOST_CHARACTERS // 8),
        "parts.txt": "二、整治措施（2021年）\n".encode()
        + b"".join(
            f"{n}.第{n}件事。（责任单位：县住建局）\n".encode() for n in range(1, 99)
        )
        + "三、整治重点\n".encode()
        + b"".join(f"{n}.第{n}个问题。\n".encode() for n in range(1, 99)),
    }

    @pytest.mark.parametrize("name", BAD)
    def test_one_sentence_at_the_field(self, client, name):
        response = upload(client, name, self.BAD[name], title="打好的标题")
        self.refused(response)

    def test_fifty_megabytes(self, client):
        self.refused(upload(client, data=b"2021\n" * 10_000_000, title="打好的标题"))

    def test_no_file(self, client):
        self.refused(client.post(URL, {"title": "打好的标题"}))

    def refused(self, response) -> None:
        assert response.status_code == 422
        errors = response.context["form"].errors
        assert list(errors) == ["file"]
        assert len(errors["file"]) == 1
        assert errors["file"][0] in response.content.decode()
        assert 'value="打好的标题"' in response.content.decode()
        assert not Campaign.objects.exists()
        assert not Unit.objects.exists()


class TestCreate:
    def test_a_draft_is_made_and_opened(self, client, editor, preview):
        response = client.post(URL, fields(preview))
        campaign = Campaign.objects.get()
        edit = reverse(
            Campaign.snippet_viewset.get_url_name("edit"), args=[campaign.pk]
        )
        assert response.status_code == 302
        assert response.url == edit
        assert not campaign.live
        assert campaign.latest_revision.user == editor
        page = client.get(edit)
        assert page.status_code == 200
        assert TITLE in page.content.decode()

    def test_untouched_it_is_what_the_command_makes(self, client, preview):
        client.post(URL, fields(preview))
        before = rows()
        apply_plan(parse(read_lines(PLAN), title=TITLE))
        assert rows() == before

    def test_twice_makes_one(self, client, preview):
        client.post(URL, fields(preview))
        before = rows()
        client.post(URL, fields(preview))
        assert rows() == before

    def test_corrections_are_taken(self, client, preview):
        client.post(
            URL,
            fields(preview)
            | {
                "plan-title": "改过的标题",
                "plan-goal": "改过的目标。",
                "focus_issues-1-text": "改过的重点。",
                "stages-1-starts_on": "2021-05-20",
                "stages-2-deadline-1-date": "2021-08-24",
                "measures-3-title": "改过的措施",
                "measures-3-units": "县住建局, 县政府办",
                "measures-3-deadline-1-phrase": "7月20日前",
                "measures-3-deadline-1-date": "2021-07-20",
            },
        )
        campaign = Campaign.objects.get(title="改过的标题")
        assert campaign.goal == "改过的目标。"
        assert campaign.focus_issues.get(number=1).text == "改过的重点。"
        assert campaign.stages.get(number=1).starts_on.isoformat() == "2021-05-20"
        dates = [
            d.date.isoformat() for d in campaign.stages.get(number=2).deadlines.all()
        ]
        assert "2021-08-24" in dates
        measure = campaign.measures.get(number=3)
        assert measure.title == "改过的措施"
        assert {unit.name for unit in measure.units.all()} == {"县住建局", "县政府办"}
        deadline = measure.deadlines.get()
        assert (deadline.phrase, deadline.date.isoformat()) == (
            "7月20日前",
            "2021-07-20",
        )

    def test_a_private_number_in_the_plan_can_be_corrected(self, client):
        text = PLAN.read_text(encoding="utf-8")
        text = text.replace("县里组建工作专班", "联系电话13800138000，县里组建工作专班")
        post = fields(upload(client, data=text.encode(), title=TITLE))
        assert client.post(URL, post).status_code == 422
        post |= {
            "organisation-2-text": "县里组建工作专班。",
            "duties-1-unit": "县房管局",
        }
        assert (
            client.post(URL, post | {"channels-1-leave_out": "on"}).status_code == 302
        )
        campaign = Campaign.objects.get()
        assert campaign.organisation.get(number=2).text == "县里组建工作专班。"
        assert campaign.duties.filter(unit__name="县房管局").exists()
        assert campaign.channels.count() == 2

    def test_what_is_left_out_is_not_made(self, client, preview):
        post = fields(preview) | {
            "measures-6-leave_out": "on",
            "measures-6-title": "",
            "stages-4-leave_out": "on",
            "focus_issues-2-leave_out": "on",
            "measures-5-deadline-1-leave_out": "on",
        }
        assert client.post(URL, post).status_code == 302
        assert Measure.objects.count() == 5
        assert Stage.objects.count() == 3
        assert Campaign.objects.get().focus_issues.count() == 1
        assert Deadline.objects.filter(measure__number=5).count() == 1

    def test_of_a_live_campaign_only_the_draft_changes(self, client, editor, moderator):
        build_workflow()
        campaign = apply_plan(parse(read_lines(PLAN), title=TITLE), user=editor)
        approved(campaign, editor, moderator)
        post = fields(upload(client, title=TITLE)) | {"measures-2-title": "改过的措施"}
        client.post(URL, post)
        campaign.refresh_from_db()
        assert campaign.live
        assert campaign.has_unpublished_changes
        assert campaign.measures.get(number=2).title != "改过的措施"


class TestMistakes:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("plan-title", ""),
            ("plan-title", "长" * 201),
            ("plan-year", "二零二一"),
            ("plan-year", "99999"),
            ("plan-goal", "请打13800138000。"),
            ("focus_issues-1-text", ""),
            ("stages-1-name", ""),
            ("stages-2-ends_on", "2021-05-01"),
            ("stages-2-ends_on", "八月底"),
            ("measures-2-title", ""),
            ("measures-2-text", "住在3号楼2单元501室的人"),
            ("measures-2-units", "县" + "长" * 120 + "局"),
            ("measures-3-deadline-1-phrase", ""),
            ("measures-3-deadline-1-date", "2021-13-01"),
        ],
        ids=lambda value: value[:20],
    )
    def test_everything_typed_is_kept(self, client, preview, field, value):
        post = fields(preview) | {field: value, "measures-4-text": "别的改动。"}
        response = client.post(URL, post)
        assert response.status_code == 422
        assert fields(response) == post
        assert f'href="#id_{field}"' in response.content.decode()
        assert not Campaign.objects.exists()
        assert not Unit.objects.exists()

    def test_ticks_are_kept(self, client, preview):
        post = fields(preview) | {"plan-title": "", "stages-1-leave_out": "on"}
        response = client.post(URL, post)
        form = response.context["correction"].sections["stages"].parts[0].form
        assert "checked" in str(form["leave_out"])

    def test_a_campaign_that_waits_for_approval(self, client, editor, preview):
        build_workflow()
        campaign = apply_plan(parse(read_lines(PLAN), title=TITLE), user=editor)
        campaign.get_workflow().start(campaign, editor)
        post = fields(preview) | {"measures-2-title": "改过的措施"}
        before = rows()
        response = client.post(URL, post)
        assert response.status_code == 422
        assert fields(response) == post
        assert TITLE in response.context["errors"][0][2]
        assert rows() == before

    def test_everything_left_out(self, client, preview):
        post = fields(preview)
        for name in list(post):
            if match := re.match(r"(\w+-\d+)-", name):
                post[f"{match[1]}-leave_out"] = "on"
        response = client.post(URL, post)
        assert response.status_code == 422
        assert len(response.context["errors"]) == 1
        assert not Campaign.objects.exists()


class TestForgery:
    def test_a_changed_text(self, client, preview):
        post = fields(preview)
        post["source"] = post["source"][:-2] + "xx"
        self.refused(client.post(URL, post))

    def test_somebody_else_s_text(self, client, preview, roles):
        client.force_login(UserFactory(role="editor"))
        self.refused(client.post(URL, fields(preview)))

    def refused(self, response) -> None:
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["file"]
        assert f'value="{TITLE}"' in response.content.decode()
        assert not Campaign.objects.exists()

    def test_parts_that_the_plan_has_not(self, client, preview):
        post = fields(preview) | {"measures-7-title": "第七项", "measures-7-text": "x"}
        client.post(URL, post)
        assert Measure.objects.count() == 6


class TestSize:
    def test_the_largest_plan_fits_into_a_post(self, client):
        text = PLAN.read_text(encoding="utf-8")
        room = MOST_CHARACTERS - len(text) - 100
        text = text.replace("逐条检查", "𠮷查" * (room // 2) + "逐条检查")
        post = fields(upload(client, data=text.encode(), title=TITLE))
        assert client.post(URL, post).status_code == 302

    def test_a_longer_plan_asks_no_more_questions(self, client):
        client.get(URL)
        with CaptureQueriesContext(connection) as few:
            short = "整治重点（2021年）\n1.转租问题。".encode()
            upload(client, data=short, title=TITLE)
        with CaptureQueriesContext(connection) as many:
            assert upload(client, title=TITLE).status_code == 200
        assert len(many) == len(few)
