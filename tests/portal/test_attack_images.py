"""An editor exchanges the picture of a page that was approved."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from wagtail.images.models import Image

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def picture(colour):
    file = io.BytesIO()
    Picture.new("RGB", (60, 40), colour).save(file, "PNG")
    return SimpleUploadedFile(f"{colour}.png", file.getvalue(), "image/png")


def test_the_file_of_an_image_stays(roles):
    client = Client()
    client.force_login(UserFactory(role="editor"))
    made = client.post("/admin/images/add/", {"title": "门口", "file": picture("red")})
    assert made.status_code == 302
    image = Image.objects.get()
    before = image.file.name
    client.post(
        f"/admin/images/{image.pk}/",
        {
            "title": "东门",
            "file": picture("blue"),
            "collection": image.collection_id,
            "tags": "",
            **dict.fromkeys(
                (f"focal_point_{part}" for part in ("x", "y", "width", "height")), ""
            ),
        },
    )
    image = Image.objects.get()
    assert (image.title, image.file.name) == ("东门", before)
    assert Picture.open(image.file).getpixel((0, 0)) == (255, 0, 0)
