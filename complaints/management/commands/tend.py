"""`manage.py tend`: the house's daily work, and the post."""

import logging
import os
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from complaints import closing
from complaints.counting import Disagree
from complaints.intake import pressure
from complaints.intake.challenge.spent import SpentChallenge
from complaints.intake.tokens import FormToken
from complaints.notices import digest, post
from complaints.retention import run as retention
from complaints.vault import asking
from disclosures.survey import surveys

logger = logging.getLogger(__name__)

#: Notices are written from this hour on (local time): staff find them in the morning.
HOUR = 8
SECONDS_BETWEEN = 60


class Command(BaseCommand):
    """Does once what is due, or again and again as long as the server runs."""

    help = "Write and send notices, forget what is past its time."

    def add_arguments(self, parser: CommandParser) -> None:
        """`manage.py start` keeps one beside the server."""
        parser.add_argument(
            "--beside",
            type=int,
            metavar="PID",
            help="go on, every minute, until that parent process has ended",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """What fails today is tried again; it must not stop the rest."""
        parent = options["beside"]
        if not parent:
            tend()
        while parent and _sleeps_beside(parent):
            close_old_connections()
            tend()


def tend() -> None:
    """Everything that is due now; safe to run from several places at once."""
    local = timezone.localtime()
    if local.hour >= HOUR:
        _safely(digest.write_notices, local.date())
        _safely(closing.close)
        _safely(retention.run_on, local.date())
    _safely(call_command, "publish_scheduled")
    _safely(post.post_waiting)
    _safely(post.forget_old)
    _safely(FormToken.objects.purge)
    _safely(asking.lapse)
    _safely(pressure.forget)
    _safely(SpentChallenge.objects.forget)
    _safely(surveys.forget)


def _safely(chore: Any, *given: Any) -> None:
    try:
        chore(*given)
    except (Error, OSError, Disagree) as error:
        logger.warning("%s: %s", chore.__name__, type(error).__name__)


def _sleeps_beside(parent: int) -> bool:
    """Wait a minute, looking every second whether the server is still there."""
    for _second in range(SECONDS_BETWEEN):
        if os.getppid() != parent:
            return False
        time.sleep(1)
    return True
