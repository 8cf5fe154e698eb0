"""Imports and the store: nothing lost, nothing twice, nothing half-written."""

import csv

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from responses_bank import BANK

from pixauthor.errors import PixauthorError
from pixauthor.responses.store import load_responses, part_paths, responses_dir
from pixauthor.responses.summary import summarize_responses
from pixauthor.responses.table_import import ImportOptions, import_table

FILE = "candidat;item;réponse;session;date\nE1;choix-1;b;s1;2026-01-01\nE2;choix-1;a;s1;\nE2;texte-1;#ABAND#;s1;\n"


def counts(report):
    return report.n_added, report.n_known, report.n_rejected


def test_importing_the_same_file_twice_adds_nothing(desk):
    assert counts(desk.load(FILE)) == (3, 0, 0)
    before = {path: path.read_bytes() for path in part_paths(desk.exports)}
    report = desk.load(FILE)
    assert counts(report) == (0, 3, 0)
    assert report.part is None
    assert {path: path.read_bytes() for path in part_paths(desk.exports)} == before


def test_a_response_known_from_another_file_is_not_added_again(desk):
    desk.load(FILE)
    report = desk.load(FILE.replace(";", ",") + "E3,choix-1,c,s1,\n", "autre.csv")
    assert counts(report) == (1, 3, 0)
    assert len(load_responses(desk.exports)) == 4


def test_another_session_or_moment_is_another_response(desk):
    desk.load(FILE)
    assert counts(desk.load(FILE.replace("s1", "s2"))) == (3, 0, 0)
    assert counts(desk.load(FILE.replace("2026-01-01", "2026-02-01"))) == (1, 2, 0)


def test_a_response_that_contradicts_a_stored_one_is_rejected(desk):
    desk.load(FILE)
    report = desk.load(FILE.replace("choix-1;b", "choix-1;c"))
    assert counts(report) == (0, 2, 1)
    assert dict(report.reasons) == {"contradicts": 1}


def test_the_score_alone_of_a_known_answer_is_known(desk):
    desk.load("candidat;choix-1;cases-1\nE1;b;a\n")
    assert counts(desk.load("candidat;choix-1;cases-1\nE1;1;0,5\n")) == (0, 2, 0)
    assert counts(desk.load("candidat;choix-1;cases-1\nE1;0;0,5\n")) == (0, 1, 1)


def test_what_was_rejected_is_added_once_the_bank_knows_the_item(desk):
    small = BANK.without("texte-1")
    first = desk.load(FILE, bank=small)
    assert counts(first) == (2, 0, 1)
    second = desk.load(FILE)
    assert counts(second) == (1, 2, 0)
    assert not first.rejects.exists()  # nothing is refused any more


def test_a_rejects_file_can_be_mended_and_imported(desk):
    report = desk.load("candidat;item;réponse\nE1;choix-1;b\nE2;choix-1;z\nE3;texte-9;flan\n")
    mended = report.rejects.read_text("utf-8-sig").replace(";z", ";a").replace("texte-9;", "texte-1;")
    assert counts(desk.load(mended, "corrige.csv")) == (2, 0, 0)


def test_what_is_read_is_added_known_or_rejected(desk):
    text = FILE + "E1;choix-1;b;s1;2026-01-01\nx;choix-1;b;s1;\nE9;choix-1;z;s1;\n"
    for expected in ((3, 0, 3), (0, 3, 3)):
        report = desk.load(text)
        assert counts(report) == expected
        assert report.n_read == sum(expected) == 6
        assert report.n_rejected == sum(report.reasons.values())


