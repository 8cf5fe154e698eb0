"""Files as rows: every separator and encoding that spreadsheets write, and a clear sentence for the rest."""

import datetime as dt
import io
import os
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.errors import PixauthorError
from pixauthor.responses import csv_reader, xlsx_reader
from pixauthor.responses.readers import open_table
from pixauthor.responses.source_table import cell_text


def refusal(path, sheet=""):
    with pytest.raises(PixauthorError) as caught:
        list(open_table(path, sheet).rows())
    assert str(path) in str(caught.value)
    return caught.value


def write(tmp_path, content, name="r.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_separator_bom_and_line_ending_do_not_change_the_rows(tmp_path, separator, start, ending):
    text = ending.join(separator.join(row) for row in (["candidat", "réponse"], ["E1", "é"], ["E2", "ü"])) + ending
    table = open_table(write(tmp_path, start + text.encode()))
    assert table.header == ("candidat", "réponse")
    assert [(row.line, row.cells) for row in table.rows()] == [(2, ("E1", "é")), (3, ("E2", "ü"))]


def test_a_cell_of_several_lines_keeps_the_count_of_lines(tmp_path):
    table = open_table(write(tmp_path, b'a;b\n"x\ny";1\nz;2\n'))
    assert [(row.line, row.cells) for row in table.rows()] == [(2, ("x\ny", "1")), (4, ("z", "2"))]


def test_blank_lines_are_no_rows_and_still_count(tmp_path):
    table = open_table(write(tmp_path, b"\n\na;b\n\n1;2\n;\n3;4\n"))
    assert table.header_line == 3
    assert [row.line for row in table.rows()] == [5, 7]


@pytest.mark.parametrize(("content", "line", "column"), [
    (b"a;b\nE1;caf\xe9\n", 2, 7),
    ("a;b\nété;".encode() + b"\xff\n", 2, 5),
    (b"\xff\xfea\x00;\x00", 1, 1),
    ("a;b\n1;2\n".encode("utf-16-le"), 1, 2),
])  # fmt: skip
def test_a_byte_that_is_not_utf8_is_named_with_its_place(tmp_path, content, line, column):
    error = refusal(write(tmp_path, content))
    assert error.message == "files.encoding"
    assert (error.place.line, error.place.column) == (line, column)


@pytest.mark.parametrize(("content", "message"), [
    (b"", "responses.empty-file"),
    (b"\n \n\n", "responses.empty-file"),
    (b"\xef\xbb\xbf", "responses.empty-file"),
    (b"a;b\n", "responses.no-rows"),
    (b"a;b\n\n;\n", "responses.no-rows"),
    (b'a;b\n1;2\n"3;4\n5;6\n', "responses.bad-csv"),
    (b'a;b\n"1"x;2\n', "responses.bad-csv"),
])  # fmt: skip
def test_a_csv_that_cannot_be_read_is_refused(tmp_path, content, message):
    assert refusal(write(tmp_path, content)).message == message


def test_a_quote_that_never_closes_is_named_where_it_opens(tmp_path):
    assert refusal(write(tmp_path, b'a;b\n1;2\n3;"4\n5;6\n7;8\n')).place.line == 3


def test_an_endless_line_is_refused_without_reading_it_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_reader, "MAX_LINE_BYTES", 100)
    error = refusal(write(tmp_path, b"a;b\n1;2\n" + b"x" * 101))
    assert (error.message, error.place.line) == ("responses.line-too-long", 3)


def test_a_missing_file_a_folder_a_pipe_and_an_unknown_format_are_refused(tmp_path):
    assert refusal(tmp_path / "none.csv").message == "files.missing"
    (tmp_path / "folder.csv").mkdir()
    assert refusal(tmp_path / "folder.csv").message == "files.is-folder"
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(tmp_path / "pipe.csv").message == "responses.not-regular"
    assert refusal(write(tmp_path, b"a", "r.ods")).message == "responses.unknown-format"


