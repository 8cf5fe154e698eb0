from dataclasses import replace

import numpy as np
import pytest
from estimation_reference import STANDARD, differences, posed, problem_of, scores_of, slope_of, small, solve, value_of

from pixauthor.irt.answers import CHUNK, Answers, from_long
from pixauthor.irt.expect import posterior
from pixauthor.irt.irf import MODELS
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.irt.priors import Beta, Normal
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.standard_errors import Covariance, covariance, cross_product, information, natural_errors

MIXED = ["1pl", "2pl", "gpcm", "1pl", "graded", "nominal", "3pl", "4pl", "pcm"]
PRIORS = {name: {"slope": Normal(1.2, 0.5), "logit_c": Beta(5, 17), "logit_d": Beta(17, 5)} for name in ("3pl", "4pl")}
FREE = Latent(mean=0.2, sd=1.1, free_mean=True, free_sd=True)


def grouped(answers: Answers) -> Answers:
    groups = (np.arange(answers.n_persons) % 2).astype(np.int32)
    return replace(answers, groups=groups, frequencies=1.0 + np.arange(answers.n_persons) % 3)


def case(names, latents=STANDARD, n_persons=120):
    """Return answers, the parameters they were drawn from, and a problem: information needs no estimate."""
    answers, true = small(names, n_persons)
    answers = grouped(answers) if len(latents) > 1 else answers
    return answers, true, problem_of(answers, true, latents, priors=PRIORS)


def known(answers, problem, n_threads=None):
    return information(answers, problem.items, problem.latents, problem.layout, problem.nodes, n_threads)


@pytest.fixture
def panels(monkeypatch):
    """Complete answers are added up like those with holes."""
    monkeypatch.setattr("pixauthor.irt.standard_errors.is_complete", lambda *_: False)


@pytest.mark.parametrize("names", [[name] * 4 for name in MODELS] + [MIXED], ids=[*MODELS, "mixed"])
@pytest.mark.parametrize("latents", [(Latent(),), (Latent(), FREE)], ids=["known", "two groups"])
def test_scores_and_information_are_the_derivatives_of_the_likelihood(names, latents):
    answers, true, problem = case(names, latents)
    point = problem.layout.pack(true, latents)
    slope = differences(lambda at: value_of(problem, answers, at), point)
    np.testing.assert_allclose(slope_of(problem, point), slope, atol=1e-5, rtol=1e-6)
    second = -differences(lambda at: slope_of(problem, at), point)
    np.testing.assert_allclose(known(answers, problem), second, atol=2e-5 * np.abs(second).max())


@pytest.mark.parametrize("names", [["2pl"] * 6, ["rasch"] * 5, MIXED], ids=["2pl", "rasch", "mixed"])
@pytest.mark.parametrize("summed", [information, cross_product])
def test_complete_answers_give_what_they_give_person_by_person(names, summed, monkeypatch):
    answers, true, problem = case(names, (Latent(), FREE), CHUNK + 100)
    at_once = summed(answers, true, problem.latents, problem.layout, problem.nodes)
    monkeypatch.setattr("pixauthor.irt.standard_errors.is_complete", lambda *_: False)
    apart = summed(answers, true, problem.latents, problem.layout, problem.nodes)
    # Either leaves out nodes where a posterior weighs less than 1e-8.
    np.testing.assert_allclose(at_once, apart, atol=1e-8 * np.abs(apart).max())


