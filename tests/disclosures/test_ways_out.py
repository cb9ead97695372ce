"""Every way out of the public side, and each kind of personal data on it.

Whatever readers get is made of fields of models that are scanned: so every text field
of such a model is tried with each kind. And every public address is known here: a new
one is added to `PUBLIC` with what it is made of, or the test fails.
"""

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.urls import URLPattern, get_resolver
from wagtail.fields import RichTextField
from wagtail.models import Page

from disclosures.models import (
    Campaign,
    Channel,
    ClarificationPage,
    NoticePage,
    NoticesPage,
    UpdatePage,
)
from portal.gate.overruling import Overruled, overrule, stopped
from portal.scan import Scanned
from tests.disclosures import factories
from tests.disclosures.test_moderation import as_user, create, decide, is_public
from tests.factories import UserFactory

KINDS = {
    "identity": "11010519491231002X",
    "phone": "13800138000",
    "card": "6222600260001072444",
    "plate": "闽G12345",
    "address": "3栋2单元501室",
}
#: Public addresses, by what they are made of.
PUBLIC = {
    "scanned": (
        r"^$|^\^\(\(",  # every page of the tree
        r"^search/$",
        r"^feeds/",
        r"^corrections/$",
        r"^sitemap\.xml$",
        r"^files/",
        r"^\^media/",  # pictures that a person looked at
        r"^(open-data|embed|lists|estates|plan|reports|channels|survey|figures)\b",
    ),
    "nothing of the county's": (
        r"^health/",
        r"^robots\.txt$",
        r"^\.well-known/",
        r"^\^?_util/",
        r"^accessibility/",
        r"^documents/",  # Wagtail's own, in which nothing can be put
        r"^captcha/|^altcha",
    ),
    "not this side": (r"^tips/", r"^admin/", r"^log/"),
}
#: Texts that are no words of anybody: chosen from lists, or names of machines.
NOT_WORDS = {
    "Withdrawal.title",  # of a page that was public, and so was scanned
    "Withdrawal.section",
    "EstateSnapshot.reason",  # why it was sent back: among staff
    "DateChange.owner",  # which part of the plan it was, by its number
    "FortnightlyReport.key",  # which period
    "FortnightlyReport.sha256",
    "FortnightlyReport.snapshot",  # of the words that were scanned, when signed
    "SiteFacts.identification_code",  # the registry's number of the site
}


#: Models with texts that no reader of the public side sees, or that are scanned
#: elsewhere, and why.
NOT_PUBLIC = {
    "disclosures.Change": "waits for a second person; its rows become items",
    "disclosures.ClosedPeriod": "which fortnight, a machine's name",
    "disclosures.FrozenList": "made of items that were scanned",
    "disclosures.FrozenRemoval": "sums of files",
    "disclosures.HiddenCell": "which column, a machine's name",
    "disclosures.ReportStep": "said among staff",
    "disclosures.StaticExport": "said among staff",
    "disclosures.Submission": "said among staff",
    "gate.Look": "which picture, a machine's name",
    "gate.Overruled": "said among staff",
    "gate.PublicFile": "scanned where it is attached, as `upload` and `file`",
    "pages.FourEyesTask": "a step of the workflow: staff see it",
    "users.User": "an account: staff see it",
    "workdays.Workday": "staff see it; readers see days",
}
#: Apps whose readers are staff and one sender, behind the wall.
CONFIDENTIAL = {"complaints", "vault"}


