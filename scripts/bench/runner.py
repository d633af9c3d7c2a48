"""One way in a process of its own: gets ready, then runs once for every line it reads. Answers in JSON, a line each.

A way is named `module.function`, and `module.function:word:word` when it is given words.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
from importlib import import_module
from typing import Any, TextIO

from scripts.bench.about import About


def memory() -> float:
    """The most this process, or one it started, ever held, in MB."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    both = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(both) / unit


def say(out: TextIO, **words: Any) -> None:
    out.write(json.dumps(words) + "\n")
    out.flush()


def main(way: str, about: str) -> None:
    out, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints is no answer
    known = About(**json.loads(about))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "scripts.bench.settings", "DATABASE_URL": known.url, "VAR_DIR": known.folder,
    }  # fmt: skip
    name, *words = way.split(":")
    module, _dot, name = name.partition(".")
    try:
        import_module("django").setup()
        ready = getattr(import_module(f"scripts.bench.ways.{module}"), name)(known, *words)
    except ModuleNotFoundError as missing:
        return say(out, skipped=f"{missing.name} is not installed")
    say(out, ready=True)
    for _line in sys.stdin:
        ready.before()
        gc.collect()
        begin = time.perf_counter()
        answer = ready.run()
        say(out, seconds=time.perf_counter() - begin, megabytes=memory(), answer=answer)
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
