"""A suggestion whose sender agreed is told to the public, in the unit's own words."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from complaints import publish
from complaints.cases import Case, CaseEvent
from complaints.vault.boxes import Box
from complaints.workflow.clarifying import echo
from complaints.workflow.rules import Refused
from complaints.workflow.turns import turn, words
from portal.users.models import User


def publish_suggestion(
    case: Case,
    *,
    actor: User,
    box: Box,
    title: str,
    text: str,
    version: int | None = None,
) -> CaseEvent:
    """Draft a page that editors and a second person go on with; nothing is public."""
    with turn(case, actor=actor, step="publish", version=version, box=box) as now:
        told = "\n".join([box.open("body") or "", *box.open_all("message").values()])
        for said in (words(title), words(text)):
            if found := echo(said, told):
                raise Refused(
                    gettext(
                        "“%(words)s” stands in what was sent. Say it in your own"
                        " words: what the sender wrote stays sealed."
                    )
                    % {"words": found}
                )
        try:
            publish.suggestion(now.case, title=title.strip(), text=text, by=actor)
        except publish.NoSection:
            raise Refused(
                gettext("The column has no section for suggestions yet.")
            ) from None
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        return now.record("publish")
