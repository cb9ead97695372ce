"""Nothing to show yet: the desk says so by what it leaves out."""

from django.test import Client


def test_without_a_campaign_there_is_nothing_to_copy(editor):
    client = Client()
    client.force_login(editor)
    page = client.get("/admin/channels/")
    assert page.status_code == 200
    assert page.context["breadcrumbs_items"][-1]["label"] == "渠道宣传材料"
    assert 'id="caption"' not in page.content.decode()
    assert Client().get("/channels/poster/").status_code == 404
