"""A page draft from a Word file: what comes along, what is refused, what is stopped."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html
from openpyxl import Workbook
from wagtail.images.models import Image

from disclosures.demo.column import approve
from disclosures.documents.body import NO_DESCRIPTION
from disclosures.models import Correction, NoticesPage, UpdatePage, UpdatesPage
from portal.gate.looking import unseen
from portal.pages.moderation import refuse_what_is_not_ready
from tests.disclosures.documents import wordfiles
from tests.disclosures.test_moderation import as_user
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def address(section=UpdatesPage):
    return reverse("from_word", args=[section.objects.get().pk])


def upload(user, data, name="走访.docx", section=UpdatesPage):
    file = SimpleUploadedFile(name, data, DOCX)
    return as_user(user).post(address(section), {"file": file})


@pytest.fixture
def draft(site, editor):
    """The draft of a whole file."""
    response = upload(editor, wordfiles.word())
    assert response.status_code == 302, errors(response)
    return UpdatePage.objects.get()


def errors(response):
    root = lxml_html.fromstring(response.content.decode())
    found = root.xpath("//*[contains(@class, 'error-message')]|//*[@role='alert']")
    return [" ".join(one.text_content().split()) for one in found]


class TestWhatComesAlong:
    def test_it_is_a_draft_of_the_sections_kind(self, draft, editor):
        assert not draft.live
        assert draft.title == wordfiles.TITLE
        assert draft.owner == editor
        assert draft.latest_revision.user == editor
        assert Client().get(draft.url).status_code == 404

    def test_headings_bold_type_lists_and_links(self, draft):
        body = re.sub(r' data-block-key="\w+"', "", draft.body)
        for part in (
            "<h2>一、入户走访</h2>",
            "<h3>（一）走访情况</h3>",
            "<b>两人一组</b>",
            '<a href="https://www.fujian.gov.cn/?a=1&amp;b=2">省里的通知</a>',
            '<a href="https://www.gov.cn/x">国务院的规定</a>',
            "<ol><li>登记人口</li><li>登记收入</li></ol>",
        ):
            assert part in body, body
        assert wordfiles.TITLE not in body

    def test_pictures_stand_in_their_places_with_their_descriptions(self, draft):
        first, _second = Image.objects.order_by("pk")
        body = draft.body
        assert f'id="{first.pk}"' in body
        assert 'alt="走访队员在翠湖小区"' in body
        assert f'alt="{NO_DESCRIPTION}"' in body
        order = [body.index(x) for x in ("二、下一步", f'id="{first.pk}"', "继续走访")]
        assert order == sorted(order)
        assert first.description == "走访队员在翠湖小区"

    def test_the_table_stands_where_it_stood(self, draft):
        (table,) = draft.tables.all()
        assert table.caption == "表1 各小区走访情况"
        assert table.cells.splitlines() == [
            "小区 | 户数 | ←",
            "↑ | 应走访 | 已走访",
            "翠湖小区 | 120 | 118",
            "云岭｜小区 | 64 | 64",
        ]
        assert table.has_header
        root = lxml_html.fragment_fromstring(draft.body_html, create_parent="div")
        kinds = [child.tag for child in root.iter("ol", "table", "h2")]
        assert kinds == ["h2", "ol", "table", "h2"]
        (shown,) = root.iter("table")
        cells = [
            [(c.tag, c.text, c.get("colspan"), c.get("rowspan")) for c in row]
            for row in shown.iter("tr")
        ]
        assert cells == [
            [("th", "小区", None, "2"), ("th", "户数", "2", None)],
            [("th", "应走访", None, None), ("th", "已走访", None, None)],
            [("td", "翠湖小区", None, None)]
            + [("td", number, None, None) for number in ("120", "118")],
            [("td", "云岭｜小区", None, None)]
            + [("td", "64", None, None) for _ in range(2)],
        ]
        assert "【表1】" not in draft.body_html

    def test_numbers_that_word_draws_are_written_out(self, site, editor):
        document = wordfiles.written()
        for text in ("第一件", "第二件"):
            document.add_paragraph(text, style="List Number 2")
            document.add_paragraph("一段话。")
        upload(editor, wordfiles.saved(document))
        body = UpdatePage.objects.get().body
        assert ">1. 第一件<" in body
        assert ">2. 第二件<" in body

    def test_deleted_words_comments_and_authors_do_not(self, site, editor):
        document = wordfiles.written()
        document.core_properties.author = "王小明"
        run = document.add_paragraph("留下的。").add_run("划掉的。")
        run.font.hidden = True
        upload(editor, wordfiles.saved(document))
        page = UpdatePage.objects.get()
        assert "留下的" in page.body
        assert "划掉的" not in page.body
        assert "王小明" not in page.body + page.latest_revision.object_str

    def test_it_goes_the_way_of_every_page(self, draft, editor, moderator):
        """The missing description and the pictures stand between it and the public."""
        with pytest.raises(PermissionError, match="没有说明"):
            _approve(draft)
        page = draft.get_latest_revision_as_object()
        page.body = page.body.replace(NO_DESCRIPTION, "宣传栏")
        page.save_revision(user=editor)
        assert len(unseen(page, moderator)) == 2
        approve(page, editor, moderator)
        shown = Client().get(draft.url).content.decode()
        assert "<td>翠湖小区</td>" in shown
        assert 'alt="宣传栏"' in shown
        found = Client().get("/search/", {"q": "翠湖小区"}).content.decode()
        assert draft.url in found


def _approve(page):
    from django.core.exceptions import PermissionDenied

    try:
        refuse_what_is_not_ready(page)
    except PermissionDenied as refused:
        raise PermissionError(str(refused)) from refused


class TestPersonalData:
    def test_it_is_stopped_in_the_text_and_nothing_is_lost(self, site, editor):
        response = upload(editor, wordfiles.word("联系人电话13800138000，当场登记。"))
        assert response.status_code == 200
        assert not UpdatePage.objects.exists()
        shown = response.content.decode()
        assert "【13800138000】" in shown
        for kept in (wordfiles.TITLE, "两人一组", "翠湖小区 | 120 | 118"):
            assert kept in shown or kept.encode("unicode_escape").decode() in shown
        assert "leave_to_reviewer" in shown

    def test_it_is_stopped_in_a_cell_and_the_form_goes_on(self, site, editor):
        document = wordfiles.written()
        document.tables[0].cell(3, 0).text = "翠湖小区3号楼201室"
        response = upload(editor, wordfiles.saved(document))
        assert not UpdatePage.objects.exists()
        assert any("【3号楼201室】" in error for error in errors(response))
        # What is corrected in that very form is handed in where new pages are.
        form = lxml_html.fromstring(response.content.decode()).get_element_by_id(
            "page-edit-form"
        )
        data = {
            key: value.replace("3号楼201室", "")
            for key, value in form.form_values()
            if not key.startswith("csrf")
        }
        answer = as_user(editor).post(form.action, data)
        assert answer.status_code == 302, errors(answer)
        assert (
            UpdatePage.objects.get().tables.get().cells.endswith("翠湖小区 | 64 | 64")
        )

    def test_it_is_stopped_across_cells_and_in_a_description(self, site, editor):
        document = wordfiles.written()
        document.tables[0].cell(3, 0).text = "3号楼"
        document.tables[0].cell(3, 1).text = "201室"
        response = upload(editor, wordfiles.saved(document))
        assert any("201室" in error for error in errors(response))
        document = wordfiles.written()
        wordfiles.picture(document, "车牌闽G12345")
        response = upload(editor, wordfiles.saved(document))
        assert any("闽G12345" in error for error in errors(response))
        assert not UpdatePage.objects.exists()


def old_word():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


def locked():
    return old_word() + "EncryptedPackage".encode("utf-16-le")


def excel():
    out = BytesIO()
    Workbook().save(out)
    return out.getvalue()


def cut():
    return wordfiles.word()[:-200]


class TestBadFiles:
    @pytest.mark.parametrize(
        ("make", "sentence"),
        [
            (old_word, "旧版 Word"),
            (locked, "密码"),
            (excel, "不是 Word 文件"),
            (lambda: b"%PDF-1.4 nothing", "不是 Word 文件"),
            ("一份文字".encode, "不是 Word 文件"),
            (wordfiles.with_macros, "宏"),
            (wordfiles.bomb, "太大"),
            (cut, "损坏"),
        ],
    )
    def test_one_sentence_says_why_and_nothing_is_made(
        self, site, editor, make, sentence
    ):
        response = upload(editor, make())
        assert response.status_code == 422
        said = errors(response)
        assert len(said) == 1, said
        assert sentence in said[0]
        assert not UpdatePage.objects.exists()
        assert not Image.objects.exists()


class TestWhoMay:
    def test_the_button_stands_where_a_text_alone_is_a_page(self, site, editor):
        client = as_user(editor)
        for section, is_there in ((UpdatesPage, True), (NoticesPage, True)):
            pk = section.objects.get().pk
            shown = client.get(reverse("wagtailadmin_explore", args=[pk])).content
            assert (reverse("from_word", args=[pk]).encode() in shown) is is_there

    def test_a_section_of_another_kind_has_none(self, site, editor):
        pk = site.pk
        assert as_user(editor).get(reverse("from_word", args=[pk])).status_code == 404

    def test_only_writers(self, site, moderator):
        for user in (moderator, UserFactory(role="investigator")):
            assert upload(user, wordfiles.word()).status_code in {302, 403}
            assert not UpdatePage.objects.exists()


def test_a_changed_cell_is_a_correction(site, editor, moderator, draft):
    page = draft.get_latest_revision_as_object()
    page.body = page.body.replace(NO_DESCRIPTION, "宣传栏")
    page.save_revision(user=editor)
    approve(page, editor, moderator)
    page = UpdatePage.objects.get().get_latest_revision_as_object()
    (table,) = page.tables.all()
    table.cells = table.cells.replace("118", "119")
    page.tables = [table]
    approve(page, editor, moderator)
    correction = Correction.objects.get()
    assert (correction.old, correction.new) == (
        "翠湖小区 | 120 | 118",
        "翠湖小区 | 120 | 119",
    )
