"""What the log says of a sender, and of a link that opens an account."""

import logging
import time

from django.test import RequestFactory

from portal.logs import NoTrace


def record(path, level=logging.WARNING, name="django.request"):
    made = logging.LogRecord(name, level, __file__, 1, "Not Found: %s", (path,), None)
    made.request = RequestFactory().get(path)
    made.status_code = 500 if level >= logging.ERROR else 404
    return made


class TestLog:
    def test_a_senders_mistakes_leave_no_line(self):
        for path in ("/tips/new/", "/en/tips/mailbox/", "/elder/tips/none/"):
            assert not NoTrace().filter(record(path))

    def test_a_fault_of_the_house_leaves_the_day_alone(self):
        fault = record("/tips/new/", logging.ERROR)
        assert NoTrace().filter(fault)
        assert fault.getMessage() == "confidential side: 500 "
        assert logging.Formatter("%(asctime)s").format(fault).endswith("00:00:00,000")
        today = time.strftime("%Y-%m-%d")
        assert logging.Formatter("%(asctime)s").format(fault).startswith(today)

    def test_what_intake_itself_says_carries_the_day_alone(self):
        said = logging.LogRecord(
            "complaints.intake.challenge", logging.WARNING, "", 1, "no answer", (), None
        )
        assert NoTrace().filter(said)
        assert logging.Formatter("%(asctime)s").format(said).endswith("00:00:00,000")

    def test_a_welcome_is_not_named(self):
        path = "/admin/welcome/NA/dihbre-c003bdca/"
        assert not NoTrace().filter(record(path, name="django.security.csrf"))
        fault = record(path, logging.ERROR)
        assert NoTrace().filter(fault)
        assert "dihbre" not in fault.getMessage()

    def test_other_pages_are_logged_as_ever(self):
        other = record("/none/")
        assert NoTrace().filter(other)
        assert other.getMessage() == "Not Found: /none/"
