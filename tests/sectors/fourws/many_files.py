"""The process that parses one workbook, made to parse one after the other: with its limits, without its start each time."""

from __future__ import annotations

import importlib.util
import io
import struct
import sys


def main() -> None:
    script, max_rows, megabytes, seconds = sys.argv[1], *map(int, sys.argv[2:5])
    spec = importlib.util.spec_from_file_location("spreadsheet_process", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.limit(megabytes, seconds)
    target = io.TextIOWrapper(sys.stdout.buffer, "utf-8", "replace", newline="\n")
    while size := sys.stdin.buffer.read(8):
        module.answer(sys.stdin.buffer.read(struct.unpack("<Q", size)[0]), max_rows, target)


if __name__ == "__main__":
    main()
