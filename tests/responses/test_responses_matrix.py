"""Long tables as arrays."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.responses.matrix import to_matrix, to_sparse
from pixauthor.responses.store import load_responses


def frame(rows):
    table = pd.DataFrame(rows, columns=["candidate", "item", "version", "score", "answered_at"])
    return table.assign(answered_at=pd.to_datetime(table["answered_at"], utc=True))


def test_a_matrix_has_persons_and_items_in_order_and_nan_where_nothing_was_asked():
    matrix = to_matrix(frame([("E2", "b-1", 1, 1.0, None), ("E1", "a-1", 2, 0.5, None), ("E2", "a-1", 2, 0.0, None)]))
    assert (matrix.persons, matrix.items) == (("E1", "E2"), ("a-1@2", "b-1@1"))
    np.testing.assert_array_equal(matrix.scores, [[0.5, np.nan], [0.0, 1.0]])


def test_two_versions_of_an_item_are_two_items():
    assert to_matrix(frame([("E1", "a-1", 1, 1.0, None), ("E1", "a-1", 2, 0.0, None)])).items == ("a-1@1", "a-1@2")


def test_the_first_answer_of_a_candidate_counts():
    rows = [("E1", "a-1", 1, 0.0, "2026-03-01"), ("E1", "a-1", 1, 1.0, "2026-01-01"), ("E1", "a-1", 1, 0.5, None)]
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        assert to_matrix(frame([rows[k] for k in order])).scores.tolist() == [[1.0]]


@given(st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.sampled_from([0.0, 0.5, 1.0]), min_size=1))
def test_sparse_and_dense_say_the_same(cells):
    table = frame([(f"E{person}", f"i-{item}", 1, score, None) for (person, item), score in cells.items()])
    sparse, dense = to_sparse(table), to_matrix(table)
    assert np.isfinite(dense.scores).sum() == len(cells) == sparse.values.size
    for row, column, value in zip(sparse.rows, sparse.columns, sparse.values, strict=True):
        assert (
            cells[int(sparse.persons[row][1:]), int(sparse.items[column][2:-2])] == value == dense.scores[row, column]
        )


def test_what_was_imported_makes_a_matrix(desk):
    desk.load("candidat;choix-1;texte-1\nE1;b;\nE2;#ABAND#;flan\n")
    matrix = to_matrix(load_responses(desk.exports))
    np.testing.assert_array_equal(matrix.scores, [[1, np.nan], [0, 0]])
    assert matrix.items == ("choix-1@1", "texte-1@1")
