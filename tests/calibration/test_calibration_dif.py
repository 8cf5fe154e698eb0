import numpy as np
import pandas as pd
import pytest
from response_frames import to_long
from scale_samples import calibration, item

from pixauthor.calibration.dif import DifThresholds, detect_dif, dif_evidence, explain
from pixauthor.calibration.dif_case import Sample
from pixauthor.calibration.dif_methods import Case, run_method
from pixauthor.calibration.dif_table import dif_table
from pixauthor.calibration.evidence import gather_evidence
from pixauthor.calibration.flags import find_flags
from pixauthor.calibration.thresholds import Thresholds
from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import from_matrix
from pixauthor.irt.items import arrange
from pixauthor.irt.long import to_long as to_kernel
from pixauthor.locale import catalogue

N = 16
HARD, CROSSING = 3, 9
NAMES = [f"item-{k + 1:02d}@1" for k in range(N)]


def draw(sizes, *, each=None, seed=0, shift=1.3, means=(0.0, -0.5, 0.3)):
    """Return a long table of groups pc, phone (for whom two items differ) and tablet, of these sizes."""
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0.8, 1.6, N), rng.normal(0, 1, N)
    group = np.repeat(["pc", "phone", "tablet"], sizes)
    theta = rng.normal(np.repeat(means, sizes), 1)[:, None]
    phone = (group == "phone")[:, None]
    difficulty = b + phone * shift * (np.arange(N) == HARD)
    slope = np.where(phone & (np.arange(N) == CROSSING), 0.15, a) if shift else a
    scores = (rng.random((len(group), N)) < 1 / (1 + np.exp(-slope * (theta - difficulty)))).astype(float)
    if each:
        scores[np.argsort(np.argsort(rng.random(scores.shape), axis=1), axis=1) >= each] = np.nan
    return with_groups(to_long(scores), group)


def with_groups(frame, group):
    return frame.assign(group_device=frame["candidate"].map({f"c{k:05d}": name for k, name in enumerate(group)}))


@pytest.fixture(scope="module")
def complete():
    return draw((900, 700, 30))


@pytest.fixture(scope="module")
def found(complete):
    return detect_dif(complete, "group_device")


def rows(table, method, item=None, focal="phone"):
    part = table[(table["method"] == method) & (table["focal"] == focal)].set_index("item")
    return part if item is None else part.loc[NAMES[item]]


def test_there_is_one_row_per_item_group_and_method(found):
    assert len(found) == N * 2 * 3
    assert not found.duplicated(["item", "focal", "method"]).any()
    assert set(found["group"]) == {"group_device"}
    assert set(found["reference"]) == {"pc"}
    assert set(found["matching"]) == {"total"}


@pytest.mark.parametrize("method", ["mh", "logistic", "lr"])
def test_a_harder_item_is_found_by_every_method(found, method):
    row = rows(found, method, HARD)
    assert row["p_adjusted"] < 1e-4
    assert row["class"] in ("B", "C")
    assert row["reason"] in ("moderate-focal", "large-focal")


def test_the_verdict_follows_the_class(found):
    known = found[found["class"] != ""]
    assert ((known["verdict"] == "revise") == (known["class"] == "C")).all()
    assert rows(found, "mh", HARD)["verdict"] == "revise"
    assert rows(found, "mh", HARD)["difference"] < -0.1
    assert not rows(found, "mh", HARD)["anchor"]


def test_curves_that_cross_are_found_by_the_methods_that_look_for_them(found):
    assert rows(found, "lr", CROSSING)["reason"].endswith("crossing")
    assert rows(found, "logistic", CROSSING)["p_nonuniform"] < 1e-4


def test_other_items_are_let_be(found):
    others = [name for k, name in enumerate(NAMES) if k not in (HARD, CROSSING)]
    for method in ("mh", "logistic", "lr"):
        assert (rows(found, method).loc[others, "class"] == "C").sum() == 0
        assert rows(found, method).loc[others, "anchor"].mean() > 0.8


def test_a_group_too_small_is_told_not_judged(found):
    small = found[found["focal"] == "tablet"]
    assert set(small["verdict"]) == {"collect"}
    assert set(small["reason"]) == {"few"}
    assert set(small["n_focal"]) == {30}
    assert small[["chi2", "p", "effect"]].isna().all(axis=None)


