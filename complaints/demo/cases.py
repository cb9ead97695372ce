"""The demo's tips: sent through the real form, worked on by the real workflow."""

import io
import re
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from PIL import Image, ImageDraw

from complaints import workflow
from complaints.cases import Case
from complaints.casework import reading
from complaints.demo.people import Cast
from complaints.demo.scripts import Step, Tip
from complaints.demo.texts import TIPS
from complaints.vault import receipts
from complaints.vault.boxes import Box
from complaints.vault.mailbox import open_with_receipt
from disclosures.models import Estate
from portal.users.models import Unit
from portal.workdays import clock

_TOKEN = re.compile(r'name="token" value="([^"]+)"')
#: How long another unit is given to answer.
ASSISTANCE_DAYS = 14
_RECEIPT = re.compile(r'id="receipt"[^>]*>([\d\s]+)<')


def make_cases(cast: Cast) -> list[tuple[str, str]]:
    """Live through the weeks of every tip; answers with case numbers and receipts.

    They arrive within seconds, which is no flood: nothing is asked meanwhile.
    """
    with override_settings(CHALLENGE_ABOVE=0, QUARANTINE_ABOVE=0):
        return [_live_through(tip, cast) for tip in TIPS]


def _live_through(tip: Tip, cast: Cast) -> tuple[str, str]:
    first = clock.today() - timedelta(days=tip.days_ago)
    known = set(Case.objects.values_list("pk", flat=True))
    with clock.on(first):
        receipt = _send(tip)
    case = Case.objects.exclude(pk__in=known).get()
    for step in tip.steps:
        with clock.on(first + timedelta(days=step.after)):
            _take(step, case, cast, receipt)
    return case.number, receipt


def _send(tip: Tip) -> str:
    """Fill in the form as a resident does, and write down the receipt."""
    host = next((name for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    client = Client(headers={"host": host})
    address = reverse("tips_new")
    page = client.get(address, secure=settings.SECURE).content.decode()
    found = _TOKEN.search(page)
    assert found, "the form carries no token"
    data: dict[str, object] = {**tip.fields, "token": found[1]}
    if estate := tip.fields.get("estate"):
        data["estate"] = Estate.objects.get(name=estate).pk
    if tip.concerns:
        data["concerns"] = [Unit.objects.get(name=tip.concerns).pk]
    if tip.photo:
        data["attachments"] = [photo()]
    answer = client.post(address, data, secure=settings.SECURE)
    receipt = _RECEIPT.search(answer.content.decode())
    assert receipt, f"the form answered {answer.status_code}"
    return receipt[1].strip()


def _take(step: Step, case: Case, cast: Cast, receipt: str) -> None:
    box: Box
    if step.who == "sender":
        actor = workflow.SENDER
        box = open_with_receipt(receipts.derive(receipts.parse(receipt)))
    else:
        actor = cast.users[step.who]
        reading.record(actor, case, reading.What.CASE)
        reading.mark_read(case, actor)
        keyring = cast.keyrings[step.who]
        box = keyring.open(case.envelope)
        reading.index_place(case, keyring, box)
    words: dict[str, object] = dict(step.words)
    if "unit" in words:
        words["to_unit"] = Unit.objects.get(name=words.pop("unit"))
    if "not_heard" in words:
        words["hearing"] = workflow.Hearing(not_heard=str(words.pop("not_heard")))
    if "heard_said" in words:
        words["hearing"] = workflow.Hearing(
            clock.today(), str(words.pop("heard_how")), str(words.pop("heard_said"))
        )
    if step.what == "legal_step":
        words["day"] = clock.today()
        if within := words.pop("within", None):
            words["until"] = clock.today() + timedelta(days=int(str(within)))
        if fine := words.pop("fine", None):
            words["amounts"] = workflow.Amounts(fine=int(str(fine)))
    if step.what == "assist":
        words["due_on"] = clock.today() + timedelta(days=ASSISTANCE_DAYS)
    if step.what not in {"accept", "investigate"}:
        words["box"] = box
    getattr(workflow, step.what)(case, actor=actor, **words)


def photo() -> SimpleUploadedFile:
    """A drawn picture of a door, in place of a photograph."""
    picture = Image.new("RGB", (800, 600), "#d9d4c7")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((280, 80, 520, 560), fill="#7a4b2e", outline="#4b2c19", width=6)
    draw.ellipse((478, 320, 500, 342), fill="#d8b24a")
    draw.rectangle((360, 130, 440, 170), fill="#f4f1e8")
    draw.text((382, 142), "501", fill="#222222", font_size=22)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return SimpleUploadedFile("门口.png", file.getvalue(), "image/png")
