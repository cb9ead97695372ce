"""A house with keys in it, and a resident who sends forms to it."""

import json
import re
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import altcha
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, TestCase

from complaints import workflow
from complaints.cases import Attachment, Case, CaseEvent, Outcome
from complaints.clocks import seed_policies
from complaints.intake import pressure
from complaints.intake.pressure import Lane, PostCount
from complaints.intake.tokens import FormToken
from complaints.vault.models import Envelope, SealedFile, SealedValue, Wrap
from disclosures.models import Estate
from tests.complaints.house import HEARD
from tests.complaints.vault.factories import keyed_unit

BODY = "三栋二单元的租客把房子转租给外人，每月收八百元。"
GOOD = {"kind": "report", "body": BODY}
#: What is filled in at the mailbox: the end of its address, and what is typed.
MAILBOX_FORMS = {
    "letter": {"text": "还有一件事要补充。"},
    "reopen": {"reason": "门牌写错了，请再去看一次。"},
    "rate": {"rating": "dissatisfied", "rating_reason": "没有人来看过。"},
    "contact": {"name": "林清", "phone": "13900000000"},
    "call": {"name": "林清", "phone": "13900000000", "when": "晚上八点以后"},
}


class Resident:
    """Somebody with a browser, and nothing else."""

    def __init__(self, prefix: str = "", **client: Any) -> None:
        self.client = Client(**client)
        self.prefix = prefix

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{self.prefix}{path}", query)

    def open_form(self) -> str:
        """Open the form; its token."""
        return token_in(self.get("/tips/new/"))

    def send(self, token: str | None = None, **fields: Any) -> Any:
        """Fill in the form and send it; a field of None is left out."""
        data = GOOD | {"token": token or self.open_form()} | fields
        return self.client.post(f"{self.prefix}/tips/new/", clean(data))

    def send_for_receipt(self, **fields: Any) -> str:
        response = self.send(**fields)
        assert response.status_code == 200, problems(response)
        return receipt_in(response)

    def enter(self, receipt: str, **fields: Any) -> Any:
        """Type the receipt at the mailbox."""
        return self.client.post(
            f"{self.prefix}/tips/mailbox/", {"receipt": receipt} | fields
        )

    def mailbox(self) -> Any:
        return self.get("/tips/mailbox/")

    def write(self, text: str, **fields: Any) -> Any:
        """Send a letter from the open mailbox."""
        token = token_in(self.mailbox(), action="letter")
        data = {"text": text, "token": token} | fields
        return self.client.post(f"{self.prefix}/tips/mailbox/letter/", clean(data))


def press(lane: str = Lane.TIPS, posts: int = 10**4) -> None:
    """As if so much had arrived a moment ago."""
    slot = int(time.time()) // pressure.SLOT
    PostCount.objects.update_or_create(
        lane=lane, who="", slot=slot, defaults={"posts": posts}
    )


def work_in(page: Any) -> dict[str, Any]:
    """The work a page gives its worker."""
    return dict(json.loads(page.select_one("[data-challenge]")["data-challenge"]))


def solve(page: Any) -> dict[str, str]:
    """What the page's worker adds to the form."""
    challenge = altcha.Challenge.from_dict(work_in(page))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return {"altcha": altcha.Payload(challenge, solution).to_base64()} | key_in(page)


def key_in(page: Any) -> dict[str, str]:
    """What goes along with every form that carries a challenge of ours."""
    return {"captcha_key": page.select_one("[name=captcha_key]")["value"]}


def clean(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


@contextmanager
def failing(*words):
    """The database refuses every statement with these words in it."""

    def refuse(execute, sql, *rest):
        if any(word in sql for word in words):
            raise OperationalError("the database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def token_in(response: Any, action: str = "tips/") -> str:
    for form in soup(response).select("form"):
        field = form.select_one('input[name="token"]')
        if field and action in form["action"]:
            return str(field["value"])
    raise AssertionError("no form with a token")


def receipt_in(response: Any) -> str:
    element = soup(response).select_one("#receipt")
    assert element is not None
    assert element.find(True) is None
    return str(element.text)


def problems(response: Any) -> dict[str, str]:
    """The links of the error summary: field → sentence."""
    return {
        link["href"].removeprefix("#"): link.text
        for link in soup(response).select("[data-error-summary] a")
    }


def typed(response: Any) -> str:
    """What stands in the form's text area."""
    area = soup(response).select_one('textarea[name="body"]')
    assert area is not None
    # A browser drops the line end that a text area begins with.
    return re.sub(r"^\r?\n", "", area.text)


def sealed_files() -> set[Path]:
    root = Path(settings.SEALED_ROOT)
    return set(root.rglob("*")) if root.exists() else set()


ROWS = (
    Case,
    CaseEvent,
    Attachment,
    Envelope,
    SealedValue,
    SealedFile,
    Wrap,
    FormToken,
)


class HouseTestCase(TestCase):
    """Discipline, the housing bureau as lead unit, and civil affairs; one estate."""

    @classmethod
    def setUpTestData(cls) -> None:
        seed_policies()
        cls.discipline, cls.inspector, cls.discipline_keys = keyed_unit(discipline=True)
        cls.housing, cls.officer, cls.housing_keys = keyed_unit(lead=True)
        cls.estate = Estate.objects.create(name="东门小区", township="城关镇")

    def setUp(self) -> None:
        pressure._here.clear()
        self.resident = Resident()
        self.files_before = sealed_files()
        self.rows_before = self.rows()

    @staticmethod
    def rows() -> dict[str, int]:
        return {model.__name__: model.objects.count() for model in ROWS}

    def assert_nothing_remains(self) -> None:
        """No row and no sealed file of a post that was not accepted."""
        assert self.rows() == self.rows_before
        assert sealed_files() == self.files_before

    def assert_refused(self, response: Any, *fields: str, text: str = BODY) -> None:
        """A clear answer, everything kept, nothing half-made."""
        assert response.status_code == 422
        assert set(problems(response)) == {f"id_{name}" for name in fields}
        ids = {tag["id"] for tag in soup(response).select("[id]")}
        assert set(problems(response)) <= ids
        assert typed(response) == text
        self.assert_nothing_remains()


class MailboxTestCase(HouseTestCase):
    """One report, sent; the housing bureau may work on it."""

    FIELDS = {"topic": "sublet", "place": "3幢2单元502"}

    def setUp(self):
        super().setUp()
        self.receipt = self.resident.send_for_receipt(
            estate=self.estate.pk,
            attachments=[SimpleUploadedFile("门牌.png", b"\x89PNG\r\n\x1a\n0123")],
            **self.FIELDS,
        )
        self.case = Case.objects.get()
        self.files_before, self.rows_before = sealed_files(), self.rows()

    def open(self):
        response = self.resident.enter(self.receipt)
        assert response.status_code == 303
        return self.resident.mailbox()

    def staff(self):
        box = self.housing_keys.open(self.case.envelope)
        return {"actor": self.officer, "box": box}

    def conclude(self):
        workflow.accept(self.case, actor=self.officer)
        workflow.investigate(self.case, actor=self.officer)
        workflow.conclude(
            self.case,
            outcome=Outcome.SUBSTANTIATED,
            answer="经查属实，已责令腾退。",
            measures="约谈承租人，收回房屋。",
            hearing=HEARD,
            **self.staff(),
        )
