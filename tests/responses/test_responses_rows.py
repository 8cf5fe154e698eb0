"""Rows as responses: what each bad cell is told, and what each good one becomes."""

import csv
import datetime as dt
import json
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from responses_bank import BANK

from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue
from pixauthor.resources import shipped
from pixauthor.responses.answers import parse_answer, render_answer
from pixauthor.responses.fields import parse_moment, parse_number
from pixauthor.responses.model import SKIP_MARKER, Cells, Fault
from pixauthor.responses.store import load_responses

HEADER = "candidat;item;version;réponse;score;temps_s;date;session;statut;simulé;groupe_classe\n"
GOOD = {"candidat": "E1", "item": "choix-1", "réponse": "b"}


def row(**cells):
    names = HEADER.strip().split(";")
    values = GOOD | {
        name.replace("reponse", "réponse").replace("simule", "simulé"): value for name, value in cells.items()
    }
    return HEADER + ";".join(values.get(name, "") for name in names) + "\n"


@pytest.mark.parametrize(("cells", "code", "column"), [
    ({"candidat": ""}, "candidate-missing", "candidat"),
    ({"candidat": "jean.dupont@college.fr"}, "candidate-email", "candidat"),
    ({"candidat": "Dupont"}, "candidate-name", "candidat"),
    ({"candidat": "Jean-Pierre Müller"}, "candidate-name", "candidat"),
    ({"candidat": "1234567890A"}, "candidate-national-number", "candidat"),
    ({"candidat": "123456789AB"}, "candidate-national-number", "candidat"),
    ({"candidat": "élève 12"}, "candidate-form", "candidat"),
    ({"candidat": "E" + "1" * 64}, "candidate-form", "candidat"),
    ({"item": ""}, "item-missing", "item"),
    ({"item": "choix-2"}, "unknown-item", "item"),
    ({"item": "choix-1@2"}, "unknown-version", "item"),
    ({"version": "2"}, "unknown-version", "item"),
    ({"item": "choix-1@1", "version": "2"}, "unknown-version", "item"),
    ({"item": "nombre-1", "version": "1", "reponse": "12"}, "unknown-version", "item"),
    ({"reponse": ""}, "no-answer", "réponse"),
    ({"reponse": "e"}, "malformed-answer", "réponse"),
    ({"reponse": "1"}, "answer-is-score", "réponse"),
    ({"reponse": "#REF!"}, "spreadsheet-error", "réponse"),
    ({"item": "trous-1", "reponse": "Ctrl+C"}, "bad-json", "réponse"),
    ({"item": "trous-1", "reponse": '"{""autre"": ""x""}"'}, "malformed-answer", "réponse"),
    ({"item": "paires-1", "reponse": "s1"}, "bad-pairs", "réponse"),
    ({"item": "cases-1", "reponse": "a,a"}, "malformed-answer", "réponse"),
    ({"item": "ordre-1", "reponse": "a,b"}, "malformed-answer", "réponse"),
    ({"reponse": "", "score": "1,5"}, "bad-score", "score"),
    ({"reponse": "", "score": "-0.1"}, "bad-score", "score"),
    ({"reponse": "", "score": "nan"}, "bad-score", "score"),
    ({"reponse": "", "score": "juste"}, "bad-score", "score"),
    ({"score": "0"}, "score-differs", "réponse"),
    ({"reponse": SKIP_MARKER, "score": "1"}, "skipped-with-answer", "réponse"),
    ({"statut": "aband"}, "skipped-with-answer", "réponse"),
    ({"statut": "ko"}, "status-differs", "réponse"),
    ({"statut": "peut-être"}, "bad-status", "réponse"),
    ({"temps_s": "-1"}, "negative-seconds", "temps_s"),
    ({"temps_s": "douze"}, "bad-seconds", "temps_s"),
    ({"temps_s": "90000"}, "too-many-seconds", "temps_s"),
    ({"date": "hier"}, "bad-date", "date"),
    ({"date": "31/02/2026"}, "bad-date", "date"),
    ({"date": "46000"}, "bad-date", "date"),
    ({"date": "1026-01-01"}, "bad-date", "date"),
    ({"session": "x" * 101}, "bad-label", "session"),
    ({"session": "prof@college.fr"}, "label-email", "session"),
    ({"groupe_classe": "a@b.fr"}, "label-email", "groupe_classe"),
    ({"simule": "bof"}, "bad-simulated", "simulé"),
])  # fmt: skip
def test_a_bad_cell_is_rejected_with_its_line_column_and_reason(desk, cells, code, column):
    report = desk.load(row(**cells))
    (rejected,) = report.examples
    assert (rejected.line, rejected.column, rejected.fault.code) == (2, column, code)
    assert (report.n_read, report.n_added, report.n_rejected) == (1, 0, 1)
    (line,) = csv.DictReader(report.rejects.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert (line["reject_line"], line["reject_column"]) == ("2", column)
    assert line["reject_reason"] == rejected.reason()
    assert rejected.reason("fr") != rejected.reason("en")


def test_every_reason_of_the_catalogue_can_be_met():
    (cases,) = test_a_bad_cell_is_rejected_with_its_line_column_and_reason.pytestmark
    elsewhere = {"wrong-width", "unnamed-column", "duplicate", "contradicts"}
    assert {code for _, code, _ in cases.args[1]} | elsewhere == set(catalogue("fr", "responses")["rejected"])


def test_a_row_that_is_too_long_or_too_short_is_rejected(desk):
    report = desk.load("candidat;item;réponse\nE1;choix-1\nE2;choix-1;b;c\nE3;choix-1;b\n")
    assert (report.n_added, dict(report.reasons)) == (1, {"wrong-width": 2})


def test_a_cell_under_no_header_is_rejected(desk):
    report = desk.load("candidat;item;réponse;\nE1;choix-1;b;\nE2;choix-1;b;oups\n")
    assert (report.n_added, dict(report.reasons)) == (1, {"unnamed-column": 1})


def test_a_second_answer_to_an_item_in_one_session_is_rejected_with_the_line_of_the_first(desk):
    report = desk.load(row() + "E1;choix-1;;b;;;;;;;\nE1;choix-1;;a;;;;;;;\nE1;choix-1;;b;;;;s2;;;\n")
    assert (report.n_added, dict(report.reasons)) == (2, {"duplicate": 2})
    assert report.examples[0].fault.fields == {"line": 2}


def stored(desk):
    return load_responses(desk.exports)


@pytest.mark.parametrize(("item", "answer", "json_text", "status", "score"), [
    ("choix-1", "b", '"b"', "ok", 1),
    ("choix-1", " a ", '"a"', "ko", 0),
    ("cases-1", "c, a", '["a","c"]', "ok", 1),
    ("cases-1", "a|c", '["a","c"]', "ok", 1),
    ("cases-1", '"[""c"", ""a""]"', '["a","c"]', "ok", 1),
    ("cases-1", "a", '["a"]', "partially", 0.5),
    ("texte-1", "CREME BRULEE", '"CREME BRULEE"', "ok", 1),
    ("nombre-1", "12,45", '"12,45"', "ok", 1),
    ("nombre-1", "12.5 Mo", '"12.5 Mo"', "ok", 1),
    ("trous-1", '"{""coller"": ""Ctrl+V"", ""copier"": ""x""}"', '{"coller":"Ctrl+V","copier":"x"}', "partially", 0.5),
    ("ordre-1", "c > a > b", '["c","a","b"]', "ok", 1),
    ("ordre-1", "c a b", '["c","a","b"]', "ok", 1),
    ("paires-1", "s1:t2, s2:t1", '{"s1":"t2","s2":"t1"}', "ok", 1),
    ("paires-1", "s1=t2|s2=t1", '{"s1":"t2","s2":"t1"}', "ok", 1),
    ("choix-1", SKIP_MARKER, None, "aband", 0),
])  # fmt: skip
def test_an_answer_is_graded_with_the_key_of_the_bank(desk, item, answer, json_text, status, score):
    report = desk.load(row(item=item, reponse=answer))
    assert not report.examples
    (line,) = stored(desk).to_dict("records")
    assert (line["answer"] if json_text else None) == json_text
    assert (line["status"], line["score"]) == (status, score)


def test_a_row_of_every_column_is_stored_as_it_says(desk):
    content = row(
        version="1", temps_s="12,5", date="22/11/2026 14:30", session="mardi", simule="oui", groupe_classe="3e"
    )
    report = desk.load(content, zone=ZoneInfo("Europe/Paris"))
    (line,) = stored(desk).to_dict("records")
    assert line.pop("answered_at") == dt.datetime(2026, 11, 22, 13, 30, tzinfo=dt.UTC)
    assert line == {
        "candidate": "E1", "item": "choix-1", "version": 1, "answer": '"b"', "status": "ok", "score": 1.0,
        "seconds": 12.5, "session": "mardi", "simulated": True, "source": report.source, "group_classe": "3e",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "score", "status"), [("1", 1, "ok"), ("0", 0, "ko"), ("0,25", 0.25, "partially"), (".5", 0.5, "partially")]
)
def test_a_given_score_is_taken_as_it_is(desk, text, score, status):
    desk.load(row(reponse="", score=text))
    (line,) = stored(desk).to_dict("records")
    assert (line["score"], line["status"]) == (score, status)


