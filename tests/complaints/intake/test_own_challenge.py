"""Our own challenge: given out, solved, refused, spent."""

import base64
import io
import json
from unittest.mock import patch

from django.core import signing
from django.test import override_settings
from django.utils.translation import override
from PIL import Image

from complaints.cases import Case
from complaints.intake.challenge import own, puzzles
from complaints.intake.challenge.spent import SpentChallenge
from complaints.intake.pressure import Lane
from complaints.vault import derivation, receipts
from tests.complaints.intake.house import (
    HouseTestCase,
    Resident,
    failing,
    key_in,
    press,
    problems,
    receipt_in,
    solve,
    soup,
    token_in,
    work_in,
)
from tests.complaints.intake.test_uploads import file
from tests.complaints.vault.pool import taken


@override_settings(CHALLENGE_ABOVE=10)
class AskedTestCase(HouseTestCase):
    def setUp(self):
        super().setUp()
        press(Lane.TIPS)
        self.page = soup(self.resident.get("/tips/new/"))
        self.seed = own.drawn(key_in(self.page)["captcha_key"])

    def assert_asked_again(self, response):
        self.assert_refused(response, "captcha")
        page = soup(response)
        assert len(page.select("[data-challenge]")) == 1
        assert key_in(page) != key_in(self.page)
        return page


class SolvedTests(AskedTestCase):
    def test_by_the_worker(self):
        assert receipt_in(self.resident.send(**solve(self.page)))

    def test_by_the_picture(self):
        answer = {"captcha_picture": puzzles.digits(self.seed)} | key_in(self.page)
        assert receipt_in(self.resident.send(**answer))

    def test_by_the_question(self):
        *_sum, answer = puzzles._sum(self.seed)
        given = {"captcha_word": f" {answer} "} | key_in(self.page)
        assert receipt_in(self.resident.send(**given))

    def test_with_full_width_digits(self):
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in puzzles.digits(self.seed))
        given = {"captcha_picture": wide} | key_in(self.page)
        assert receipt_in(self.resident.send(**given))

    def test_at_the_mailbox(self):
        receipt = self.resident.send_for_receipt(**solve(self.page))
        press(Lane.SIGN_INS)
        door = soup(self.resident.get("/tips/mailbox/"))
        assert len(door.select("[data-challenge]")) == 1
        refused = self.resident.enter(receipt)
        assert set(problems(refused)) == {"id_captcha"}
        assert soup(refused).select_one("#id_receipt")["value"] == receipt
        assert self.resident.enter(receipt, **solve(soup(refused))).status_code == 303

    def test_an_answer_waits_until_everything_else_is_right(self):
        answer = {"captcha_picture": puzzles.digits(self.seed)} | key_in(self.page)
        response = self.resident.send(body="短", **answer)
        self.assert_refused(response, "body", text="短")
        page = soup(response)
        assert key_in(page) == key_in(self.page)
        kept = page.select_one("[name=captcha_picture]")["value"]
        assert not SpentChallenge.objects.exists()
        again = {"captcha_picture": kept} | key_in(page)
        assert receipt_in(self.resident.send(token_in(response), **again))

    def test_a_repeated_post_needs_no_second_one(self):
        token = self.resident.open_form()
        first = receipt_in(self.resident.send(token, **solve(self.page)))
        assert receipt_in(self.resident.send(token)) == first
        assert Case.objects.count() == 1


