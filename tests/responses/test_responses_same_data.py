"""The same data gives the same table, whatever the file: wide or long; CSV, Parquet or XLSX."""

import csv

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from responses_bank import BANK

from pixauthor.responses.answers import render_answer
from pixauthor.responses.model import SKIP_MARKER
from pixauthor.responses.store import load_responses
from pixauthor.responses.table_import import ImportOptions, import_table

PRINTABLE = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=10).filter(str.strip)
ANSWERS = {
    "choix-1": st.sampled_from("abcd"),
    "cases-1": st.sets(st.sampled_from("abcd"), min_size=1).map(sorted).map(render_answer),
    "texte-1": PRINTABLE,
    "nombre-1": st.sampled_from(["12,5", "12.5", "1 250", "abc"]),
    "trous-1": st.fixed_dictionaries({"copier": PRINTABLE, "coller": PRINTABLE}).map(render_answer),
    "ordre-1": st.permutations("abc").map(list).map(render_answer),
}
CELLS = st.one_of(st.none(), st.just(SKIP_MARKER))
PERSON = st.fixed_dictionaries({item: CELLS | answer | answer for item, answer in ANSWERS.items()})
TABLES = st.lists(
    st.tuples(st.sampled_from(["", "s1"]), st.sampled_from(["", "3e", "Lycée"]), PERSON), min_size=1, max_size=6
)


def to_long(people):
    rows = [("candidate", "session", "group_classe", "item", "answer")]
    for number, (session, group, answers) in enumerate(people):
        rows += [(f"E{number}", session, group, item, cell) for item, cell in answers.items() if cell is not None]
    return rows


def to_wide(people):
    rows = [("candidat", "session", "groupe_classe", *ANSWERS)]
    rows += [
        (f"E{number}", session, group, *(answers[item] for item in ANSWERS))
        for number, (session, group, answers) in enumerate(people)
    ]
    return rows


def write_csv(path, rows, delimiter=","):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)


def write_xlsx(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    for cells in book.active.iter_rows():
        for cell in cells:
            if cell.data_type == "f":  # a text that starts with "=" is no formula here
                cell.data_type = "s"
    book.save(path)


def write_parquet(path, rows):
    columns = zip(*rows[1:], strict=True)
    table = {name: pa.array(list(column), pa.string()) for name, column in zip(rows[0], columns, strict=True)}
    pq.write_table(pa.table(table), path)


def imported(folder, name, write, rows):
    write(folder / name, rows)
    report = import_table(folder / name, BANK, folder / f"exports-{name}", ImportOptions(cells="answers"))
    assert report.n_rejected == 0, [one.reason() for one in report.examples]
    return load_responses(folder / f"exports-{name}").drop(columns="source")


@settings(max_examples=15, deadline=None)
@given(TABLES.filter(lambda people: len(to_long(people)) > 1))
def test_wide_and_long_and_every_format_give_the_same_table(tmp_path_factory, people):
    folder = tmp_path_factory.mktemp("same")
    tables = [
        imported(folder, "long.csv", write_csv, to_long(people)),
        imported(folder, "wide.csv", lambda path, rows: write_csv(path, rows, ";"), to_wide(people)),
        imported(folder, "long.parquet", write_parquet, to_long(people)),
        imported(folder, "wide.parquet", write_parquet, to_wide(people)),
        imported(folder, "long.xlsx", write_xlsx, to_long(people)),
        imported(folder, "wide.xlsx", write_xlsx, to_wide(people)),
    ]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])


def test_typed_columns_give_the_same_table_as_text(desk):
    text = (
        "candidat;item;version;score;temps_s;date;simulé\n"
        "1001;choix-1;1;1;2,5;2026-01-01T10:00:00Z;vrai\n1002;choix-1;1;0,5;30;;faux\n"
    )
    assert desk.load(text).n_rejected == 0
    expected = load_responses(desk.exports).drop(columns="source")
    frame = pd.DataFrame(
        {
            "candidate": [1001, 1002],
            "item": pd.Categorical(["choix-1", "choix-1"]),
            "version": [1.0, 1.0],
            "score": [1, 0.5],
            "seconds": [2.5, 30],
            "answered_at": pd.to_datetime(["2026-01-01T10:00:00Z", None]),
            "simulated": [True, False],
        },
        index=[5, 9],
    )
    assert desk.load(frame.to_parquet, "typed.parquet").n_known == 2
    naive = frame.assign(answered_at=frame["answered_at"].dt.tz_localize(None))
    assert desk.load(lambda path: naive.to_excel(path, index=False), "typed.xlsx").n_known == 2
    pd.testing.assert_frame_equal(load_responses(desk.exports).drop(columns="source"), expected)


def test_lists_and_structs_of_parquet_are_answers(desk):
    table = pa.table(
        {"candidate": ["E1", "E1"], "item": ["cases-1", "trous-1"], "answer": ['["a","c"]', '{"copier":"Ctrl+C"}']}
    )
    desk.load(lambda path: pq.write_table(table, path), "text.parquet")
    lists = pa.table({"candidate": ["E1"], "item": ["cases-1"], "answer": [["c", "a"]]})
    structs = pa.table({"candidate": ["E1"], "item": ["trous-1"], "answer": [{"copier": "Ctrl+C", "coller": None}]})
    for typed in (lists, structs):
        assert desk.load(lambda path, typed=typed: pq.write_table(typed, path), "typed.parquet").n_known == 1


@pytest.mark.parametrize("name", ["a.tsv", "a.TXT", "a.CSV"])
def test_the_case_and_kind_of_the_suffix_do_not_matter(desk, name):
    assert desk.load("candidat\tchoix-1\nE1\tb\n", name).n_added == 1
