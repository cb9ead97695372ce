"""The forms of the import, read and posted as a browser does."""

from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile

from disclosures.demo.column import PLAN
from disclosures.plans.wizard.correction import SECTIONS

URL = "/admin/campaigns/import/"


class Fields(HTMLParser):
    """Reads a page's form as a browser would post it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.scripts: list[str] = []
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name") or ""
        if tag == "input" and attrs.get("type") not in ("checkbox", "file"):
            self.values[name] = attrs.get("value") or ""
        if tag == "textarea":
            self._area = name
            self.values[name] = ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            # A browser drops the first line break and sends every other as \r\n.
            data = data.replace("\r\n", "\n")
            data = data if self.values[self._area] else data.removeprefix("\n")
            self.values[self._area] += data.replace("\n", "\r\n")


def fields(response) -> dict[str, str]:
    values = Fields(response.content.decode()).values
    parts = tuple(f"{name}-" for name, *_others in SECTIONS)
    return {
        name: value
        for name, value in values.items()
        if name.startswith(("source", "plan-", *parts))
    }


def upload(client, name="plan.txt", data=None, **post):
    data = PLAN.read_bytes() if data is None else data
    return client.post(URL, {"file": SimpleUploadedFile(name, data), **post})