def test_scores_may_be_preferred_to_answers(desk):
    report = desk.load(row(reponse="b", score="0"), cells=Cells.SCORES)
    assert (report.n_added, report.n_rejected) == (1, 0)
    assert stored(desk)["score"].tolist() == [0]


def test_a_late_right_answer_counts_as_a_failure(desk):
    desk.load(row(statut="timedout") + "E2;choix-1;;b;;;;;focusedOut;;\n")
    assert stored(desk)[["status", "score"]].to_numpy().tolist() == [["timedout", 0.0], ["focusedOut", 0.0]]


def test_the_skip_marker_may_be_another(desk):
    desk.load(row(reponse="NR"), skip_marker="NR")
    assert stored(desk)["status"].tolist() == ["aband"]


def test_answers_may_be_given_as_json(desk):
    desk.load(
        'candidate,item,answer_json\nE1,choix-1,"""b"""\nE1,texte-1,"""flan"""\nE1,cases-1,"[""a"",""c""]"\nE2,choix-1,null\n'
    )
    assert stored(desk)["status"].tolist() == ["ok", "ok", "ko", "aband"]


@pytest.mark.parametrize(("text", "moment"), [
    ("2026-11-22T14:30:00Z", "2026-11-22T14:30:00+00:00"),
    ("2026-11-22 14:30", "2026-11-22T13:30:00+00:00"),
    ("2026-07-22 14:30", "2026-07-22T12:30:00+00:00"),
    ("2026-11-22T14:30:00+03:00", "2026-11-22T11:30:00+00:00"),
    ("22/11/2026", "2026-11-21T23:00:00+00:00"),
    ("2/1/2026 9h05", "2026-01-02T08:05:00+00:00"),
    ("22/11/2026 14:30:15", "2026-11-22T13:30:15+00:00"),
])  # fmt: skip
def test_a_moment_is_stored_in_utc(text, moment):
    assert parse_moment(text, ZoneInfo("Europe/Paris")).isoformat() == moment


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-13-01", "20261122", "1/1"]
)
def test_a_moment_out_of_reach_is_a_fault(text):
    assert isinstance(parse_moment(text, dt.UTC), Fault)


