"""Bytes → sheets → the table in them: every kind of file, and every kind of bad one."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from sectors.fourws import layout, reading
from sectors.fourws.sentences import FileProblem

HEADERS = ["Organisation", "Governorate", "Sector", "Activity"]
ROW = ["Hope", "Ninewa", "Health", "Counselling"]


def workbook(sheets: dict[str, list[list]], *, hidden: tuple[str, ...] = (), **options) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, options)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name in hidden:
            sheet.hide()
    book.close()
    return target.getvalue()


def text(rows: list[list[str]], separator: str = ",") -> str:
    return "\r\n".join(separator.join(row) for row in rows) + "\r\n"


def refusal(data: bytes, **limits) -> str:
    """The code a file is refused with."""
    with pytest.raises(FileProblem) as caught:
        reading.read("x.xlsx", data, **limits)
    return caught.value.code


def table(data: bytes) -> layout.Table:
    return layout.find(layout.choose(reading.read("file", data)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_tables_of_any_encoding_and_separator_read_the_same(encoding, separator):
    rows = [
        ["Organización", "Municipio", "Sector", "Actividad"],
        ["Niñez Sana", "Copán", "Educación", "Apoyo"],
    ]
    assert reading.read("x.csv", text(rows, separator).encode(encoding)).sheets[0].rows == rows


def test_arabic_of_old_windows_reads_as_arabic():
    rows = [["المنظمة", "المحافظة", "القطاع"], ["منظمة الأمل", "نينوى", "الصحة"]]
    assert reading.read("x.csv", text(rows).encode("cp1256")).sheets[0].rows == rows


def test_a_cell_of_several_lines_stays_one_cell_and_one_row():
    found = table(
        b'Organisation,Governorate,Sector,Activity\nHope,Ninewa,Health,"First\nSecond"\nCare,Duhok,Health,x\n'
    )
    assert [(number, cells[3]) for number, cells in found.rows] == [(2, "First\nSecond"), (3, "x")]


def test_the_prose_sheet_the_hidden_sheet_and_the_list_of_places_are_not_chosen():
    sheets = {
        "Read me": [["Send this file by the fifth of the month."], [""], ["Thank you."]],
        "old ": [HEADERS, *[ROW] * 40],
        "4W data ": [HEADERS, ROW, ROW],
        "Places": [["Governorate", "P-code"], *[["Ninewa", "IQG15"]] * 30],
    }
    assert layout.choose(reading.read("x.xlsx", workbook(sheets, hidden=("old ",)))).name == "4W data "


def test_the_sheet_is_found_by_name_without_its_edge_spaces():
    book = reading.read("x.xlsx", workbook({"4W data ": [HEADERS, ROW]}))
    assert book.sheet("4w data").name == "4W data "
    with pytest.raises(FileProblem) as caught:
        book.sheet("3W")
    assert "'4W data '" in str(caught.value.message)


def test_banners_above_and_blank_rows_between_keep_the_row_numbers_of_the_file():
    found = table(workbook({"a": [["MHPSS group"], [], ["", "Where?"], HEADERS, ROW, [], ROW]}))
    assert (found.header_row, found.first_data_row, [number for number, _cells in found.rows]) == (
        4,
        5,
        [5, 7],
    )


def test_two_rows_of_tags_and_a_translated_header_are_no_data():
    arabic = ["المنظمة", "المحافظة", "القطاع", "النشاط"]
    found = table(workbook({"a": [HEADERS, arabic, ROW]}))
    assert (found.headers, [number for number, _cells in found.rows]) == (HEADERS, [3])
    found = table(
        workbook({"a": [HEADERS, ["#org", "#adm1", "", ""], ["", "", "#sector", "#activity"], ROW]})
    )
    assert (found.tag_rows, found.tags, len(found.rows)) == (
        [2, 3],
        ["#org", "#adm1", "#sector", "#activity"],
        1,
    )


def test_tags_alone_are_a_header():
    found = table(text([["#org", "#adm1+name", "#sector"], ["Hope", "Ninewa", "Health"]]).encode())
    assert (found.header_row, found.headers) == (1, ["#org", "#adm1+name", "#sector"])


def test_dates_numbers_and_yes_come_as_people_read_them():
    found = reading.read("x.xlsx", workbook({"a": [[3.1, 4.0, True, 1e6]]})).sheets[0].rows
    assert found == [["3.1", "4", "TRUE", "1000000"]]


def test_a_blank_formatted_tail_is_no_data():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADERS)
    sheet.write_row(1, 0, ROW)
    for row in range(2, 900):
        sheet.write_blank(row, 20, None, book.add_format({"bold": True}))
    book.close()
    assert [len(row) for row in reading.read("x.xlsx", target.getvalue()).sheets[0].rows] == [4, 4]


def zipped(name: str, content: bytes = b"x") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 ...", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n....", "wrong_type"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "wrong_type"),
        (bytes(range(256)) * 20, "wrong_type"),
        (zipped("word/document.xml"), "wrong_type"),
        (b"PK\x03\x04 and then nothing", "unreadable"),
        (zipped("xl/workbook.xml", b"<workbook>"), "unreadable"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unreadable"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(data, code):
    assert refusal(data) == code


def test_limits_hold_before_anything_is_unpacked(monkeypatch):
    monkeypatch.setattr(reading, "MAX_UNPACKED", 1000)
    monkeypatch.setattr(reading, "read_spreadsheet", lambda *_args: pytest.fail("it was unpacked"))
    assert refusal(zipped("xl/workbook.xml", b" " * 5000)) == "unpacks_too_large"


def test_too_many_rows_and_columns_are_refused():
    assert refusal(b"a,b\n" * 200, max_rows=100) == "too_many_rows"
    assert refusal(workbook({"a": [["a", "b"]] * 200}), max_rows=100) == "too_many_rows"
    assert refusal(b",".join([b"a"] * 400)) == "too_many_columns"


def test_a_single_cell_at_the_far_corner_ends_a_process_and_not_the_site():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    book.add_worksheet().write(1_048_575, 16_383, "x")
    book.close()
    assert refusal(target.getvalue()) in ("unreadable", "too_many_rows")


def refused(rows: list[list]) -> str:
    found = table(workbook({"Summary": rows}))
    with pytest.raises(FileProblem) as caught:
        layout.check(found, found.columns)
    return f"{caught.value.code}: {caught.value.message}"


def test_a_summary_is_refused_with_the_reason():
    pivot = [["Row Labels", "Count of Organisation"], ["Ninewa", 4], ["Grand Total", 4]]
    assert "pivot" in refused(pivot)
    assert "Row Labels" in refused(pivot)
    matrix = [
        ["Governorate", "Health", "Education", "Nutrition", "WASH"],
        ["Ninewa", 4, 2, 1, 9],
        ["Duhok", 1, 0, 2, 2],
    ]
    assert "Health, Education, Nutrition" in refused(matrix)


def test_headers_without_rows_and_rows_without_meaning_are_refused():
    assert refused([HEADERS]).startswith("no_rows")
    assert refused([["alpha", "beta"], ["1", "2"], ["3", "4"]]).startswith("no_columns")


def test_the_header_row_a_person_chose_is_the_header_row():
    rows = [HEADERS, ["who", "where", "which", "what"], ROW, ROW]
    sheet = reading.read("x.xlsx", workbook({"a": rows})).sheets[0]
    found = layout.find(sheet, header_row=2)
    assert (found.header_row, [number for number, _cells in found.rows]) == (2, [3, 4])
    assert found.headers == ["who", "where", "which", "what"]
    assert layout.find(sheet, header_row=99).rows == []


def test_a_row_of_tags_can_be_chosen_as_header():
    tags = ["#org", "#adm1", "#sector", "#activity"]
    sheet = reading.read("x.xlsx", workbook({"a": [HEADERS, tags, ROW]})).sheets[0]
    assert (layout.find(sheet, header_row=2).headers, layout.find(sheet, header_row=2).header_row) == (
        tags,
        2,
    )


def test_words_of_the_group_find_the_header():
    rows = [
        ["Prose about it", "and more", "", ""],
        ["Kto", "Gde", "Chto", "Kogda"],
        ["Hope", "Ninewa", "x", "y"],
    ]
    sheet = reading.read("x.xlsx", workbook({"a": rows})).sheets[0]
    learned = {"kto": "org", "gde": "adm1n", "chto": "activity"}
    found = layout.find(sheet, learned=learned)
    assert (found.header_row, [column.field for column in found.columns][:3]) == (
        2,
        ["org", "adm1n", "activity"],
    )


def test_sums_and_headers_among_the_rows_are_set_aside_by_name():
    head = ["Organisation", "Governorate", "Activity", "People reached"]
    rows = [
        head,
        ["Hope", "Ninewa", "Counselling", 10],
        ["", "Ninewa Total", "", 10],
        head,
        ["#org", "#adm1", "#activity", "#reached"],
        ["Total Relief", "Duhok", "Counselling", 5],
        ["Grand total", "", "", 15],
        ["", "", "المجموع", 15],
    ]
    found = table(workbook({"a": rows}))
    assert found.set_aside == {
        3: "row_of_totals",
        4: "header_again",
        5: "header_again",
        7: "row_of_totals",
        8: "row_of_totals",
    }
    assert len(found.rows) == 7


def test_an_empty_sheet_somebody_chooses_is_refused_by_name():
    with pytest.raises(FileProblem) as wrong:
        layout.find(reading.Sheet("Cover", []))
    assert wrong.value.code == "no_rows"


def test_turkish_of_old_windows_reads_as_turkish():
    rows = [["Kuruluş", "İl", "Sektör"], ["Şefkat Derneği", "Şırnak", "Sağlık"]]
    assert reading.read("x.csv", text(rows).encode("cp1254")).sheets[0].rows == rows


def test_arabic_in_utf_16_without_a_mark_reads_as_arabic():
    rows = [["المنظمة", "المحافظة", "القطاع"], ["منظمة الأمل", "نينوى", "الصحة"]]
    assert reading.read("x.csv", text(rows, "\t").encode("utf-16-le")).sheets[0].rows == rows


def test_letters_opened_as_the_wrong_page_and_saved_again_are_mended():
    rows = [["Organización", "Municipio"], ["Niñez Sana", "Copán"]]
    misread = text(rows).encode().decode("cp1252").encode()
    assert reading.read("x.csv", misread).sheets[0].rows == rows


def test_one_broken_letter_does_not_change_the_alphabet_of_a_file():
    rows = [["Organización", "Municipio"], *[["Niñez Sana", "Copán"]] * 20]
    found = reading.read("x.csv", text(rows).encode() + b"Care,Cop\xe1n\r\n").sheets[0].rows
    assert (found[:21], found[21]) == (rows, ["Care", "Cop\ufffdn"])


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows():
    with pytest.raises(FileProblem) as caught:
        reading.read("x.csv", b'a,b\nc,d\n"e,f\ng,h\n')
    assert (caught.value.code, caught.value.about["row"]) == ("quote_open", 3)
    assert reading.read("x.csv", b'a,b\n12" pipe,d\n').sheets[0].rows[1] == ['12" pipe', "d"]


def test_rows_pasted_from_excel_keep_line_breaks_and_quotation_marks():
    pasted = b'Organisation\tActivity\r\nHope\t"First\nsecond ""quoted"""\r\n'
    assert reading.read("pasted", pasted).sheets[0].rows == [
        ["Organisation", "Activity"],
        ["Hope", 'First\nsecond "quoted"'],
    ]
