"""What is written to the log. Some addresses are keys, that of a calendar and those in letters: they are kept nowhere."""

from __future__ import annotations

import logging
import re

KEY = re.compile(r"(/(?:calendar|letters/\w+)/)\w{20,}")


class WithoutKeys(logging.Filter):
    """Django writes down the address of whatever it refuses, and programs ask in ways we refuse."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if KEY.search(text):
            record.msg, record.args = KEY.sub(r"\1***", text), None
        return True