class SpentForNothingTests(AskedTestCase):
    """Solved, and refused all the same: what comes next is one new challenge."""

    def picture_in(self, page):
        key = key_in(page)
        seed = own.drawn(key["captcha_key"])
        return {"captcha_picture": puzzles.digits(seed)} | key

    def assert_new(self, response, before):
        page = soup(response)
        assert key_in(page) != key_in(before)
        assert page.select_one("[name=captcha_picture]")["value"] == ""
        return page

    def test_no_turn_to_derive(self):
        token = token_in(self.resident.get("/tips/new/"))
        with taken(derivation.INTAKE):
            busy = self.resident.send(token, **self.picture_in(self.page))
        assert (busy.status_code, busy["Retry-After"]) == (503, "30")
        again = self.assert_new(busy, self.page)
        assert receipt_in(self.resident.send(token, **self.picture_in(again)))
        assert Case.objects.count() == 1

    def test_the_database_gone_behind_it(self):
        token = token_in(self.resident.get("/tips/new/"))
        with failing("complaints_case"):
            busy = self.resident.send(token, **self.picture_in(self.page))
        assert busy.status_code == 503
        assert SpentChallenge.objects.exists()
        again = self.assert_new(busy, self.page)
        assert receipt_in(self.resident.send(token, **self.picture_in(again)))

    def test_the_database_gone_at_once(self):
        token = token_in(self.resident.get("/tips/new/"))
        with failing(" "):
            busy = self.resident.send(token, **self.picture_in(self.page))
        assert busy.status_code == 503
        again = self.assert_new(busy, self.page)
        assert len(again.select("[name=captcha_key]")) == 1
        assert receipt_in(self.resident.send(token, **self.picture_in(again)))

    def test_what_concerns_discipline_inspection(self):
        answer = self.picture_in(self.page) | {"concerns": [self.discipline.pk]}
        response = self.resident.send(**answer)
        assert response.status_code == 422
        again = self.assert_new(response, self.page)
        assert receipt_in(self.resident.send(**self.picture_in(again)))

    def test_at_the_mailboxs_door(self):
        receipt = self.resident.send_for_receipt(**self.picture_in(self.page))
        press(Lane.SIGN_INS)
        door = soup(self.resident.get("/tips/mailbox/"))
        with taken(derivation.SIGN_INS):
            busy = self.resident.enter(receipt, **self.picture_in(door))
        assert (busy.status_code, busy["Retry-After"]) == (503, "30")
        again = self.assert_new(busy, door)
        wrong = receipts.grouped(receipts.receipt_for("nobody"))
        unknown = self.resident.enter(wrong, **self.picture_in(again))
        assert set(problems(unknown)) == {"id_receipt"}
        again = self.assert_new(unknown, again)
        opened = self.resident.enter(receipt, **self.picture_in(again))
        assert opened.status_code == 303

    def test_a_draft_that_cannot_be_kept_at_the_door(self):
        receipt = self.resident.send_for_receipt(**self.picture_in(self.page))
        press(Lane.SIGN_INS)
        door = soup(self.resident.get("/tips/mailbox/"))
        letter = {"text": "还有一件事"}
        with failing("vault_unsent"):
            busy = self.resident.enter(receipt, **letter, **self.picture_in(door))
        assert busy.status_code == 503
        again = self.picture_in(self.assert_new(busy, door))
        assert self.resident.enter(receipt, **letter, **again).status_code == 303


class RefusedTests(AskedTestCase):
    def test_unsolved(self):
        self.assert_asked_again(self.resident.send())
        self.assert_asked_again(self.resident.send(**key_in(self.page)))

    def test_what_was_typed_stays_and_files_are_named(self):
        response = self.resident.send(place="3幢", attachments=[file("门.png")])
        page = self.assert_asked_again(response)
        assert page.select_one("#id_place")["value"] == "3幢"
        assert "门.png" in page.select_one("[data-files-again]").text

    def test_solved_but_spent(self):
        answer = solve(self.page)
        assert receipt_in(self.resident.send(**answer))
        for resident in (self.resident, Resident()):
            assert set(problems(resident.send(**answer))) == {"id_captcha"}
        assert Case.objects.count() == 1

    def test_spent_under_another_spelling(self):
        answer = solve(self.page)
        assert receipt_in(self.resident.send(**answer))
        payload = json.loads(base64.b64decode(answer["altcha"]))
        payload["solution"]["time"] = 12345
        answer["altcha"] = base64.b64encode(json.dumps(payload).encode()).decode()
        assert set(problems(self.resident.send(**answer))) == {"id_captcha"}

    def test_a_picture_answered_once_already(self):
        answer = {"captcha_picture": puzzles.digits(self.seed)} | key_in(self.page)
        assert receipt_in(self.resident.send(**answer))
        assert set(problems(self.resident.send(**answer))) == {"id_captcha"}

    def test_nobody_guesses_twice_at_the_same(self):
        key = key_in(self.page)
        self.assert_asked_again(self.resident.send(captcha_word="99", **key))
        *_sum, answer = puzzles._sum(self.seed)
        right = self.resident.send(captcha_word=str(answer), **key)
        self.assert_asked_again(right)

    def test_past_its_time(self):
        answers = (
            solve(self.page),
            {"captcha_picture": puzzles.digits(self.seed)} | key_in(self.page),
        )
        import time as clock

        hence = clock.time() + own.SECONDS + 60
        with (
            patch.object(signing.time, "time", return_value=hence),
            override_settings(CHALLENGE_ABOVE=10),
        ):
            for answer in answers:
                press(Lane.TIPS)
                self.assert_asked_again(self.resident.send(**answer))

    def test_made_elsewhere(self):
        payload = json.loads(base64.b64decode(solve(self.page)["altcha"]))
        for change in (
            {"cost": 1},
            {"keyPrefix": ""},
            {"expiresAt": 2**40},
            {"nonce": "00" * 16},
        ):
            forged = json.loads(json.dumps(payload))
            forged["challenge"]["parameters"] |= change
            text = base64.b64encode(json.dumps(forged).encode()).decode()
            self.assert_asked_again(self.resident.send(altcha=text))

    def test_rubbish(self):
        key = key_in(self.page)["captcha_key"]
        rubbish = [b"x", b"[]", b"{}", b'{"challenge": [], "solution": 1}', b"null"]
        rubbish += [b'{"challenge": {"parameters": null}, "solution": {}}', b"\xff"]
        token = self.resident.open_form()
        for content in rubbish:
            text = base64.b64encode(content).decode()
            self.assert_asked_again(self.resident.send(token, altcha=text))
        for wrong in ("", key[:-1], "a:b:c", "\0", "：" * 5000):
            answer = {"captcha_key": wrong, "captcha_picture": "12345"}
            self.assert_asked_again(self.resident.send(token, **answer))


