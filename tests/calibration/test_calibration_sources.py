import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_samples import draw_table, frame_of, problem_of, write_many, write_pieces

from pixauthor.calibration.categories import RIGHT
from pixauthor.calibration.sources import arranging
from pixauthor.calibration.sources.encode import encode
from pixauthor.calibration.sources.encoded import keep_columns
from pixauthor.calibration.sources.open import open_source
from pixauthor.calibration.sources.streamed import Streamed
from pixauthor.errors import PixauthorError
from pixauthor.irt.em import estimate
from pixauthor.irt.expect import InMemory
from pixauthor.responses.frame import arrange as in_stored_order
from pixauthor.responses.frame import to_frame
from pixauthor.responses.matrix import to_sparse

NAMES = ("candidate", "item", "version", "score", "answered_at", "session")
REST = {"answer": None, "status": "ok", "seconds": None, "simulated": False, "source": "0"}
CAPTURED = {
    "capture_output": True,
    "text": True,
    "check": True,
    "env": {**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
}


def parts_of(encoded):
    answers = encoded.answers
    return answers.starts, answers.columns, answers.groups, answers.frequencies, encoded.counts, encoded.n_categories


def same(one, other):
    pairs = zip(parts_of(one), parts_of(other), strict=True)
    return one.items == other.items and one.persons == other.persons and all(np.array_equal(a, b) for a, b in pairs)


def refusal(*arguments, **options):
    with pytest.raises(PixauthorError) as caught:
        encode(*arguments, **options)
    return caught.value


responses = st.lists(
    st.tuples(
        st.sampled_from(["c1", "c2", "é3"]),
        st.sampled_from(["i1", "i2", "i10"]),
        st.sampled_from([1, 2]),
        st.sampled_from([0.0, 1.0]),
        st.sampled_from([None, *pd.date_range("2026-01-01", periods=3, tz="UTC")]),
        st.sampled_from(["", "s1"]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=15, deadline=None)
@given(responses)
def test_the_same_answers_count_as_in_the_sparse_matrix_of_responses(rows):
    # One response for each identity, as the import of responses sees to it.
    rows = list({(*row[:3], *row[4:]): row for row in rows}.values())
    columns = {name: list(values) for name, values in zip(NAMES, zip(*rows, strict=True), strict=True)}
    table = in_stored_order(pa.table({**columns, **{name: [value] * len(rows) for name, value in REST.items()}}))
    expected, found = to_sparse(to_frame(table)), encode(table)
    assert found.persons == expected.persons
    assert found.items == expected.items
    assert np.array_equal(found.answers.persons, expected.rows)
    assert np.array_equal(found.answers.columns, 2 * expected.columns + expected.values)
    assert np.array_equal(found.counts, np.bincount(found.answers.columns, minlength=2 * len(found.items)))
    assert found.n_repeated == len(rows) - expected.values.size


def test_frames_tables_files_and_folders_give_the_same_answers_in_memory_and_on_disk(tmp_path, monkeypatch):
    table = draw_table(300, 40, 12)
    expected = encode(table)
    pq.write_table(table, tmp_path / "one.parquet")
    pieces = write_pieces(tmp_path / "pieces", table, 7)
    monkeypatch.setattr(arranging, "PART", 500)
    for data in (table, to_frame(table), tmp_path / "one.parquet", pieces):
        assert same(encode(data), expected)
        assert same(encode(data, folder=tmp_path / "temporary"), expected)
    assert not list((tmp_path / "temporary").iterdir())


def test_a_score_becomes_the_category_that_is_fully_reached():
    scores = [0.0, 0.5, 0.99, 1.0]
    frame = frame_of([(f"c{k}", item, 1, score) for k, score in enumerate(scores) for item in ("two", "three")])
    found = encode(frame, {"two@1": RIGHT, "three@1": (0.0, 0.5, 1.0)})
    assert found.items == ("three@1", "two@1")
    assert found.answers.columns.reshape(4, 2).tolist() == [[0, 3], [1, 3], [1, 3], [2, 4]]
    assert found.counts.tolist() == [1, 2, 1, 3, 1]


def test_thirds_are_not_lost_to_rounding():
    frame = frame_of([(f"c{k}", "i", 1, k / 3) for k in range(4)])
    assert encode(frame, {"i@1": [0, 0.333333333, 0.666666667, 1]}).answers.columns.tolist() == [0, 1, 2, 3]


def test_only_the_items_asked_for_are_kept_and_the_rest_is_counted():
    frame = frame_of([("c1", "i", 1, 1.0), ("c1", "i", 2, 0.0), ("c2", "j", 1, 1.0), ("c3", "i", 1, 0.0)])
    found = encode(frame, {"i@1": RIGHT, "absent@1": RIGHT})
    assert found.persons == ("c1", "c3")
    assert found.items == ("absent@1", "i@1")
    assert found.counts.tolist() == [0, 0, 1, 1]
    assert found.n_left_out == 2


def test_candidates_without_a_group_or_with_several_are_left_out():
    rows = [("c1", "b"), ("c2", "a"), ("c3", None), ("c4", " "), ("c5", "a"), ("c5", "b"), ("c6", None), ("c6", "b")]
    frame = frame_of([(c, f"i{k}", 1, 1.0, g) for k, (c, g) in enumerate(rows)], (*NAMES[:4], "group_class"))
    found = encode(frame, group="group_class")
    assert found.groups == ("a", "b")
    assert dict(zip(found.persons, found.answers.groups.tolist(), strict=True)) == {"c1": 1, "c2": 0, "c6": 1}
    assert found.n_left_out == 4
    assert (found.n_ungrouped, found.several) == (2, ("c5",))


def test_keeping_items_is_encoding_those_items_only(tmp_path):
    table = draw_table(200, 30, 5)
    whole = encode(table)
    positions = np.array([0, 3, 4, 17])
    expected = encode(table, {whole.items[position]: RIGHT for position in positions})
    for folder in (None, tmp_path):
        found = keep_columns(whole, np.repeat(np.isin(np.arange(30), positions), 2), folder)
        assert same(found, expected)
        assert found.n_left_out == expected.n_left_out


def test_names_that_would_be_sql_are_names():
    column = 'group_" FROM stored; --'
    frame = frame_of([("c'1", "i';--", 1, 1.0, "g'"), ('c"2', "i';--", 1, 0.0, 'h"')], (*NAMES[:4], column))
    found = encode(frame, group=column)
    assert found.persons == ('c"2', "c'1")
    assert found.items == ("i';--@1",)
    assert found.groups == ("g'", 'h"')


@pytest.mark.parametrize("score", [1.5, -0.1, float("nan"), None, float("inf")])
def test_an_impossible_score_is_refused_with_its_candidate_and_item(score):
    frame = frame_of([("c1", "i", 1, 1.0), ("c2", "i", 3, score)])
    error = refusal(frame)
    assert error.message == "sources.score"
    assert "c2" in str(error)
    assert "i@3" in str(error)


def test_an_impossible_score_of_an_item_that_is_not_asked_for_does_no_harm():
    assert encode(frame_of([("c1", "i", 1, 1.0), ("c1", "j", 1, 7.0)]), {"i@1": RIGHT}).n_left_out == 1


def test_bad_data_are_refused_with_their_place(tmp_path):
    frame = frame_of([("c1", "i", 1, 1.0)])
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1 and then nothing")
    (tmp_path / "empty").mkdir()
    assert refusal(frame.drop(columns="score")).message == "sources.columns"
    assert refusal(frame, group="group_class").message == "sources.columns"
    assert refusal(frame, {"j@1": RIGHT}).message == "sources.no-answers"
    assert refusal(frame.iloc[:0]).message == "sources.no-answers"
    assert refusal(frame.assign(candidate=[None])).message == "sources.no-candidate"
    assert refusal(frame.assign(score=["good"])).message == "sources.unreadable"
    assert refusal(tmp_path / "missing").message == "files.missing"
    assert refusal(tmp_path / "empty").message == "sources.no-files"
    error = refusal(tmp_path / "damaged.parquet")
    assert error.message == "responses.damaged"
    assert error.place.path == str(tmp_path / "damaged.parquet")


def test_a_file_damaged_in_the_middle_is_refused_and_leaves_nothing_behind(tmp_path):
    path = tmp_path / "responses.parquet"
    pq.write_table(draw_table(2000, 40, 12), path)
    data = bytearray(path.read_bytes())
    data[1000:9000] = bytes(8000)
    path.write_bytes(data)
    assert refusal(path, folder=tmp_path / "temporary").message == "sources.unreadable"
    assert not list((tmp_path / "temporary").iterdir())


def test_streaming_gives_the_bits_of_memory(tmp_path):
    table = draw_table(9000, 50, 10)
    in_memory, encoded = open_source(table)
    streamed, on_disk = open_source(table, low_memory=True, folder=tmp_path)
    assert isinstance(in_memory, InMemory)
    assert isinstance(streamed, Streamed)
    assert isinstance(on_disk.answers.columns, np.memmap)
    expected, found = (estimate(problem_of(source, encoded, max_iterations=8)) for source in (in_memory, streamed))
    assert np.array_equal(found.point, expected.point)
    assert found.log_likelihoods == expected.log_likelihoods
    one_thread = estimate(problem_of(Streamed(on_disk.answers, n_threads=1), encoded, max_iterations=8))
    assert np.array_equal(one_thread.point, expected.point)


LOW_MEMORY = """
import re, sys
from pathlib import Path
import numpy as np
from source_samples import problem_of
from pixauthor.calibration.sources.open import open_source
from pixauthor.irt.em import estimate
path, low_memory = Path(sys.argv[1]), sys.argv[2] == "low"
source, encoded = open_source(path, low_memory=low_memory, folder=path.parent, dtype=np.float32)
assert encoded.answers.n_answers == 8_000_000
estimate(problem_of(source, encoded, max_iterations=1))
# Not getrusage: a child begins with the peak of its parent.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the peak of memory is not under /proc")
def test_eight_million_answers_on_disk_need_little_memory(tmp_path):
    path = tmp_path / "responses.parquet"
    write_many(path, n_persons=200_000, n_items=400, per_person=40)
    on_disk, in_memory = (
        int(subprocess.run([sys.executable, "-c", LOW_MEMORY, path, where], **CAPTURED).stdout)
        for where in ("low", "high")
    )
    # 347 and 422 MiB when this was written, most of it libraries and DuckDB, which takes more on more cores. Eight
    # million answers are 30 MiB as bare columns.
    assert on_disk < 700
    assert on_disk < in_memory - 30
