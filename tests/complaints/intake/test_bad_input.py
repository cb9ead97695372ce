"""Whatever comes in: a clear answer, everything kept, nothing half-made."""

from io import BytesIO

import pytest
from django.conf import settings as django_settings
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from complaints.cases import Case
from complaints.topics import Kind
from tests.complaints.intake.house import (
    BODY,
    HouseTestCase,
    Resident,
    problems,
    sealed_files,
    soup,
    token_in,
    typed,
)


class BodyTests(HouseTestCase):
    def kept(self, body):
        """Send a body that is good; what was sealed of it."""
        response = self.resident.send(body=body)
        assert response.status_code == 200, problems(response)
        case = Case.objects.get()
        return self.housing_keys.open(case.envelope).open("body")

    def test_too_short(self):
        self.assert_refused(
            self.resident.send(body="才九个字不够长呀"), "body", text="才九个字不够长呀"
        )

    def test_only_spaces(self):
        response = self.resident.send(body="　 \r\n" * 20)
        assert set(problems(response)) == {"id_body"}

    def test_ten_characters_are_enough(self):
        assert self.kept("一二三四五六七八九十") == "一二三四五六七八九十"

    def test_twenty_thousand_characters(self):
        body = "字" * 20_000
        assert self.kept(body) == body

    def test_too_long(self):
        body = "字" * 20_001
        self.assert_refused(self.resident.send(body=body), "body", text=body)

    def test_line_ends_count_once(self):
        body = "一\r\n" * 10_000
        assert self.kept(body) == ("一\n" * 10000).strip()

    def test_rare_characters_and_emoji_are_kept_as_they_are(self):
        body = "𠮷野家隔壁的房子空着👩‍👩‍👧‍👦，门牌㐂㐄，﨎"
        assert self.kept(body) == body

    def test_rare_characters_count_as_one(self):
        assert self.kept("𠮷" * 20000) == "𠮷" * 20000

    def test_right_to_left_marks_are_kept(self):
        body = "他说\u202eabc\u202c\u200f，然后就走了没有回来"
        assert self.kept(body) == body

    def test_null_bytes_get_a_clear_answer(self):
        response = self.resident.send(body=f"前{BODY}\x00后")
        self.assert_refused(response, "body", text=f"前{BODY}后")
        assert b"\x00" not in response.content
        again = self.resident.send(token_in(response), body=typed(response))
        assert again.status_code == 200

    def test_null_bytes_in_every_other_field(self):
        for name in ("kind", "topic", "estate", "place", "name", "phone", "concerns"):
            response = self.resident.send(**{name: "a\x00b"})
            assert response.status_code == 422, name
            assert typed(response) == BODY
            assert b"\x00" not in response.content
            self.assert_nothing_remains()

    def test_bytes_that_are_no_text(self):
        token = self.resident.open_form()
        data = b"kind=report&token=" + token.encode() + b"&body=" + b"%ff%fe" * 20
        response = self.resident.client.post(
            "/tips/new/", data, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code in {200, 422}


class ChoiceTests(HouseTestCase):
    def test_no_kind(self):
        self.assert_refused(self.resident.send(kind=None), "kind_0")

    def test_an_unknown_kind(self):
        self.assert_refused(self.resident.send(kind="praise"), "kind_0")

    def test_an_unknown_topic(self):
        self.assert_refused(self.resident.send(topic="weather"), "topic")

    def test_a_topic_of_another_kind(self):
        self.assert_refused(self.resident.send(topic="bribery"), "topic")

    def test_what_was_chosen_stays_chosen(self):
        response = self.resident.send(
            body="短", topic="sublet", estate=self.estate.pk, concerns=[self.housing.pk]
        )
        page = soup(response)
        chosen = {tag["value"] for tag in page.select("option[selected], [checked]")}
        assert chosen == {"report", "sublet", str(self.estate.pk), str(self.housing.pk)}

    def test_an_unknown_estate_or_unit(self):
        for field, value in (("estate", "99999"), ("estate", "x" * 500)):
            self.assert_refused(self.resident.send(**{field: value}), "estate")
        for value in ("99999", "x"):
            self.assert_refused(self.resident.send(concerns=[value]), "concerns_0")

    def test_a_place_that_is_too_long(self):
        self.assert_refused(self.resident.send(place="三" * 201), "place")

    def test_only_a_suggestion_may_be_published(self):
        self.resident.send(kind=Kind.REPORT, may_publish="on")
        assert not Case.objects.get().may_publish

    def test_a_suggestion_may_be_published(self):
        self.resident.send(kind=Kind.SUGGESTION, may_publish="on")
        assert Case.objects.get().may_publish


class ContactTests(HouseTestCase):
    def test_a_name_alone(self):
        self.assert_refused(self.resident.send(name="林某"), "phone")

    def test_a_phone_alone(self):
        self.assert_refused(self.resident.send(phone="13900000000"), "name")

    def test_no_number(self):
        for phone in ("打我电话", "123", "1" * 21, "139abc00000"):
            self.assert_refused(self.resident.send(name="林某", phone=phone), "phone")

    def test_full_width_digits_are_a_number(self):
        self.resident.send_for_receipt(name="林某", phone="０５９８－２２２　２２２２")
        case = Case.objects.get()
        contact = self.housing_keys.open_contact(case.envelope)
        assert (contact.name, contact.phone) == ("林某", "0598-222 2222")
        assert case.is_real_name

    def test_a_declaration_needs_both(self):
        response = self.resident.send(kind=Kind.DECLARATION)
        self.assert_refused(response, "name", "phone")
        assert soup(response).select_one("details:has(#id_name)[open]")

    def test_without_them_nobody_is_named(self):
        self.resident.send_for_receipt()
        assert not Case.objects.get().is_real_name


class HoneypotTests(HouseTestCase):
    def test_whoever_fills_it_loses_nothing(self):
        response = self.resident.send(website="https://example.org")
        self.assert_refused(response, "website")
        self.assertNotContains(response, "example.org", status_code=422)
        again = self.resident.send(token_in(response), body=typed(response))
        assert again.status_code == 200


class OldFormTests(HouseTestCase):
    def test_a_form_opened_yesterday_is_good(self):
        token = self.resident.open_form()
        assert self.resident.send(token).status_code == 200


class MethodTests(HouseTestCase):
    def test_other_methods_are_refused(self):
        for method in ("put", "delete", "patch"):
            response = getattr(self.resident.client, method)("/tips/new/")
            assert response.status_code == 405


class MalformedTests(HouseTestCase):
    """Bodies that no browser sends."""

    def post(self, body, content_type="multipart/form-data; boundary=x"):
        return self.resident.client.generic(
            "POST", "/tips/new/", body, content_type=content_type
        )

    def test_too_large_a_form(self):
        token = self.resident.open_form()
        data = f"token={token}&body=".encode() + b"a" * 2_000_000
        response = self.post(data, "application/x-www-form-urlencoded")
        assert response.status_code == 413
        assert soup(response).h1
        response = self.resident.send(body="a" * 2_000_000)
        assert response.status_code == 413
        self.assert_nothing_remains()

    def test_too_many_fields(self):
        most = django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        data = "&".join(f"f{n}=1" for n in range(most + 1)).encode()
        response = self.post(data, "application/x-www-form-urlencoded")
        assert response.status_code == 400

    def test_a_boundary_that_is_none(self):
        for kind in ("multipart/form-data", "multipart/form-data; boundary=\x7f é"):
            response = self.post(b"--x\r\n", kind)
            assert response.status_code in {400, 422}, kind

    def test_another_type_of_body(self):
        for kind in ("application/json", "text/plain", ""):
            response = self.post(b"{}", kind)
            assert response.status_code == 422, kind

    def test_a_body_cut_off_in_the_middle_of_a_file(self):
        token = self.resident.open_form()
        whole = (
            f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n'
            '--x\r\nContent-Disposition: form-data; name="attachments"; filename="a"'
            "\r\n\r\n" + "A" * 200_000
        ).encode()
        response = self.post(whole)
        assert response.status_code in {400, 422}
        self.assert_nothing_remains()


#: More than any form may weigh.
BEYOND = "9" * 30
MULTIPART = "multipart/form-data; boundary=x"
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(
            [
                b"--x",
                b"--x--",
                b"\r\n",
                b"\r\n\r\n",
                b'Content-Disposition: form-data; name="body"',
                b'Content-Disposition: form-data; name="attachments"; filename="a"',
                b"Content-Disposition: form-data; name=",
                b"Content-Type: text/plain; charset=nonsense",
                b"Content-Transfer-Encoding: base64",
                b"A" * 1000,
            ]
        ),
    ),
    max_size=14,
)