class PageTests(AskedTestCase):
    def test_nothing_is_inline_and_nobody_else_is_asked(self):
        assert self.page.select("script:not([src])") == []
        for tag in self.page.select("[data-challenge] [src], script, link"):
            address = str(tag.get("src") or tag.get("href"))
            assert not address.startswith("http"), address

    def test_says_why(self):
        assert "跟您" in self.page.select_one("[aria-labelledby=id_captcha_label]").text

    def test_the_picture_and_the_one_twice_as_large(self):
        pictures = self.page.select("[data-challenge] img")
        assert len(pictures) == 2
        for picture in pictures:
            response = self.resident.client.get(picture["src"])
            assert response["Content-Type"] == "image/png"
            assert response["Cache-Control"] == "no-store"
            assert not response.cookies
            image = Image.open(io.BytesIO(response.content))
            assert image.width > 280
            assert picture["alt"]

    def test_no_picture_without_a_key_of_ours(self):
        assert self.resident.get("/tips/challenge/48213.png").status_code == 404
        assert self.resident.get("/tips/challenge/a:b:c.png").status_code == 404

    def test_the_answer_is_not_on_the_page(self):
        assert puzzles.digits(self.seed) not in str(self.page)

    def test_the_question_can_be_read_out_and_typed(self):
        field = self.page.select_one("[name=captcha_word]")
        label = self.page.select_one(f'label[for="{field["id"]}"]')
        assert label.text == puzzles.question(self.seed)

    def test_the_work_is_bounded(self):
        parameters = work_in(self.page)["parameters"]
        assert parameters["cost"] == own.COST
        assert max(own.COUNTERS) * own.COST <= 600_000


class QuestionTests(HouseTestCase):
    def test_every_one_can_be_answered_in_figures_and_in_words(self):
        for language in ("zh-hans", "en"):
            with override(language):
                for number in range(60):
                    seed = f"seed {number}"
                    *_sum, answer = puzzles._sum(seed)
                    assert puzzles.is_answer(seed, str(answer))
                    assert puzzles.is_answer(seed, str(puzzles.NUMBERS[answer]).upper())
                    assert not puzzles.is_answer(seed, "")
                    assert not puzzles.is_answer(seed, str(answer + 1))
                    first, second = _sum[1:3]
                    shown = (puzzles.NUMBERS[first], puzzles.NUMBERS[second])
                    assert all(str(word) in puzzles.question(seed) for word in shown)

    def test_all_kinds_come_up(self):
        kinds = {puzzles._sum(f"seed {number}")[0] for number in range(60)}
        assert kinds == {"plus", "minus", "larger"}


class ForgettingTests(HouseTestCase):
    def test_gone_when_it_has_expired_within_the_hour(self):
        import time as clock

        assert SpentChallenge.spend("a", own.SECONDS)
        row = SpentChallenge.objects.get()
        assert row.until - clock.time() <= 3600 - 60
        SpentChallenge.objects.forget()
        assert SpentChallenge.objects.exists()
        SpentChallenge.objects.update(until=int(clock.time()) - 1)
        SpentChallenge.objects.forget()
        assert not SpentChallenge.objects.exists()

    def test_the_row_has_no_link_to_anything(self):
        names = {field.name for field in SpentChallenge._meta.get_fields()}
        assert names == {"digest", "until"}