def test_a_damaged_parquet_is_refused_wherever_the_damage_is(tmp_path):
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": [f"E{i}" for i in range(500)], "b": ["x"] * 500}), buffer)
    good = buffer.getvalue()
    for damaged in (b"PAR1", b"hello", good[:-10], good[10:], good[:100] + b"\0" * 200 + good[300:]):
        assert refusal(write(tmp_path, damaged, "r.parquet")).message == "responses.damaged"


def test_a_parquet_that_announces_too_many_rows_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("pixauthor.responses.parquet_reader.MAX_ROWS", 2)
    pq.write_table(pa.table({"a": ["1", "2", "3"]}), tmp_path / "r.parquet")
    assert refusal(tmp_path / "r.parquet").message == "responses.too-many-rows"


def test_bytes_in_a_parquet_must_be_utf8(tmp_path):
    pq.write_table(pa.table({"a": [b"ok", b"\xff"]}), tmp_path / "r.parquet")
    error = refusal(tmp_path / "r.parquet")
    assert (error.message, error.place.line) == ("files.encoding", 2)


def test_a_damaged_xlsx_is_refused(tmp_path):
    good = workbook(tmp_path / "good.xlsx", Feuille=[["a", "b"], [1, 2]]).read_bytes()
    middle = len(good) // 2
    no_sheet = io.BytesIO()
    with zipfile.ZipFile(no_sheet, "w") as archive:
        archive.writestr("hello.txt", "hello")
    for damaged in (b"hello", good[:middle], good[middle:], no_sheet.getvalue()):
        assert refusal(write(tmp_path, damaged, "r.xlsx")).message == "responses.damaged"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "r.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    assert refusal(tmp_path / "r.xlsx").message == "responses.zip-bomb"


def test_a_cell_far_away_does_not_make_millions(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_reader, "MAX_ROWS", 100)
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.cell(row=200, column=1, value="x")
    book.save(tmp_path / "r.xlsx")
    assert refusal(tmp_path / "r.xlsx").message == "responses.sheet-too-large"


def test_a_workbook_with_several_filled_sheets_needs_the_name_of_one(tmp_path):
    path = workbook(tmp_path / "r.xlsx", un=[["a", "b"], [1, 2]], deux=[["c", "d"], [3, 4]], vide=[])
    error = refusal(path)
    assert error.message == "responses.several-sheets"
    assert "un, deux" in str(error)
    assert open_table(path, "deux").header == ("c", "d")
    assert refusal(path, "trois").message == "responses.no-sheet"
    assert refusal(path, "vide").message == "responses.empty-file"


def test_a_workbook_with_one_filled_sheet_needs_no_name(tmp_path):
    path = workbook(tmp_path / "r.xlsx", vide=[], plein=[[None], ["a", "b"], [1, 0.5], [None, None], [2.0, True]])
    table = open_table(path)
    assert (table.header, table.header_line) == (("a", "b"), 2)
    assert [(row.line, row.cells) for row in table.rows()] == [(3, ("1", "0.5")), (5, ("2", "true"))]


@pytest.mark.parametrize(("value", "text"), [
    (None, ""), (float("nan"), ""), (12.0, "12"), (0.5, "0.5"), (True, "true"), ("é", "é"), (b"x", "x"),
    (dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC), "2026-01-02T03:04:00+00:00"), (dt.date(2026, 1, 2), "2026-01-02"),
    (["a", "c"], '["a", "c"]'), ({"x": "1", "y": None}, '{"x": "1"}'),
])  # fmt: skip
def test_a_typed_cell_is_the_text_that_a_person_would_type(value, text):
    assert cell_text(value) == text


ROWS = st.lists(
    st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)] * 3),
    min_size=1,
    max_size=5,
)


@given(ROWS, st.sampled_from(csv_reader.SEPARATORS))
def test_what_a_csv_writer_writes_is_read_back(tmp_path_factory, rows, separator):
    import csv

    path = tmp_path_factory.mktemp("csv") / "r.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerow(["un", "deux", "trois"])
        writer.writerows(rows)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if filled:
        assert [row.cells for row in open_table(path).rows()] == filled
