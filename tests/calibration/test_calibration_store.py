import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from response_frames import draw_scores, to_long

from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.store import (
    default_path,
    encode_calibration,
    load_calibration,
    load_responses_file,
    newest_calibration,
    save_calibration,
)
from pixauthor.errors import PixauthorError
from pixauthor.source.schema import is_valid

NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def calibration():
    scores = np.column_stack([draw_scores(400, np.ones(4), [-1, 0, 0.5, 1]), np.ones(400)])
    return calibrate(to_long(scores, simulated=True), Design(model="rasch"), now=NOW)


def test_what_is_saved_is_loaded(calibration, tmp_path):
    save_calibration(tmp_path / "c.json", calibration)
    assert load_calibration(tmp_path / "c.json") == calibration


def test_two_saves_are_byte_identical(calibration, tmp_path):
    for name in ("a.json", "b.json"):
        save_calibration(tmp_path / name, calibration)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.mark.parametrize("change", [{}, {"alpha": None}, {"latent_sd": 0.4}])
def test_every_calibration_satisfies_its_schema(calibration, change):
    data = json.loads(json.dumps(encode_calibration(replace(calibration, **change))))
    assert is_valid(data, "calibration")


def test_nothing_is_written_when_a_number_is_not_finite(calibration, tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        save_calibration(tmp_path / "c.json", replace(calibration, alpha=float("nan")))
    assert list(tmp_path.iterdir()) == []


def test_name_tells_model_and_moment_and_the_newest_is_found(calibration, tmp_path):
    assert newest_calibration(tmp_path) is None
    path = default_path(tmp_path, calibration)
    assert path.name == "rasch-20261122T101500Z.json"
    save_calibration(path, calibration)
    assert newest_calibration(tmp_path) == path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "calibration.damaged"),
        (b"{", "calibration.damaged"),
        (b"[" * 100_000, "calibration.damaged"),
        (b"{}", "calibration.other-form"),
        (b"[1]", "calibration.other-form"),
        (b"\xff\xfe{}", "files.encoding"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(tmp_path, content, message):
    path = tmp_path / "c.json"
    path.write_bytes(content)
    with pytest.raises(PixauthorError) as caught:
        load_calibration(path)
    assert caught.value.message == message
    assert caught.value.place.path == str(path)


@pytest.mark.parametrize("field", ["model", "parameters", "errors", "categories", "anchor", "n", "verdict"])
def test_a_file_without_a_parameter_is_refused(calibration, tmp_path, field):
    data = json.loads(json.dumps(encode_calibration(calibration)))
    del data["items"][0][field]
    (tmp_path / "c.json").write_text(json.dumps(data))
    with pytest.raises(PixauthorError) as caught:
        load_calibration(tmp_path / "c.json")
    assert caught.value.message == "calibration.other-form"


@pytest.mark.parametrize(("name", "message"), [("none.parquet", "files.missing"), (".", "files.is-folder")])
def test_responses_that_are_no_file_are_refused(tmp_path, name, message):
    with pytest.raises(PixauthorError) as caught:
        load_responses_file(tmp_path / name)
    assert caught.value.message == message


def test_responses_that_are_no_parquet_are_refused(tmp_path):
    path = tmp_path / "r.parquet"
    path.write_bytes(b"PAR1" + bytes(40) + b"PAR1")
    with pytest.raises(PixauthorError) as caught:
        load_responses_file(path)
    assert caught.value.message == "calibration.bad-responses"


@pytest.mark.parametrize("score", [float("nan"), 1.7, -0.1])
def test_a_score_that_makes_no_sense_is_refused_with_its_file_and_item(tmp_path, score):
    frame = to_long(np.tile([[0.0, 1.0], [1.0, 0.0]], (4, 1)))
    frame["score"] = frame["score"].where(frame.index != 5, score)
    frame.assign(answer=frame["answer"].astype("string"), source="0").to_parquet(tmp_path / "r.parquet")
    with pytest.raises(PixauthorError) as caught:
        load_responses_file(tmp_path / "r.parquet")
    assert caught.value.message == "calibration.bad-score"
    assert caught.value.place.path == str(tmp_path / "r.parquet")
    assert "item-02@1" in str(caught.value)


def test_candidate_item_version_and_score_are_enough(tmp_path):
    frame = to_long(draw_scores(10, np.ones(3), np.zeros(3)))
    short = frame[["item", "candidate", "score", "version"]].assign(group_class="A")
    short.to_parquet(tmp_path / "mine.parquet")
    found = load_responses_file(tmp_path / "mine.parquet")
    same = ["candidate", "item", "version", "score"]
    rows = frame[same].sort_values(same[:2], ignore_index=True)
    pd.testing.assert_frame_equal(found[same], rows, check_dtype=False)
    assert set(found["group_class"]) == {"A"}
    assert not found["simulated"].any()
    assert found[["answer", "seconds", "answered_at"]].isna().all(axis=None)


def test_a_file_that_lacks_a_column_or_has_it_in_another_form_is_refused_by_its_name(tmp_path):
    frame = to_long(draw_scores(10, np.ones(3), np.zeros(3))).assign(source="0")
    cases = [
        (frame.drop(columns=["version", "score", "seconds"]), "no-column", "version, score."),
        (frame.assign(version=frame["version"] + 0.5), "bad-column", "version"),
        (frame.assign(score="beau"), "bad-column", "score"),
    ]
    for wrong, message, named in cases:
        wrong.to_parquet(tmp_path / "w.parquet")
        with pytest.raises(PixauthorError) as caught:
            load_responses_file(tmp_path / "w.parquet")
        assert caught.value.message == f"calibration.{message}"
        assert named in caught.value.render("fr")