def test_candidates_of_the_same_ability_are_matched_when_items_differ():
    # Phones are of lower ability by one logit: without matching, all items would seem harder for them.
    found = detect_dif(draw((2500, 2500, 0), each=8, seed=2, means=(0, -1, 0)), "device", method=["mh", "logistic"])
    assert set(found["matching"]) == {"ability"}
    for method in ("mh", "logistic"):
        assert rows(found, method)["p"].astype(float).idxmin() in (NAMES[HARD], NAMES[CROSSING])
        others = rows(found, method).drop([NAMES[HARD], NAMES[CROSSING]])
        assert (others["class"] == "C").sum() == 0
    assert rows(found, "mh", HARD)["class"] == "C"


def test_without_dif_nothing_is_called_large():
    found = detect_dif(draw((700, 700, 0), seed=5, shift=0.0), "group_device")
    assert set(found["verdict"]) == {"keep"}
    # 48 tests at 5 %, three to an item: more than 8 in 20 runs of 1000 if they were independent.
    assert (found["p"] < 0.05).sum() <= 8


def test_the_reference_group_can_be_chosen(complete):
    turned = detect_dif(complete, "device", method="mh", reference="phone")
    row = rows(turned, "mh", HARD, focal="pc")
    assert (row["reference"], row["reason"]) == ("phone", "large-reference")
    assert row["difference"] > 0.1


def test_who_is_in_no_group_or_in_several_is_left_out_and_told(complete):
    lost = complete.copy()
    lost.loc[lost["candidate"] == "c00000", "group_device"] = None
    second = (lost["candidate"] == "c00001") & (lost["item"] == "item-01")
    lost.loc[second, "group_device"] = "phone"
    found = detect_dif(lost, "device", method="mh")
    assert set(rows(found, "mh")["n_reference"]) == {898}
    notes = " ".join(found.attrs["notes"])
    assert len(found.attrs["notes"]) == 2
    assert "group_device" in notes


def test_an_item_that_a_group_never_gets_right_is_large_dif(complete):
    spoilt = complete.copy()
    spoilt.loc[(spoilt["item"] == "item-05") & (spoilt["group_device"] == "phone"), "score"] = 0.0
    found = detect_dif(spoilt, "device")
    for method in ("mh", "logistic", "lr"):
        row = rows(found, method, 4)
        assert (row["class"], row["reason"]) == ("C", "large-focal")
    assert rows(found, "mh", 4)["effect"] == -np.inf


def test_items_that_cannot_be_studied_say_why(complete):
    spoilt = complete.copy()
    spoilt.loc[spoilt["item"] == "item-01", "score"] = 1.0
    spoilt = spoilt[(spoilt["item"] != "item-02") | (spoilt["group_device"] != "phone")]
    found = rows(detect_dif(spoilt, "device", method="mh"), "mh")
    assert found.loc[NAMES[0], "reason"] == "constant"
    assert found.loc[NAMES[1], "reason"] == "unasked"
    assert (found.loc[NAMES[1], "n_reference"], found.loc[NAMES[1], "n_focal"]) == (900, 0)
    assert set(found.loc[NAMES[:2], "verdict"]) == {"collect"}
    assert found.loc[NAMES[HARD], "verdict"] == "revise"


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        ({}, {"method": "raju"}, "dif.unknown-method"),
        ({}, {"method": ()}, "dif.unknown-method"),
        ({}, {"group": "sex"}, "dif.unknown-group"),
        ({}, {"reference": "mac"}, "dif.unknown-reference"),
        ({"group_device": "pc"}, {}, "dif.one-group"),
        ({"group_device": None}, {}, "dif.one-group"),
        ({"group_device": lambda frame: frame["candidate"]}, {}, "dif.many-groups"),
        ({}, {"thresholds": DifThresholds(min_n=5000)}, "dif.too-few"),
    ],
)
def test_what_cannot_be_done_is_refused(complete, change, arguments, message):
    with pytest.raises(PixauthorError) as caught:
        detect_dif(complete.assign(**change), **{"group": "device", "method": "mh", **arguments})
    assert caught.value.message == message
    assert caught.value.render("fr") != caught.value.render("en")


