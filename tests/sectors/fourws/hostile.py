"""Workbooks written by hand, byte by byte: good ones, and what somebody could make of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

HEADERS = ("Organisation", "Governorate", "Sector", "Activity", "People reached")
ROW = ("Hope", "Ninewa", "Health", "Counselling", 12)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ROWS_OF_OURS = [HEADERS, *[ROW] * 9]


def zipped(parts: dict[str, bytes], *, level: int = 6) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def cell(place: str, value: object) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def sheet_rows(rows: list[tuple]) -> str:
    return "".join(
        f'<row r="{number}">'
        + "".join(cell(f"{chr(65 + column)}{number}", value) for column, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, 1)
    )


def sheet(rows: str, *, before: str = "", after: str = "", head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="{MAIN}" xmlns:r="{DOCUMENT}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    ).encode()


def workbook(sheet_xml: bytes | None = None, **extra: bytes) -> dict[str, bytes]:
    """The parts of a small workbook; `extra` by their path with / written __."""
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            f'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'
        ).encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{DOCUMENT}/officeDocument" '
            f'Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets><sheet name="4W" sheetId="1" r:id="rId1"/></sheets>'
            f"</workbook>"
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{DOCUMENT}/worksheet" '
            f'Target="worksheets/sheet1.xml"/></Relationships>'
        ).encode(),
        SHEET: sheet_xml if sheet_xml is not None else sheet(sheet_rows(ROWS_OF_OURS)),
    }
    return parts | {name.replace("__", "/"): content for name, content in extra.items()}


def xlsx(sheet_xml: bytes | None = None, **extra: bytes) -> bytes:
    return zipped(workbook(sheet_xml, **extra))


def ods(rows: str | None = None, *, head: str = "") -> bytes:
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    if rows is None:
        rows = "".join(ods_row(*row) for row in ROWS_OF_OURS)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content xmlns:office="{office}" xmlns:table="{table}" '
        f'xmlns:text="{text}" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="4W">{rows}'
        f"</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "content.xml": content.encode(), "META-INF/manifest.xml": b"<x/>"})


def ods_row(*values: object, repeated: int = 1, wide: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{wide}"><text:p>{value}</text:p>'
        f"</table:table-cell>"
        for value in values
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def label(row: int, column: int, text: str) -> bytes:
    plain = text.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + plain)


def xls(cells: bytes | None = None) -> bytes:
    """A workbook of 1997: one sheet in one stream of a compound file."""
    if cells is None:
        cells = b"".join(
            label(number, column, str(value))
            for number, row in enumerate(ROWS_OF_OURS)
            for column, value in enumerate(row)
        )
    begin, end = struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 1996, 0, 6), record(0x000A, b"")
    name = struct.pack("<BB", 2, 0) + b"4W"
    head = len(record(0x0809, begin)) + len(record(0x0085, struct.pack("<IH", 0, 0) + name)) + len(end)
    stream = (
        record(0x0809, begin)
        + record(0x0085, struct.pack("<IH", head, 0) + name)
        + end
        + record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 1996, 0, 6))
        + cells
        + end
    )
    return compound(stream.ljust(4096, b"\0"))


def compound(stream: bytes) -> bytes:
    """One stream in an OLE container: header, allocation table, directory, stream."""
    stream = stream.ljust(-(-len(stream) // 512) * 512, b"\0")
    sectors = len(stream) // 512
    last = 0xFFFFFFFE
    table = [0xFFFFFFFD, last, *range(3, 2 + sectors), last]
    assert len(table) <= 128, "one sector of allocation table only"
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096,
        last, 0, last, 0,
    ) + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)  # fmt: skip
    entries = entry("Root Entry", 5, child=1) + entry("Workbook", 2, start=2, size=len(stream))
    return (
        header
        + struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
        + entries.ljust(512, b"\0")
        + stream
    )


def entry(name: str, kind: int, *, child: int = 0xFFFFFFFF, start: int = 0xFFFFFFFE, size: int = 0) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(16 + 4 + 16)
        + struct.pack("<IQ", start, size)
    )


def csv(separator: str = ",") -> bytes:
    return "".join(separator.join(map(str, row)) + "\r\n" for row in ROWS_OF_OURS).encode()


def lying(parts: dict[str, bytes], name: str, says: int) -> bytes:
    """The archive with another unpacked size for one part, in its directory and before it."""
    data = bytearray(zipped(parts))
    size = struct.pack("<I", len(parts[name]))
    mark = struct.pack("<I", zlib.crc32(parts[name]))
    at = 0
    while (at := data.find(mark, at)) >= 0:
        if data[at + 8 : at + 12] == size:
            data[at + 8 : at + 12] = struct.pack("<I", says)
        at += 4
    return bytes(data)
