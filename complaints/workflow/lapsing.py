"""How a request for assistance ends: by a step of its own, or with its case."""

from complaints import routing
from complaints.cases import AssistanceRequest, Case
from complaints.vault.boxes import destroy_wraps
from portal.users.models import User
from portal.workdays import clock

State = AssistanceRequest.State


def end(request: AssistanceRequest, actor: User | None, state: State) -> None:
    """Nobody waits for an answer any more; what came back is news."""
    request.state, request.ended_by, request.ended_at = state, actor, clock.now()
    request.is_news = state in {State.ANSWERED, State.RETURNED}
    request.save()


def shut_out(request: AssistanceRequest) -> None:
    """Take the words away from the unit that was asked; discipline keeps its key."""
    if not routing.watches(request.asked_unit):
        destroy_wraps(request.envelope, request.asked_unit)


def with_case(case: Case, actor: User | None) -> None:
    """The case has ended: nobody is asked about it any more."""
    for request in case.requests.open().select_related("envelope", "asked_unit"):
        end(request, actor, State.WITHDRAWN)
        shut_out(request)
