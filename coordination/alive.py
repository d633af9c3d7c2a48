"""Asks the app next door whether it is alive, for the container's health check. Runs alone, without Django."""

from __future__ import annotations

import os
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

if __name__ == "__main__":
    host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"
    question = Request("http://127.0.0.1:8000/health/", headers={"Host": host})
    urlopen(question, timeout=4).close()  # noqa: S310  (an address of our own; any answer but 200 raises)
