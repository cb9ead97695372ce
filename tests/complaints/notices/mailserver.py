"""A real mail server on the loopback, in a thread of its own."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from django.test import override_settings


class Mailbag:
    """Takes every mail; refuses while it is told to."""

    def __init__(self):
        self.mails, self.refuses = [], False

    async def handle_DATA(self, server, session, envelope):
        if self.refuses:
            return "451 try again later"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 OK"


@contextmanager
def mail_server():
    """The bag that mails fall into while the settings point here."""
    bag = Mailbag()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(bag, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=port,
            EMAIL_USE_TLS=False,
            SENDS_MAIL=True,
        ):
            yield bag
    finally:
        controller.stop()