def test_responses_without_groups_are_refused(complete):
    with pytest.raises(PixauthorError) as caught:
        detect_dif(complete.drop(columns="group_device"), "device")
    assert caught.value.message == "dif.no-groups"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_is_a_sentence(found, language):
    sentences = explain(found, language)
    assert len(sentences) == len(found)
    assert all("phone" in text or "tablet" in text for text in sentences)
    reasons = set(catalogue(language, "dif")["reason"])
    assert set(found["reason"]) <= reasons
    table = pd.DataFrame({"reason": sorted(reasons), "focal": "x", "reference": "y"})
    assert len(set(explain(table, language))) == len(reasons)


def test_what_was_found_is_evidence_for_flags(found):
    evidence = gather_evidence(NAMES, dif=dif_evidence(found))
    (one,) = evidence[NAMES[HARD]].dif  # tablets could not be judged
    assert (one.group, one.ets) == ("group_device: phone", "C")
    sound = item(NAMES[HARD], 0.0)
    assert "dif" in " ".join(find_flags(sound, Thresholds(), evidence[NAMES[HARD]]))
    assert find_flags(sound, Thresholds(), evidence[NAMES[0]]) == ()


def test_evidence_is_none_where_nothing_could_be_said(complete):
    constant = complete.copy()
    constant.loc[constant["item"] == "item-01", "score"] = 0.0
    assert NAMES[0] not in dif_evidence(detect_dif(constant, "device", method="mh"))


def calibration_of(n_items=N):
    """Return a calibration of the first items, with the parameters that ``draw`` uses."""
    rng = np.random.default_rng(0)
    a, b = rng.uniform(0.8, 1.6, N), rng.normal(0, 1, N)
    return calibration(item(NAMES[k], b[k], a[k]) for k in range(n_items))


def test_the_parameters_of_a_calibration_match_candidates():
    frame = draw((1500, 1500, 0), each=9)
    found = detect_dif(frame, "device", calibration_of(12), method=["mh", "lr"])
    assert found["item"].unique().tolist() == NAMES[:12]
    assert set(found["matching"]) == {"ability"}
    for method in ("mh", "lr"):
        assert rows(found, method, HARD)["reason"] == "large-focal"
        others = rows(found, method).drop([NAMES[HARD], NAMES[CROSSING]])
        assert (others["class"] == "C").sum() == 0


def test_a_calibration_of_other_items_is_refused(complete):
    other = complete.assign(version=2)
    with pytest.raises(PixauthorError) as caught:
        detect_dif(other, "device", calibration_of(), method="mh")
    assert caught.value.message == "dif.no-items"


def test_the_logistic_method_says_that_it_is_not_for_partial_scores():
    rng = np.random.default_rng(3)
    theta, groups = rng.normal(0, 1, 800), np.repeat([0, 1], 400)
    steps = rng.random((800, 6, 2)) < 1 / (1 + np.exp(-(theta[:, None, None] - [-0.7, 0.7])))
    scores = steps.sum(axis=2)
    scores[:, 3:] = scores[:, 3:] > 0
    items = arrange(["graded"] * 3 + ["2pl"] * 3, [3] * 3 + [2] * 3)
    answers = from_matrix(scores.astype(float), items.offsets, groups=groups, fold=False)
    sample = Sample(
        answers=answers, items=items, usable=np.ones(6, bool), counts=np.full((6, 2), 400), problems=("",) * 6
    )
    case = Case(
        long=to_kernel(answers, items.offsets),
        n_categories=items.n_categories,
        complete=True,
        items=None,
        grid=None,
        doubled=None,
    )
    logistic, mantel = (
        dif_table(sample, NAMES[:6], method, run_method(method, case, DifThresholds())) for method in ("logistic", "mh")
    )
    assert logistic["reason"].tolist()[:3] == ["polytomous"] * 3
    assert logistic["verdict"].tolist()[:3] == [""] * 3
    assert (logistic["verdict"].iloc[3:] != "").all()
    assert (mantel["class"] != "").all()
    assert (mantel["effect"].abs() < 3).all()
