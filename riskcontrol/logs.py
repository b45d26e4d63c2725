"""How the log reads."""

import logging


class RefusalsInOneLine(logging.Filter):
    """Takes the traceback from what was only refused: it fills the log at the will of whoever sends the request."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", None)
        if isinstance(status, int) and status < 500:
            record.exc_info = record.exc_text = None
        return True
