"""What stands in the way of a step beyond person and state; each empty when nothing."""

from collections.abc import Callable

from django.utils.translation import gettext

from complaints.cases import ENDED, CallRequest, Case, Reissue
from complaints.topics import Kind
from portal.users.models import User
from portal.workdays.clock import today


def open_call(case: Case) -> CallRequest | None:
    """The phone call that somebody has yet to make."""
    return case.calls.filter(ended_on=None).first()


def waiting_reissue(case: Case) -> Reissue | None:
    """A new receipt that a second person has yet to hand out, today."""
    waiting = case.reissues.filter(handed_out_by=None, day=today())
    return waiting.select_related("asked_by").first()


def _no_rating(case: Case, user: User | None) -> str:
    return gettext("You have rated this already.") if case.rating else ""


def _no_adding(case: Case, user: User | None) -> str:
    return gettext("Name and phone are kept already.") if case.is_real_name else ""


def _no_deleting(case: Case, user: User | None) -> str:
    if not case.is_real_name:
        return gettext("No name and no phone number are kept.")
    if case.kind == Kind.DECLARATION and case.state not in ENDED:
        return gettext(
            "A declaration needs name and phone until it is concluded. Then you can"
            " delete them here."
        )
    return ""


def _no_asking(case: Case, user: User | None) -> str:
    if not case.is_real_name:
        return gettext("To be phoned, leave your name and phone number first.")
    if open_call(case):
        return gettext("You have asked for a phone call already.")
    return ""


def _no_call(case: Case, user: User | None) -> str:
    # Without a number there is no call: deleting it withdraws one.
    if case.is_real_name and open_call(case):
        return ""
    return gettext("No phone call is asked for.")


def _no_reissue(case: Case, user: User | None) -> str:
    if not case.is_real_name:
        return gettext(
            "An anonymous sender cannot be told from anybody else: there is no new"
            " receipt for this tip."
        )
    if waiting_reissue(case):
        return gettext(
            "A new receipt was asked for today; a second person hands it out."
        )
    return ""


def _no_handing_out(case: Case, user: User | None) -> str:
    waiting = waiting_reissue(case) if case.is_real_name else None
    if waiting is None:
        return gettext("Nobody has asked for a new receipt today.")
    if user is None or waiting.asked_by_id == user.pk:
        return gettext("Another person must hand it out.")
    return ""


#: Step → why not now.
OBSTACLES: dict[str, Callable[[Case, User | None], str]] = {
    "rate": _no_rating,
    "add_contact": _no_adding,
    "delete_contact": _no_deleting,
    "ask_call": _no_asking,
    "withdraw_call": _no_call,
    "call_done": _no_call,
    "reissue_receipt": _no_reissue,
    "confirm_reissue": _no_handing_out,
}
