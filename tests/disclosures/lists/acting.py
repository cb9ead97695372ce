"""What people do to the lists, in the admin."""

from io import BytesIO

from django.test import Client

from disclosures.lists.items import ListKind
from disclosures.lists.sheets import find_list
from disclosures.lists.workbooks import read_grids
from portal.workdays.clock import today

from .sheets import problems

CLOSING = {"result": "房屋已退回。", "evidence": "退房单已归档。"}


def closing(**changes):
    return CLOSING | {"closed_on": today().isoformat()} | changes


def sheet_of(*rows):
    return find_list(read_grids(BytesIO(problems(*rows))), ListKind.PROBLEMS)


def as_user(user):
    client = Client()
    client.force_login(user)
    return client


def close(user, number=1, **changes):
    return as_user(user).post(
        f"/admin/lists/problems/{number}/close/", closing(**changes)
    )


def decide(user, change, act="approve", **words):
    return as_user(user).post(
        f"/admin/lists/changes/{change.pk}/", {"act": act, **words}
    )
