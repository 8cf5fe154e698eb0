"""Calibrations of Parquet files through the streamed sources: the same as in memory, whatever the models."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from response_frames import to_long

from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.run_large import calibrate_files
from pixauthor.calibration.scores import answers_of
from pixauthor.errors import PixauthorError

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MODELS = ("2pl", "pcm", "gpcm", "graded", "nominal")


def draw(n_persons=700, seed=3):
    """Return scores, in thirds at every second item, with holes; two answers in ten are given again otherwise."""
    rng = np.random.default_rng(seed)
    theta, b = rng.standard_normal((n_persons, 1)), np.linspace(-1, 1, 8)
    steps = np.where(np.arange(8) % 2, 3, 1)
    right = sum(rng.random((n_persons, 8)) < 1 / (1 + np.exp(b + shift - theta)) for shift in (-0.7, 0.0, 0.7))
    scores = np.where(steps == 3, right / 3, right > 1)
    scores[rng.random(scores.shape) < 0.3] = np.nan
    frame = to_long(scores)
    frame["answered_at"] = pd.Timestamp("2026-01-01", tz="UTC")
    again = frame.sample(frac=0.2, random_state=1)
    again = again.assign(score=1 - again["score"], answered_at=pd.Timestamp("2026-02-01", tz="UTC"))
    return pd.concat([frame, again]).sample(frac=1, random_state=2).reset_index(drop=True)


FRAME = draw()


def written(path, frame):
    frame = frame.assign(source="0", answer=frame["answer"].astype("string"))
    frame.iloc[: len(frame) // 2].to_parquet(path / "one.parquet")
    # The second file has no groups, as those of an older import.
    rest = frame.iloc[len(frame) // 2 :]
    rest.to_parquet(path / "two.parquet")
    return path


def same(found, expected):
    assert [item.item for item in found.items] == [item.item for item in expected.items]
    assert found.left_out == expected.left_out
    for one, other in zip(found.items, expected.items, strict=True):
        assert (one.model, one.categories, one.n, one.anchor) == (other.model, other.categories, other.n, other.anchor)
        assert one.parameters == pytest.approx(other.parameters, abs=1e-8)
        assert one.errors == pytest.approx(other.errors, rel=1e-6)
        assert one.p == pytest.approx(other.p, abs=1e-12)
    assert found.fit.log_likelihood == pytest.approx(expected.fit.log_likelihood, abs=1e-6)
    assert found.groups == expected.groups
    made, wanted = found.provenance, expected.provenance
    assert (made.n_persons, made.n_answers, made.n_persons_left_out) == (
        wanted.n_persons,
        wanted.n_answers,
        wanted.n_persons_left_out,
    )


@pytest.mark.parametrize("on_disk", [False, True])
def test_files_give_the_parameters_of_memory_for_every_model_of_categories(tmp_path, on_disk):
    folder = written(tmp_path, FRAME)
    models = {f"item-{k + 1:02d}": MODELS[k % 5] for k in range(8) if k % 2}
    design = Design(model="2pl", models=models)
    expected = calibrate(FRAME, design, now=NOW)
    assert {item.n_categories for item in expected.items} == {2, 4}
    temporary = tmp_path / "temporary" if on_disk else None
    same(calibrate_files(folder, design, now=NOW, temporary=temporary), expected)


def test_one_model_for_all_and_anchors_and_groups(tmp_path):
    person = FRAME["candidate"].str[1:].astype(int)
    groups = np.select([person % 9 == 0, person % 2 == 0], [None, " b"], "a")
    frame = FRAME.assign(group_class=groups)
    folder = written(tmp_path, frame)
    whole = calibrate(FRAME, Design(model="gpcm"), now=NOW)
    same(calibrate_files(folder, Design(model="gpcm"), now=NOW), whole)
    design = Design(model="graded", group="class", drop_missing_group=True)
    expected = calibrate(frame, design, now=NOW)
    assert [group.name for group in expected.groups] == ["a", "b"]
    assert expected.provenance.n_persons_left_out == 78
    same(calibrate_files(folder, design, now=NOW), expected)
    anchors = calibrate(FRAME[FRAME["item"] < "item-05"], Design(model="graded"), now=NOW)
    design = Design(model="gpcm")
    same(calibrate_files(folder, design, now=NOW, anchors=anchors), calibrate(FRAME, design, now=NOW, anchors=anchors))


def test_candidates_without_a_group_are_refused_alike_or_left_out(tmp_path):
    frame = FRAME.assign(group_class=np.where(FRAME["candidate"] < "c00700", "a", " "))
    frame.loc[frame["candidate"] > "c00350", "group_class"] = "b"
    frame.loc[frame["candidate"] < "c00007", "group_class"] = None
    folder = written(tmp_path, frame)
    design = Design(model="pcm", group="class")
    refusals = []
    for way in (lambda: calibrate(frame, design, now=NOW), lambda: calibrate_files(folder, design, now=NOW)):
        with pytest.raises(PixauthorError) as caught:
            way()
        refusals.append(caught.value.render("fr"))
    assert refusals[0] == refusals[1]
    assert "7 candidats" in refusals[0]
    assert "--drop-missing-group" in refusals[0]


def test_candidates_of_several_groups_are_refused_alike(tmp_path):
    frame = FRAME.assign(group_class=np.where(FRAME.index % 2, "a", "b"))
    folder = written(tmp_path, frame)
    design = Design(model="pcm", group="class", drop_missing_group=True)
    for way in (lambda: calibrate(frame, design, now=NOW), lambda: calibrate_files(folder, design, now=NOW)):
        with pytest.raises(PixauthorError, match="c00000, c00001"):
            way()


def test_more_scores_than_categories_are_refused_alike(tmp_path):
    frame = FRAME.assign(score=np.where(FRAME["item"] == "item-02", (FRAME.index % 20) / 19, FRAME["score"]))
    folder = written(tmp_path, frame)
    for model in ("graded", "2pl"):
        design = Design(model=model, models={"item-02": "gpcm"})
        with pytest.raises(PixauthorError, match="item-02@1") as caught:
            calibrate_files(folder, design, now=NOW)
        assert caught.value.message == "calibration.many-categories"
    # Without a model that asks for them, they are right and wrong.
    same(calibrate_files(folder, Design(), now=NOW), calibrate(frame, Design(), now=NOW))


def test_thirds_of_a_score_are_read_back_as_the_categories_they_were():
    found = calibrate(FRAME, Design(model="gpcm"), now=NOW)
    answers = answers_of(found, FRAME).answers
    counts = np.bincount(answers.columns, minlength=answers.n_columns)
    p = [item.p * item.n * (item.n_categories - 1) for item in found.items]
    assert p == pytest.approx(
        [
            (np.arange(item.n_categories) * part).sum()
            for item, part in zip(
                found.items, np.split(counts, np.cumsum([i.n_categories for i in found.items])[:-1]), strict=True
            )
        ]
    )


def test_what_streamed_estimation_cannot_do_is_named(tmp_path):
    folder = written(tmp_path, FRAME)
    for design, said in (
        (Design(engine="girth"), "--engine girth"),
        (Design(complete_cases=True), "--complete-cases"),
        (Design(group="class", split=("item-01",)), "--split"),
    ):
        with pytest.raises(PixauthorError) as caught:
            calibrate_files(folder, design, now=NOW)
        assert caught.value.message == "calibration.large"
        assert said in caught.value.render("fr")


def test_the_same_files_give_the_same_digest_in_memory_and_on_disk(tmp_path):
    folder = written(tmp_path, FRAME)
    one, other = (calibrate_files(folder, Design(), now=NOW, temporary=where) for where in (None, tmp_path / "t"))
    assert one.provenance.data == other.provenance.data
    table = pq.read_table(folder)
    changed = table.set_column(0, "candidate", [[f"x{name}" for name in table["candidate"].to_pylist()]])
    pq.write_table(changed, tmp_path / "renamed.parquet")
    renamed = calibrate_files(tmp_path / "renamed.parquet", Design(), now=NOW)
    assert renamed.provenance.data != one.provenance.data