@given(st.text(max_size=30))
def test_no_text_makes_a_parser_fail(text):
    assert parse_number(text) is None or isinstance(parse_number(text), float)
    parse_moment(text, dt.UTC)


@given(st.text(max_size=40))
def test_no_text_makes_an_answer_parser_fail(text):
    for item in BANK:
        parse_answer(item.interaction, text)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": NaN}', '{"a": 1, "a": 2}', '"\\ud800"', "1" * 5000])
def test_hostile_json_is_a_fault(bank, text):
    assert isinstance(parse_answer(bank["trous-1"].interaction, text), Fault)


@given(st.data())
def test_an_answer_that_was_rendered_is_parsed_back(data):
    texts = st.text(st.characters(codec="utf-8"), min_size=1)
    answers = {
        "choix-1": st.sampled_from("abcd"),
        "cases-1": st.sets(st.sampled_from("abcd"), min_size=1).map(sorted),
        "texte-1": texts,
        "trous-1": st.dictionaries(st.sampled_from(["copier", "coller"]), texts),
        "ordre-1": st.permutations("abc"),
        "paires-1": st.dictionaries(st.sampled_from(["s1", "s2"]), st.sampled_from(["t1", "t2"])),
    }
    item = data.draw(st.sampled_from(sorted(answers)))
    answer = data.draw(answers[item])
    assert parse_answer(BANK[item].interaction, render_answer(answer)) == answer


