"""Below a notice of criticism stands the reply to this notice, scanned again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from disclosures.criticism import CriticismPage, Ground, UnitRecord, UnitReply
from disclosures.models import NoticesPage
from disclosures.replying import about
from portal.gate import overruling
from portal.pages.moderation import refuse
from portal.workdays import clock
from portal.workdays.clock import today
from tests.disclosures.factories import heard
from tests.disclosures.test_moderation import as_user
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return UnitFactory()


def notice(unit, title="通报一"):
    ago = today() - timedelta(days=9)
    record = UnitRecord.objects.create(
        unit=unit, what="overdue", count=5, since=ago, as_of=today(), made_on=today()
    )
    page = CriticismPage(title=title, body="<p>逾期五件。</p>", unit=unit, **heard())
    NoticesPage.objects.get().add_child(instance=page)
    page.grounds.add(Ground(record=record))
    page.save_revision()
    return page


def answer(page, text="已经整改。"):
    return UnitReply.objects.create(page=page, text=text, user=UserFactory())


class TestTheReply:
    def test_one_to_another_notice_does_not_do(self, site, unit):
        page, other = notice(unit), notice(unit, "通报二")
        page.reply = answer(other)
        assert "另一份通报" in page.obstacle()
        page.reply = None
        assert not page.obstacle()
        page.reply = answer(page)
        assert not page.obstacle()

    def test_the_form_offers_none_of_another_notice(self, site, unit, editor):
        page, other = notice(unit), notice(unit, "通报二")
        own, _others = answer(page), answer(other)
        form_class = CriticismPage.get_edit_handler().get_form_class()
        form = form_class(instance=page, for_user=editor)
        assert list(form.fields["reply"].queryset) == [own]
        assert not form_class(instance=CriticismPage()).fields["reply"].queryset

    def test_it_is_scanned_at_the_door(self, site, unit, moderator):
        page = notice(unit)
        page.reply = answer(page, "请找当事人，电话13800138000。")
        with pytest.raises(PermissionDenied, match="13800138000"):
            refuse(page, moderator)
        [stop] = overruling.stopped(page)
        overruling.overrule(page, stop.finding, moderator, "这是单位的工程编号")
        refuse(page, moderator)


#: A Monday, and the day five working days later.
MONDAY, NEXT_MONDAY = date(2021, 8, 2), date(2021, 8, 9)


def refused(page):
    """The fields whose days are refused, also at the door."""
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert page.obstacle()
    return set(caught.value.message_dict)


class TestTheTimeToReply:
    @pytest.fixture
    def drafted(self, site, unit):
        with clock.on(MONDAY):
            drafted = notice(unit)
            drafted.named_on = drafted.told_on = MONDAY
            drafted.reply_by = NEXT_MONDAY
            drafted.save()
            drafted.save_revision()
            yield drafted

    def test_is_five_working_days(self, drafted):
        assert "2021年8月9日" in drafted.obstacle()
        with clock.on(NEXT_MONDAY + timedelta(days=1)):
            drafted.full_clean()
            assert drafted.obstacle() == ""

    def test_is_over_on_no_day_before(self, drafted):
        drafted.reply_by = MONDAY - timedelta(days=30)
        assert refused(drafted) == {"reply_by"}
        drafted.reply_by = NEXT_MONDAY - timedelta(days=1)
        assert refused(drafted) == {"reply_by"}
        with clock.on(NEXT_MONDAY + timedelta(days=1)):
            assert refused(drafted) == {"reply_by"}

    def test_begins_with_no_day_on_which_nobody_could_read_a_draft(self, drafted):
        drafted.told_on = MONDAY - timedelta(days=30)
        assert refused(drafted) == {"told_on"}

    def test_begins_anew_for_another_unit(self, drafted):
        with clock.on(NEXT_MONDAY + timedelta(days=1)):
            drafted.unit = UnitFactory()
            drafted.grounds.all().delete()
            assert refused(drafted) == {"told_on"}

    def test_is_never_shortened_once_it_was_told(self, drafted):
        drafted.reply_by = NEXT_MONDAY + timedelta(days=7)
        drafted.full_clean()
        drafted.save_revision()
        drafted.reply_by = NEXT_MONDAY
        with pytest.raises(ValidationError, match="2021年8月16日") as caught:
            drafted.full_clean()
        assert set(caught.value.message_dict) == {"reply_by"}
        drafted.reply_by = NEXT_MONDAY + timedelta(days=8)
        drafted.full_clean()

    def test_may_be_set_anew_before_it_is_told(self, drafted):
        drafted.told_on = MONDAY + timedelta(days=1)
        drafted.reply_by = NEXT_MONDAY + timedelta(days=7)
        drafted.save_revision()
        drafted.reply_by = NEXT_MONDAY + timedelta(days=1)
        drafted.full_clean()

    def test_the_unit_reads_the_draft_whatever_the_row_says(self, drafted, unit):
        CriticismPage.objects.update(told_on=MONDAY + timedelta(days=365))
        member = MembershipFactory(unit=unit, user=UserFactory(role="investigator"))
        assert [one.pk for one in about(member.user)] == [drafted.pk]

    def test_has_not_begun_before_its_day(self, drafted):
        drafted.told_on = MONDAY + timedelta(days=1)
        drafted.reply_by = NEXT_MONDAY + timedelta(days=1)
        drafted.full_clean()
        drafted.reply = answer(drafted)
        assert "8月3日" in drafted.obstacle()

    def test_a_draft_from_before_the_rule_is_refused_at_the_door(
        self, drafted, moderator
    ):
        drafted.reply_by = MONDAY - timedelta(days=30)
        with pytest.raises(PermissionDenied, match="5"):
            refuse(drafted, moderator)

    def test_the_form_says_it_at_the_field(self, drafted, unit, editor):
        address = f"/admin/pages/{drafted.pk}/edit/"
        form = as_user(editor).get(address).context["form"]
        data = {"reply_by": "2021-07-03", "unit": unit.pk, "told_on": "2021-08-02"}
        bound = type(form)(data, instance=drafted, for_user=editor)
        assert "至少" in str(bound.errors["reply_by"])

    def test_a_copy_is_a_notice_of_its_own(self, drafted, editor):
        drafted.reply = answer(drafted)
        drafted.save_revision()
        with clock.on(NEXT_MONDAY):
            copy = drafted.copy(
                update_attrs={"slug": "copy"}, user=editor, keep_live=False
            )
        assert copy.specific.named_on == NEXT_MONDAY
        assert copy.specific.reply is None
