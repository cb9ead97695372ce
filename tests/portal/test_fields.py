"""A posted form has few fields, but for staff in the forms that need many."""

from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from portal.fields import FEW, MANY, ManyFields
from portal.workdays import clock
from tests.disclosures.factories import column
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def many(count):
    return "&".join(f"f{n}=1" for n in range(count))


def parts(count):
    """The same as the parts that a browser sends together with files."""
    one = '--x\r\nContent-Disposition: form-data; name="f{}"\r\n\r\n1\r\n'
    return "".join(one.format(n) for n in range(count)) + "--x--\r\n"


def post(client, path, count):
    sent = client.generic("POST", path, many(count), content_type=FORM)
    kind = "multipart/form-data; boundary=x"
    whole = client.generic("POST", path, parts(count), content_type=kind)
    assert whole.status_code == sent.status_code
    return sent.status_code


@pytest.fixture
def editor(roles):
    client = Client()
    client.force_login(UserFactory(role="editor"))
    return client


@pytest.fixture
def campaign(roles):
    """The address of a campaign's form."""
    key = column().campaign.pk
    return reverse("wagtailsnippets_disclosures_campaign:edit", args=[key])


class TestFields:
    @pytest.mark.parametrize("path", ["/tips/new/", "/survey/end/", "/admin/login/"])
    def test_readers_and_senders_have_few(self, client, campaign, path):
        with clock.on(date(2021, 10, 1)):
            assert post(client, path, FEW + 3) == 400

    def test_the_campaigns_form_has_many(self, editor, campaign):
        assert post(editor, campaign, FEW + 3) == 200
        assert post(editor, campaign, MANY + 3) == 400

    def test_staff_have_few_in_any_other_form(self, editor, campaign):
        assert post(editor, "/admin/lists/problems/new/", FEW + 3) == 400

    def test_the_request_that_follows_has_few_again(self, editor, campaign):
        post(editor, campaign, FEW + 3)
        assert post(Client(), "/tips/new/", FEW + 3) == 400

    def test_who_is_not_signed_in_has_few_everywhere(self, rf, campaign, roles):
        def is_refused(request):
            return settings.DATA_UPLOAD_MAX_NUMBER_FIELDS < FEW + 1

        request = rf.post(campaign)
        for user, refused in ((AnonymousUser(), True), (UserFactory(), False)):
            request.user = user
            assert ManyFields(is_refused)(request) is refused