RESPONSES = st.lists(
    st.tuples(
        st.sampled_from(["E1", "E2", "E3", "Martin"]),
        st.sampled_from(["choix-1", "texte-1", "rien-1"]),
        st.sampled_from(["a", "b", "zz", "", "#ABAND#"]),
        st.sampled_from(["", "s1"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RESPONSES)
def test_no_row_is_ever_lost(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("import")
    path = folder / "r.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([("candidate", "item", "answer", "session"), *rows])
    report = import_table(path, BANK, folder / "exports", ImportOptions())
    assert report.n_read == len(rows) == sum(counts(report))
    stored = load_responses(folder / "exports") if report.n_added else pd.DataFrame()
    assert len(stored) == report.n_added
    rejects = (
        list(csv.DictReader(report.rejects.read_text("utf-8-sig").splitlines(), delimiter=";"))
        if report.rejects
        else []
    )
    assert len(rejects) == report.n_rejected
    assert counts(import_table(path, BANK, folder / "exports", ImportOptions())) == (
        0,
        report.n_added,
        report.n_rejected,
    )


def test_the_order_of_imports_does_not_change_the_table(tmp_path):
    files = [
        ("a.csv", FILE),
        ("b.csv", "candidat;choix-1;groupe_classe\nE9;b;3e\nE0;a;6e\n"),
        ("c.csv", "candidat;texte-1\nE5;flan\n"),
    ]
    tables = []
    for order in (files, files[::-1]):
        exports = tmp_path / f"exports{len(tables)}"
        for name, content in order:
            (tmp_path / name).write_text(content, "utf-8")
            import_table(tmp_path / name, BANK, exports)
        tables.append(load_responses(exports))
    pd.testing.assert_frame_equal(*tables)
    assert tables[0]["group_classe"].isna().sum() == 4


def test_a_file_refused_halfway_leaves_nothing(desk):
    with pytest.raises(PixauthorError):
        desk.load(FILE.encode() + b"E4;choix-1;\xff;s1;\n")
    assert not desk.exports.exists()


def test_a_store_that_cannot_be_written_is_refused(desk):
    # A file where the folder should be: even root cannot write below it.
    desk.exports.mkdir(parents=True)
    responses_dir(desk.exports).write_text("")
    with pytest.raises(PixauthorError) as caught:
        desk.load(FILE)
    assert caught.value.message == "files.unwritable"


def test_one_flipped_bit_in_a_stored_part_is_named(desk):
    part = desk.load(FILE).part
    data = bytearray(part.read_bytes())
    for position in range(0, len(data), 97):
        damaged = data.copy()
        damaged[position] ^= 1
        part.write_bytes(damaged)
        for read in (load_responses, summarize_responses, lambda _: desk.load(FILE)):
            with pytest.raises(PixauthorError) as caught:
                read(desk.exports)
            assert caught.value.message == "responses.damaged-part"
            assert str(part) in str(caught.value)


def test_a_file_put_into_the_store_by_hand_is_refused(desk):
    part = desk.load(FILE).part
    (part.parent / "mien.parquet").write_bytes(part.read_bytes())
    with pytest.raises(PixauthorError, match=r"mien\.parquet"):
        load_responses(desk.exports)


def test_an_empty_store_is_said_to_be_empty(tmp_path):
    for read in (load_responses, summarize_responses):
        with pytest.raises(PixauthorError) as caught:
            read(tmp_path)
        assert caught.value.message == "responses.none"


def test_a_summary_counts_what_is_stored(desk):
    desk.load(
        "candidat;item;réponse;temps_s;date;groupe_classe;simulé\n"
        "E1;choix-1;b;10;2026-01-01;3e;\nE2;choix-1;a;20;2026-03-01;6e;\nE3;choix-1;b;60;;3e;\n"
        "E1;cases-1;a;;;3e;\nE4;choix-1;#ABAND#;;;;oui\n"
    )
    found = summarize_responses(desk.exports)
    assert (found.n_candidates, found.n_items, found.n_answers, found.n_sources) == (4, 2, 5, 1)
    assert (found.first_at.isoformat(), found.last_at.isoformat()) == (
        "2026-01-01T00:00:00+00:00",
        "2026-03-01T00:00:00+00:00",
    )
    assert (found.simulated, found.skipped) == (0.2, 0.2)
    boxes, choice = found.items
    assert (boxes.item, boxes.n, boxes.p, boxes.seconds) == ("cases-1", 1, 0.5, None)
    assert (choice.item, choice.n, choice.p, choice.seconds, choice.skipped) == ("choix-1", 4, 0.5, 20, 0.25)
    groups = {(group.value, group.n_candidates, group.n_answers) for group in found.groups["group_classe"]}
    assert groups == {("3e", 2, 3), ("6e", 1, 1)}


def test_a_summary_agrees_with_pandas(desk):
    desk.load(
        "candidat;choix-1;texte-1\n" + "".join(f"E{i};{'abcd'[i % 4]};{'flan' if i % 3 else ''}\n" for i in range(50))
    )
    frame = load_responses(desk.exports)
    expected = frame.groupby(["item", "version"])["score"].agg(["size", "mean"])
    found = {(one.item, one.version): (one.n, one.p) for one in summarize_responses(desk.exports).items}
    assert found == {key: (row["size"], pytest.approx(row["mean"])) for key, row in expected.iterrows()}
