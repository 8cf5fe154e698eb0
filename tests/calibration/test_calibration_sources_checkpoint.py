from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from source_samples import draw_table, problem_of

from pixauthor.calibration.sources.checkpoint import digest_run, load_checkpoint, save_checkpoint
from pixauthor.calibration.sources.open import open_source
from pixauthor.errors import PixauthorError
from pixauthor.irt.em import State, estimate, iterate
from pixauthor.irt.latent import Latent

DESIGN = {"model": "2pl", "points": 41, "tolerance": 1e-4}


@pytest.fixture(scope="module")
def data():
    return open_source(draw_table(1500, 20, 10))


def bytes_of(state):
    arrays = (state.point, state.safe, state.points, state.images, *(one.histogram for one in state.latents))
    kept = tuple(None if array is None else (array.shape, array.tobytes()) for array in arrays)
    numbers = tuple((one.mean, one.sd, one.free_mean, one.free_sd) for one in state.latents)
    # repr, because NaN is not equal to itself.
    return kept, numbers, repr((state.log_likelihoods, state.changes, state.leapt, state.falls, state.converged))


@pytest.mark.parametrize("latent", [Latent(), Latent(0.1, 1.2, True, True), Latent(histogram=np.full(41, 1 / 41))])
@pytest.mark.parametrize("n_before", [1, 6])
def test_an_estimation_resumed_from_its_checkpoint_ends_with_the_same_bytes(tmp_path, data, latent, n_before):
    problem = replace(problem_of(*data, max_iterations=25), latents=(latent,))
    digest = digest_run(data[1], DESIGN)
    path = tmp_path / "checkpoint.npz"
    for state in islice(iterate(problem), n_before):
        save_checkpoint(path, state, digest)
    saved = load_checkpoint(path, digest)
    assert bytes_of(saved) == bytes_of(state)
    assert bytes_of(estimate(problem, saved)) == bytes_of(estimate(problem))


def test_every_field_of_a_state_is_kept(tmp_path):
    points = np.array([[0.1, -0.0], [np.pi, 1e-300]])
    histogram = Latent(0.25, 0.5, False, True, np.array([0.25, 0.75]))
    state = State(
        point=points[1],
        latents=(Latent(), histogram),
        safe=points[0],
        points=points,
        images=points[::-1],
        log_likelihoods=(-10.5, -1 / 3),
        changes=(float("nan"), 0.1),
        leapt=True,
        falls=2,
        converged=True,
    )
    save_checkpoint(tmp_path / "checkpoint.npz", state, "d")
    assert bytes_of(load_checkpoint(tmp_path / "checkpoint.npz", "d")) == bytes_of(state)


def test_a_checkpoint_of_other_data_or_another_design_is_refused(tmp_path, data):
    _, encoded = data
    path = tmp_path / "checkpoint.npz"
    save_checkpoint(path, problem_of(*data).start(), digest_run(encoded, DESIGN))
    other = open_source(draw_table(1500, 20, 10, seed=1))[1]
    renamed = replace(encoded, items=("another@1", *encoded.items[1:]))
    for digest in (
        digest_run(other, DESIGN),
        digest_run(renamed, DESIGN),
        digest_run(encoded, DESIGN | {"points": 61}),
    ):
        with pytest.raises(PixauthorError) as caught:
            load_checkpoint(path, digest)
        assert caught.value.message == "sources.checkpoint-other"
        assert caught.value.place.path == str(path)


def test_a_checkpoint_of_another_version_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "checkpoint.npz"
    monkeypatch.setattr("pixauthor.calibration.sources.checkpoint.FORMAT", "pixauthor-checkpoint/1")
    save_checkpoint(path, State(point=np.zeros(2), latents=(Latent(),)), "d")
    monkeypatch.undo()
    with pytest.raises(PixauthorError) as caught:
        load_checkpoint(path, "d")
    assert caught.value.message == "sources.checkpoint-old"
    assert "--resume" in str(caught.value)


def test_the_digest_is_the_same_in_memory_and_on_disk(tmp_path):
    table = draw_table(300, 20, 10)
    digests = {digest_run(open_source(table, low_memory=low, folder=tmp_path)[1], DESIGN) for low in (False, True)}
    assert len(digests) == 1


def test_a_damaged_checkpoint_is_refused(tmp_path, data):
    path = tmp_path / "checkpoint.npz"
    save_checkpoint(path, problem_of(*data).start(), "d")
    whole = path.read_bytes()
    np.savez(tmp_path / "other.npz", a=np.zeros(2))
    for content in (b"", whole[:100], whole[:-30], b"x" * 500, (tmp_path / "other.npz").read_bytes()):
        path.write_bytes(content)
        with pytest.raises(PixauthorError) as caught:
            load_checkpoint(path, "d")
        assert caught.value.message == "sources.checkpoint-damaged"
    with pytest.raises(PixauthorError) as caught:
        load_checkpoint(tmp_path / "missing.npz", "d")
    assert caught.value.message == "files.missing"