@pytest.mark.parametrize(("header", "message", "said"), [
    ("item;réponse", "responses.no-candidate", "item, réponse"),
    ("candidat;item;réponse;comentaire", "responses.unknown-columns", "comentaire"),
    ("candidat;item;repons", "responses.unknown-columns", "vouliez-vous « reponse »"),
    ("candidat;choix1", "responses.unknown-columns", "vouliez-vous « choix-1 »"),
    ("candidat;choix-1;temps_s", "responses.unknown-columns", "temps_s"),
    ("candidat;prenom;choix-1", "responses.unknown-columns", "prenom"),
    ("candidat;item;version", "responses.no-answers", "score"),
    ("candidat;session", "responses.no-answers", "candidat"),
    ("candidat;candidate;choix-1", "responses.column-twice", "candidate"),
    ("candidat;item;groupe_Âge;group_age;score", "responses.column-twice", "group_age"),
])  # fmt: skip
def test_a_header_that_makes_no_table_is_refused(desk, header, message, said):
    cells = ";".join("1" for _ in header.split(";"))
    with pytest.raises(PixauthorError) as caught:
        desk.load(f"{header}\n{cells}\n")
    assert caught.value.message == message
    assert said in str(caught.value).replace("\u00a0", " ")
    assert caught.value.place.line == 1
    assert not desk.exports.exists()


def test_a_column_may_be_left_out_by_choice(desk):
    report = desk.load("candidat;prénom;choix-1\nE1;Jean;b\n", ignored=["prénom"])
    assert report.n_added == 1
    assert "Jean" not in stored(desk).to_csv()


def test_the_order_and_spelling_of_columns_do_not_matter(desk):
    desk.load("Groupe_Établissement ; SCORE;Item;Id candidat\nLycée;1;choix-1;E1\n")
    (line,) = stored(desk).to_dict("records")
    assert (line["candidate"], line["score"], line["group_etablissement"]) == ("E1", 1.0, "Lycée")


def test_an_empty_cell_of_a_wide_table_is_missing_by_design_and_a_marker_is_a_skip(desk):
    desk.load(f"candidat;choix-1;texte-1;nombre-1@3\nE1;b;;{SKIP_MARKER}\nE2;;flan;12,5\n")
    lines = stored(desk)[["candidate", "item", "version", "status"]].to_numpy().tolist()
    assert lines == [
        ["E1", "choix-1", 1, "ok"],
        ["E1", "nombre-1", 3, "aband"],
        ["E2", "nombre-1", 3, "ok"],
        ["E2", "texte-1", 1, "ko"],
    ]


def test_a_wide_table_of_ones_and_zeros_holds_scores(desk):
    report = desk.load("candidat;choix-1;nombre-1;texte-1\nE1;1;0;0,5\nE2;;1;#ABAND#\n")
    assert (report.cells, report.n_added, report.n_rejected) == (Cells.SCORES, 5, 0)
    assert stored(desk)["score"].tolist() == [1, 0, 0.5, 1, 0]


def test_what_cells_hold_may_be_said(desk):
    report = desk.load("candidat;nombre-1;texte-1\nE1;1;0\n", cells=Cells.ANSWERS)
    assert stored(desk)["answer"].tolist() == ['"1"', '"0"']
    assert report.cells is Cells.ANSWERS


def test_an_unknown_item_of_a_wide_table_rejects_its_cells_only(desk):
    report = desk.load("candidat;choix-1;choix-9;nombre-1@2\nE1;b;a;12,5\nE2;b;;\n")
    assert (report.n_read, report.n_added, dict(report.reasons)) == (4, 2, {"unknown-item": 1, "unknown-version": 1})
    (line,) = csv.DictReader(report.rejects.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert (line["reject_column"], line["candidat"], line["choix-1"]) == ("choix-9, nombre-1@2", "E1", "b")


def test_a_bad_candidate_of_a_wide_table_rejects_all_his_cells(desk):
    report = desk.load("candidat;choix-1;texte-1\nJean Dupont;b;flan\nE2;b;\n")
    assert (report.n_read, report.n_added, dict(report.reasons)) == (3, 1, {"candidate-name": 2})


def test_stored_rows_satisfy_the_schema(desk):
    desk.load(
        row(temps_s="3", date="2026-01-01", groupe_classe="3e", session="s")
        + "E2;choix-1;;#ABAND#;;;;;;;\nE3;choix-1;;;0,5;;;;;;\n"
    )
    schema = json.loads((shipped("schemas") / "responses.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    frame = stored(desk)
    rows = json.loads(frame.to_json(orient="records", date_format="iso"))
    assert len(rows) == 3
    for line in rows:
        validator.validate(line)
        if line["answer"] is not None:
            json.loads(line["answer"])
    assert set(frame.columns) - {"group_classe"} == set(schema["properties"])
