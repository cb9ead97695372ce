"""The staff read Chinese wherever an installed package speaks."""

import ast
import json
import re
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from portal.catalogue import FOLDER

OURS = FOLDER / "wagtail/zh_Hans/LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
TAG = re.compile(r"<[^>]+>")
DOMAINS = ("django", "djangojs")
#: Packages that ship no English source file: their texts are read from their code.
WITHOUT_SOURCE = ("axes", "django_recaptcha")

Key = tuple[str | None, str, str]


def locale_folder(app: str) -> Path:
    return Path(apps.get_app_config(app).path) / "locale"


def sourced_apps() -> list[str]:
    """The installed apps of Wagtail and of its companions, with an English source."""
    return [
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith(("wagtail", "taggit", "django.contrib."))
        and (locale_folder(config.label) / "en/LC_MESSAGES/django.po").exists()
    ]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural or ""


def entries(path: Path) -> dict[Key, polib.POEntry]:
    if not path.exists():
        return {}
    return {key(entry): entry for entry in polib.pofile(str(path)) if entry.msgid}


def words(entry: polib.POEntry) -> str:
    return entry.msgstr or entry.msgstr_plural[0]


def chinese(app: str, domain: str) -> dict[Key, polib.POEntry]:
    """What the package itself says in Chinese."""
    found = entries(locale_folder(app) / f"zh_Hans/LC_MESSAGES/{domain}.po")
    return {name: entry for name, entry in found.items() if entry.translated()}


def source(app: str, domain: str) -> dict[Key, polib.POEntry]:
    return entries(locale_folder(app) / f"en/LC_MESSAGES/{domain}.po")


def texts_in_code(app: str) -> set[str]:
    """The literal texts an app's modules mark with `_`."""
    return {
        node.args[0].value
        for path in Path(apps.get_app_config(app).path).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_"
        and isinstance(node.args[0], ast.Constant)
    }


def parts(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(pattern.findall(text))


class TestCoverage:
    def test_the_apps_are_found(self):
        assert {"wagtailcore", "wagtailadmin", "wagtailusers"} <= set(sourced_apps())

    @pytest.mark.parametrize("domain", DOMAINS)
    def test_every_text_of_an_installed_app_is_chinese(self, domain):
        known = set(entries(OURS / f"{domain}.po"))
        wanted: set[Key] = set()
        for app in sourced_apps():
            known |= set(chinese(app, domain))
            wanted |= set(source(app, domain))
        assert wanted
        assert sorted(str(name) for name in wanted - known) == []

    @pytest.mark.parametrize("app", WITHOUT_SOURCE)
    def test_every_text_in_the_code_of_the_others_is_chinese(self, app):
        known = {msgid for _, msgid, _ in entries(OURS / "django.po")}
        for other in sourced_apps():
            known |= {msgid for _, msgid, _ in chinese(other, "django")}
        wanted = texts_in_code(app)
        assert wanted
        assert wanted - known == set()

    @pytest.mark.parametrize("domain", DOMAINS)
    def test_nothing_repeats_what_a_package_says(self, domain):
        known: set[Key] = set()
        for app in sourced_apps():
            known |= set(chinese(app, domain))
        assert known & set(entries(OURS / f"{domain}.po")) == set()


@pytest.mark.parametrize("domain", DOMAINS)
class TestForm:
    def test_every_entry_is_translated(self, domain):
        file = polib.pofile(str(OURS / f"{domain}.po"))
        assert [e.msgid for e in file if not e.translated()] == []
        assert file.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
        assert [e.msgid for e in file if set(e.msgstr_plural) - {0}] == []

    @pytest.mark.parametrize("pattern", [PLACEHOLDER, TAG], ids=["placeholder", "tag"])
    def test_placeholders_and_tags_match(self, domain, pattern):
        wrong = [
            (entry.msgid, words(entry))
            for entry in entries(OURS / f"{domain}.po").values()
            if parts(pattern, words(entry))
            not in (parts(pattern, entry.msgid), parts(pattern, entry.msgid_plural))
            or (entry.msgid_plural and not is_plural_form(pattern, entry))
        ]
        assert wrong == []

    def test_the_space_around_a_text_is_kept(self, domain):
        wrong = [
            entry.msgid
            for entry in entries(OURS / f"{domain}.po").values()
            if margins(entry.msgid) != margins(words(entry))
        ]
        assert wrong == []


def is_plural_form(pattern: re.Pattern[str], entry: polib.POEntry) -> bool:
    """Chinese has one form for every number, so it holds what the plural holds."""
    return parts(pattern, words(entry)) == parts(pattern, entry.msgid_plural)


def margins(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


class TestInUse:
    def test_our_own_words_come_first(self):
        assert [Path(path) for path in settings.LOCALE_PATHS] == [
            FOLDER,
            FOLDER / "wagtail",
        ]

    def test_a_text_wagtail_lacks_is_chinese(self):
        lacked = (None, "admin theme", "")
        assert lacked not in chinese("wagtailusers", "django")
        with override("zh-hans"):
            assert gettext("admin theme") == "管理后台主题"
            one, many = "Referenced %(count)s time", "Referenced %(count)s times"
            assert ngettext(one, many, 1) % {"count": 1} == "被引用 1 次"

    def test_wagtails_own_words_stay(self):
        with override("zh-hans"):
            assert gettext("Submit for moderation") == "提交审核"

    def test_english_stays_english(self):
        with override("en"):
            assert gettext("admin theme") == "admin theme"

    def test_the_admins_scripts_are_chinese(self, client):
        answer = client.get(reverse("wagtailadmin_javascript_catalog"))
        found = re.search(r"newcatalog = (\{.*?\n  \});", answer.text, re.DOTALL)
        assert found is not None
        catalogue = json.loads(found[1])
        assert catalogue["Split block"] == "拆分区块"
        assert catalogue["%(num)s error"] == ["%(num)s 个错误"]
        assert catalogue["Save"] == "保存"