@pytest.mark.django_db
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(PIECES)
@pytest.mark.parametrize(
    "path", ["/tips/new/", "/tips/mailbox/", "/tips/mailbox/letter/"]
)
def test_any_pieces_of_multipart(path, pieces):
    before = sealed_files()
    response = Client().generic("POST", path, b"".join(pieces), content_type=MULTIPART)
    assert response.status_code in {400, 403, 413, 422}
    assert sealed_files() == before


class OpenedMailboxTests(PropertyTestCase, HouseTestCase):
    """The same with an open mailbox and a token of its own, at any claimed length."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.sender = Resident()
        cls.sender.enter(cls.sender.send_for_receipt())
        page = cls.sender.mailbox()
        cls.tokens = {
            f"/tips/mailbox/{name}/": token_in(page, action=name)
            for name in ("letter", "call")
        }

    @settings(max_examples=150, deadline=None)
    @given(
        path=st.sampled_from(["letter", "call", "draft"]),
        has_token=st.booleans(),
        pieces=PIECES,
        claimed=st.none()
        | st.integers(0, 3000)
        | st.sampled_from(["-1", "x", "9" * 30]),
    )
    def test_any_pieces_of_multipart(self, path, has_token, pieces, claimed):
        path = f"/tips/mailbox/{path}/"
        head = b""
        if has_token and path in self.tokens:
            token = self.tokens[path].encode()
            head = b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n'
            head += token + b"\r\n"
        body = head + b"".join(pieces)
        before, rows = sealed_files(), self.rows()
        response = self.sender.client.generic(
            "POST",
            path,
            content_type=MULTIPART,
            CONTENT_LENGTH=str(len(body) if claimed is None else claimed),
            **{"wsgi.input": BytesIO(body)},
        )
        assert response.status_code in {204, 303, 400, 413, 422}
        if response.status_code != 303:
            assert sealed_files() == before
            assert self.rows() == rows
        assert self.sender.mailbox().status_code == 200