def models_with_texts():
    """Every model of ours with words that a person fills in."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(("portal.", "disclosures.", "complaints."))
        and model._meta.app_label not in CONFIDENTIAL
        and any(words_of(model))
    ]


def public_models():
    return [m for m in models_with_texts() if m._meta.label not in NOT_PUBLIC]


def words_of(model):
    """Its own text fields that a person fills in."""
    own = [f for f in model._meta.get_fields() if getattr(f, "model", None)]
    for field in own:
        is_text = isinstance(field, models.CharField | models.TextField | RichTextField)
        inherited = field.model in {Page}
        is_technical = isinstance(field, models.UUIDField | models.FileField)
        if not is_text or field.choices or inherited or is_technical:
            continue
        if f"{model.__name__}.{field.name}" not in NOT_WORDS and field.editable:
            yield field


def patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from patterns(pattern, route)


class TestEveryWay:
    def test_every_public_address_is_known(self):
        known = re.compile("|".join(p for ways in PUBLIC.values() for p in ways))
        unknown = {r for r in patterns(get_resolver()) if not known.search(r)}
        assert unknown == set()

    @pytest.mark.parametrize("model", public_models(), ids=lambda m: m.__name__)
    def test_every_text_of_a_public_model_is_scanned(self, model):
        assert issubclass(model, Scanned)
        missing = {f.name for f in words_of(model)} - set(model.scanned_fields)
        assert missing == set()

    def test_every_exception_is_one(self):
        labels = {model._meta.label for model in models_with_texts()}
        assert set(NOT_PUBLIC) <= labels

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.django_db
    def test_each_kind_is_stopped_in_each_field_with_its_place(self, kind):
        for model in public_models():
            for name in model.scanned_fields:
                thing = model(**{name: f"联系 {KINDS[kind]} 处理"})
                with pytest.raises(ValidationError) as caught:
                    thing.scan()
                said = caught.value.message_dict[name][0]
                assert "【" in said, (model, name)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.django_db
    def test_what_came_in_by_the_back_door_leaves_by_no_way(
        self, site, editor, moderator, kind
    ):
        word = KINDS[kind]
        page = UpdatePage(title="走访", slug="x", body="<p>走访</p>", live=False)
        factories.UpdatesPage.objects.get().add_child(instance=page)
        page.summary = f"联系 {word} 处理"
        page.save_revision(user=editor, clean=False)
        page.get_workflow().start(page, editor)
        decide(moderator, page)
        assert not is_public(page)
        for path in ("/", "/updates/", "/feeds/updates.atom", "/sitemap.xml"):
            assert word not in Client().get(path).content.decode()
        found = Client().get("/search/", {"q": word}).content.decode()
        assert page.get_url() not in found


@pytest.mark.django_db
class TestRegister:
    def test_an_offices_number_and_address_pass_a_private_one_does_not(self):
        campaign = Campaign.objects.create(title="整治", year=2021)
        register = ("13900000001", "和平路1号2栋101室接待窗口")
        for number, value in enumerate(register):
            Channel.objects.create(
                campaign=campaign, number=number, kind="desk", name="窗口", value=value
            )
        for stop in list(stopped(campaign)):
            overrule(campaign, stop.finding, UserFactory(), "单位公用，不是个人的")
        good = "请打 139-0000-0001，或到和平路1号2栋101室接待窗口。"
        NoticePage(title="公告", body=good).scan()
        for bad in ("请打 139-0000-0002", "住在东门小区2栋101室"):
            with pytest.raises(ValidationError):
                NoticePage(title="公告", body=bad).scan()
        Campaign.objects.update(live=False)
        with pytest.raises(ValidationError):
            NoticePage(title="公告", body=good).scan()


@pytest.mark.django_db
class TestClarification:
    @pytest.mark.parametrize("text", ["住在5栋的住户", "张某没有转租", "李先生"])
    def test_it_names_neither_flat_nor_person(self, text):
        with pytest.raises(ValidationError):
            ClarificationPage(title="澄清", body=text).scan()
        NoticePage(title="公告", body=text).scan()

    def test_it_needs_the_wish(self, site):
        page = ClarificationPage(title="澄清", slug="c", body="<p>没有转租</p>")
        with pytest.raises(ValidationError, match="wished_on"):
            NoticesPage.objects.get().add_child(instance=page)


@pytest.mark.django_db
class TestOverruling:
    NUMBER = "工程编号 13800138000"

    def test_what_the_writer_asked_stays_ticked_in_the_draft(self, site, editor):
        asked = {"leave_to_reviewer": "on"}
        assert create(editor, summary=self.NUMBER, **asked).status_code == 302
        page = UpdatePage.objects.get()
        form = as_user(editor).get(f"/admin/pages/{page.pk}/edit/").context["form"]
        assert form["leave_to_reviewer"].value() is True
        html = str(form["leave_to_reviewer"])
        assert "checked" in html
        fine = create(editor, title="走访", slug="z", summary="走访过半")
        assert fine.status_code == 302
        other = UpdatePage.objects.get(slug="z")
        form = as_user(editor).get(f"/admin/pages/{other.pk}/edit/").context["form"]
        assert not form["leave_to_reviewer"].value()

    def test_only_a_reviewer_with_a_reason_and_only_on_this_page(
        self, site, editor, moderator
    ):
        stopped = create(editor, summary=self.NUMBER, **{"action-submit": "1"})
        assert 'name="leave_to_reviewer"' in stopped.content.decode()
        assert "【13800138000】" in str(stopped.context["form"].errors["summary"])
        asked = {"leave_to_reviewer": "on", "action-submit": "1"}
        assert create(editor, summary=self.NUMBER, **asked).status_code == 302
        page = UpdatePage.objects.get()
        decide(moderator, page)
        assert not is_public(page)

        state = page.current_workflow_task_state
        address = f"/admin/gate/{state.pk}/"
        html = as_user(moderator).get(address).content.decode()
        assert "<mark>13800138000</mark>" in html
        data = {"overrule": "phone:13800138000", "reason": "这是工程编号，不是电话"}
        as_user(editor).post(address, data)
        as_user(moderator).post(address, data | {"reason": "可以"})
        assert not Overruled.objects.exists()
        as_user(moderator).post(address, data)
        row = Overruled.objects.get()
        assert (row.user, row.reason) == (moderator, data["reason"])
        with pytest.raises(TypeError):
            row.delete()

        decide(moderator, page)
        assert is_public(page)
        again = create(editor, slug="b", summary=self.NUMBER, **{"action-submit": "1"})
        assert again.status_code == 200
