"""What never reaches a log."""

import logging
import time

#: Requests below these say nothing but that something broke: who sends a tip leaves
#: no trace, and the address of a welcome is a key to the account.
SILENT = ("/tips/", "/admin/welcome/")
#: Loggers that speak while a tip is sent, without a request in hand.
COARSE = "complaints.intake"


class NoTrace(logging.Filter):
    """Takes requests, paths and tracebacks' text out of records under /tips/.

    What a sender did wrong is nobody's business and makes no record at all. Where the
    house failed, the status and the class of its error stay, and the day.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, emptied where it belongs to the confidential side."""
        if record.name.startswith(COARSE):
            to_midnight(record)
        request = getattr(record, "request", None)
        path = getattr(request, "path", "")
        if not any(silent in path for silent in SILENT):
            return True
        if record.levelno < logging.ERROR:
            return False
        to_midnight(record)
        kind = record.exc_info[0] if record.exc_info else None
        failed = kind.__name__ if kind else ""
        status = getattr(record, "status_code", "")
        record.msg, record.args = "confidential side: %s %s", (status, failed)
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def to_midnight(record: logging.LogRecord) -> None:
    """Leave of a record's time the day alone."""
    year, month, day = time.localtime(record.created)[:3]
    record.created = time.mktime((year, month, day, 0, 0, 0, 0, 0, -1))
    record.msecs = 0