def test_information_of_lsat7_is_that_of_finite_differences():
    answers, problem = posed(scores_of("LSAT7"), "2pl")
    state, items, _ = solve(problem)
    second = -differences(lambda at: slope_of(problem, at), state.point)
    np.testing.assert_allclose(known(answers, replace(problem, items=items)), second, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("names", [["2pl"] * 5, MIXED], ids=["2pl", "mixed"])
def test_the_cross_product_is_that_of_each_persons_score(names):
    answers, true, problem = case(names, (Latent(), FREE), 12)
    problem = replace(problem, layout=lay_out(true))
    point = problem.layout.pack(true, problem.latents)
    expected = np.zeros((point.size, point.size))
    for i in range(answers.n_persons):
        alone = replace(answers.rows(i, i + 1), frequencies=np.ones(1))
        slope = differences(lambda at, alone=alone: value_of(problem, alone, at), point)
        expected += answers.frequencies[i] * np.outer(slope, slope)
    found = cross_product(answers, true, problem.latents, problem.layout, problem.nodes)
    np.testing.assert_allclose(found, expected, atol=1e-5, rtol=1e-5)


def test_the_cross_product_nears_the_observed_information():
    answers, true = small(["2pl"] * 10, 20_000)
    problem = problem_of(answers, true)
    crossed = cross_product(answers, true, problem.latents, problem.layout, problem.nodes)
    ratio = np.diag(crossed) / np.diag(known(answers, problem))
    # Each is a mean over 20,000 persons: sampling error about 1 / sqrt(20,000), times a few.
    np.testing.assert_allclose(ratio, 1.0, atol=0.05)


@pytest.mark.parametrize("names", [MIXED, ["rasch"] * 30, ["2pl", "graded"] * 15], ids=["mixed", "rasch", "two"])
@pytest.mark.parametrize("whole", [True, False], ids=["complete", "holes"])
def test_the_same_bytes_on_any_number_of_threads(names, whole):
    answers, true = small(names, CHUNK + 500)
    kept = np.arange(answers.n_answers) >= (0 if whole else 1)
    starts = np.maximum(answers.starts - (0 if whole else 1), 0)
    answers = replace(answers, starts=starts, columns=answers.columns[kept])
    problem = problem_of(answers, true)
    first, *others = (known(answers, problem, n).tobytes() for n in (1, 2, 3, 5))
    assert others == [first] * 3


@pytest.mark.parametrize("names", [MIXED, ["2pl"] * 12], ids=["mixed", "2pl"])
@pytest.mark.parametrize("whole", [True, False], ids=["complete", "holes"])
def test_single_precision_gives_the_same_errors(names, whole, monkeypatch):
    if not whole:
        monkeypatch.setattr("pixauthor.irt.standard_errors.is_complete", lambda *_: False)
    answers, _, problem = case(names, (Latent(), FREE), 600)
    exact = covariance(known(answers, problem))
    monkeypatch.setattr("pixauthor.irt.score_sums._MANY", 1)
    crude = covariance(known(answers, problem))
    # Products are rounded at 6e-8 and summed in double: errors even out, and are a few 1e-7 with 600 persons.
    np.testing.assert_allclose(np.diag(crude.matrix), np.diag(exact.matrix), rtol=1e-5)


def test_small_chunks_and_narrow_slabs_change_nothing_that_shows(panels, monkeypatch):
    answers, _, problem = case(MIXED, (Latent(), FREE))
    whole = known(answers, problem)
    monkeypatch.setattr("pixauthor.irt.score_sums._BUFFER", 2_000)
    monkeypatch.setattr("pixauthor.irt.score_pairs._LEAST_SLABS", 100)
    np.testing.assert_allclose(known(answers, problem), whole, rtol=1e-9, atol=1e-8)


def test_persons_who_answered_the_same_items_count_like_each_alone(panels):
    # They are taken together, 64 at a time.
    answers, _, problem = case(["2pl"] * 8, n_persons=200)
    together = known(answers, problem)
    parts = [known(answers.rows(i, i + 1), problem) for i in range(answers.n_persons)]
    np.testing.assert_allclose(together, np.sum(parts, axis=0), rtol=1e-7, atol=1e-5)


def test_a_person_without_answers_adds_nothing():
    answers, _, problem = case(["2pl"] * 6)
    starts = np.concatenate([[0], answers.starts])
    groups = np.zeros(starts.size - 1, np.int32)
    more = replace(answers, starts=starts, groups=groups, frequencies=np.append(1.0, answers.frequencies))
    np.testing.assert_allclose(known(more, problem), known(answers, problem), rtol=1e-9, atol=1e-9)


def test_the_order_of_a_persons_answers_does_not_matter():
    answers, true, problem = case(MIXED)
    rng = np.random.default_rng(0)
    items = np.repeat(np.arange(true.n_items), true.n_categories)[answers.columns]
    order = rng.permutation(answers.n_answers)
    mixed = from_long(
        answers.persons[order], items[order], (answers.columns - true.offsets[items])[order], true.offsets
    )
    np.testing.assert_allclose(known(mixed, problem), known(answers, problem), rtol=1e-10, atol=1e-8)


def test_anchors_have_no_error_and_add_no_row():
    answers, true, problem = case(["2pl"] * 6)
    fixed = np.arange(6) < 2
    layout = lay_out(true, fixed=fixed)
    found = information(answers, true, (Latent(),), layout, problem.nodes)
    np.testing.assert_allclose(found, known(answers, problem)[4:, 4:], rtol=1e-9, atol=1e-9)
    (errors,) = natural_errors(true, layout, covariance(found))
    assert (errors[fixed] == 0).all()
    assert (errors[~fixed] > 0).all()


def test_an_information_of_nothing_but_rounding_is_no_maximum():
    # What one direction has is less than 1e-6 of what its parameters have: products in single precision leave as much.
    def with_share(share):
        return covariance(np.array([[1.0, 1 - share / 2], [1 - share / 2, 1.0]]))

    found = with_share(5e-7)
    assert not found.definite
    assert np.isnan(found.matrix).all()
    assert with_share(5e-6).definite


def test_covariance_is_the_inverse():
    rng = np.random.default_rng(1)
    root = rng.normal(size=(30, 40)) * 10.0 ** rng.integers(-3, 3, 30)[:, None]
    matrix = root @ root.T
    found = covariance(matrix)
    assert found.definite
    np.testing.assert_allclose(found.matrix @ matrix, np.eye(30), atol=1e-7)
    np.testing.assert_allclose(np.linalg.norm(found.root, axis=1) ** 2, np.diag(found.matrix), rtol=1e-12)
    np.testing.assert_array_equal(found.matrix, found.matrix.T)


@pytest.mark.parametrize("size", [1, 191, 192, 193, 500])
def test_covariance_is_that_of_lapack_and_the_same_bytes_on_any_number_of_threads(size):
    root = np.random.default_rng(size).normal(size=(size, size + 20))
    matrix = root @ root.T
    first, *others = (covariance(matrix, n).matrix for n in (1, 2, 3, 5))
    assert {other.tobytes() for other in others} == {first.tobytes()}
    np.testing.assert_array_equal(first, first.T)
    np.testing.assert_allclose(first, np.linalg.inv(matrix), rtol=1e-9, atol=1e-12 * np.abs(first).max())


def test_covariance_leaves_what_it_is_given_unless_told_to_use_it():
    matrix = np.array([[2.0, 0.5], [0.5, 1.0]])
    kept, used = covariance(matrix), covariance(overwritten := matrix.copy(), overwrite=True)
    np.testing.assert_array_equal(matrix, [[2.0, 0.5], [0.5, 1.0]])
    assert used.root is overwritten
    np.testing.assert_array_equal(used.matrix, kept.matrix)


def test_what_is_not_definite_is_seen_in_any_square():
    root = np.random.default_rng(2).normal(size=(400, 450))
    for place in (0, 200, 399):
        matrix = root @ root.T
        matrix[place] = matrix[:, place] = matrix[place - 1]
        matrix[place, place] = matrix[place - 1, place - 1]
        assert not covariance(matrix).definite


@pytest.mark.parametrize(
    "matrix",
    [
        np.diag([1.0, -1.0]),
        np.diag([1.0, 0.0]),
        np.ones((2, 2)),
        np.array([[1.0, 2.0], [2.0, 1.0]]),
        np.array([[1.0, np.nan], [np.nan, 1.0]]),
    ],
    ids=["negative", "nil", "flat", "saddle", "nan"],
)
def test_an_information_that_is_not_positive_definite_gives_no_number(matrix):
    found = covariance(matrix)
    assert not found.definite
    assert np.isnan(found.matrix).all()


def test_nothing_free_has_no_covariance():
    assert covariance(np.empty((0, 0))).definite


def test_errors_are_carried_to_the_natural_form_by_the_delta_method():
    # b = -d / a with a = 2, d = 1, var a = 0.04, var d = 0.09, cov = 0.03:
    # var b = (d / a²)² var a + var d / a² - 2 (d / a²) cov / a
    _, true, _ = case(["2pl"])
    items = true.with_working([np.array([[2.0, 1.0]])])
    matrix = np.array([[0.04, 0.03], [0.03, 0.09]])
    (errors,) = natural_errors(items, lay_out(items), Covariance(np.linalg.cholesky(matrix), definite=True))
    assert errors[0, 0] == pytest.approx(0.2)
    assert errors[0, 1] ** 2 == pytest.approx(0.0625 * 0.04 + 0.09 / 4 - 2 * 0.25 * 0.03 / 2)


def test_a_histogram_adds_no_parameter():
    answers, true, problem = case(["2pl"] * 5)
    weights = normal_grid().weights
    found = information(answers, true, (Latent(histogram=weights),), problem.layout, problem.nodes)
    np.testing.assert_allclose(found, known(answers, problem), rtol=1e-9)


def test_posterior_tails_left_out_change_nothing_that_shows():
    # Against all nodes, person by person: windows end where a node weighs a hundred-millionth of the heaviest.
    answers, true, problem = case(["2pl"] * 12, n_persons=50)
    grid = normal_grid()
    weights = posterior(answers, true, [grid]).weights
    gradients = true.blocks[0].model.gradients(true.blocks[0].working, grid.nodes)
    lost = np.zeros((24, 24))
    for i in range(answers.n_persons):
        own = answers.columns[answers.starts[i] : answers.starts[i + 1]]
        scores = np.zeros((24, 61))
        for column in own:
            scores[2 * (column // 2) : 2 * (column // 2) + 2] = gradients[column // 2, :, column % 2]
        centred = scores - (scores @ weights[i])[:, None]
        lost += (centred * weights[i]) @ centred.T
    answers = replace(answers, frequencies=np.ones(answers.n_persons))
    found = known(answers, problem)
    complete = found + lost
    np.testing.assert_allclose(np.tril(complete[2:4, 0:2]), 0.0, atol=1e-3)
    np.testing.assert_allclose(complete[2:, :2], 0.0, atol=1e-3)
