"""Pictures of the library: cleaned, and served only where a public page shows them."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images.models import Image

from disclosures.models import UpdatePage
from portal.gate.looking import confirm, sights
from tests.disclosures.test_moderation import as_user, decide, is_public
from tests.factories import UserFactory
from tests.portal.gate import samples
from tests.portal.gate.test_attachments import hand_in

pytestmark = pytest.mark.django_db
BODY = (
    '{"blocks": [{"key": "a", "text": "走访", "type": "unstyled", "depth": 0,'
    ' "inlineStyleRanges": [], "entityRanges": []}, {"key": "b", "text": " ",'
    ' "type": "atomic", "depth": 0, "inlineStyleRanges": [], "entityRanges":'
    ' [{"offset": 0, "length": 1, "key": 0}]}], "entityMap": {"0": {"type": "IMAGE",'
    ' "mutability": "IMMUTABLE", "data": {"id": %d, "format": "fullwidth",'
    ' "alt": "门口"}}}}'
)


def upload(editor, file=None, **words):
    file = file or samples.photo()
    as_user(editor).post("/admin/images/add/", {"title": "门口", "file": file, **words})
    return Image.objects.first()


class TestUpload:
    def test_place_owner_and_file_name_are_taken_out(self, roles, editor):
        image = upload(editor)
        content = image.file.read()
        assert samples.AUTHOR.encode() not in content
        assert not Picture.open(io.BytesIO(content)).getexif()
        assert "门口" not in image.file.name
        assert (image.width, image.height) == (60, 40)

    @pytest.mark.parametrize("field", ["title", "description"])
    def test_its_words_are_scanned(self, roles, editor, field):
        assert upload(editor, **{field: "3栋501室门口"}) is None


class TestServing:
    @pytest.fixture
    def draft(self, site, editor):
        self.image = upload(editor)
        assert hand_in(editor, body=BODY % self.image.pk).status_code == 302
        return UpdatePage.objects.get()

    def test_only_a_public_page_makes_it_public(self, draft, editor, moderator):
        page = draft
        small, large = self.image.get_rendition("width-800"), self.image
        for address in (small.url, large.file.url):
            assert address.startswith("/media/")
            assert Client().get(address).status_code == 404
            staff = address.replace("/media/", "/admin/media/")
            assert as_user(editor).get(staff).status_code == 200
            assert Client().get(staff).status_code == 302
            inspector = UserFactory(role="inspector")
            assert as_user(inspector).get(staff).status_code == 403

        decide(moderator, page)
        assert not is_public(page)
        for sight in sights(page.latest_revision.as_object()):
            confirm(sight, moderator)
        decide(moderator, page)
        assert is_public(page)

        html = Client().get(page.url).content.decode()
        assert "/media/images/" in html
        assert "/admin/media/" not in html
        response = Client().get(small.url)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-cache"
        assert Client().get(large.file.url).status_code == 404

        page.refresh_from_db()
        page.unpublish()
        assert Client().get(small.url).status_code == 404

    def test_the_admin_shows_it_by_its_own_address(self, draft, editor):
        address = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
        html = as_user(editor).get(address).content.decode()
        assert 'src="/admin/media/images/' in html
