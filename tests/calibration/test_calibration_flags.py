"""Flags: each rule at its bound, what is not judged, sentences, verdicts; thresholds from a file."""

import json
import re
from dataclasses import asdict, replace

import pandas as pd
import pytest

from pixauthor.calibration.evidence import SX2, Dif, Evidence, gather_evidence
from pixauthor.calibration.flag_rules import NOTE, RULES
from pixauthor.calibration.flags import VERDICTS, find_flags, judge, judge_item
from pixauthor.calibration.model import dichotomous_item
from pixauthor.calibration.threshold_store import load_thresholds
from pixauthor.calibration.thresholds import OptionThresholds, Thresholds
from pixauthor.errors import PixauthorError
from pixauthor.locale import text

GIVEN = {"item": "x@1", "a": 1.0, "b": 0.0, "n": 500, "p": 0.5, "r_rest": 0.4, "se_a": 0.1, "se_b": 0.1}
ITEM = dichotomous_item(**GIVEN)
GOOD = Evidence(
    infit=1.0,
    outfit=1.0,
    s_x2=SX2(statistic=10.0, df=10.0, p=0.44, n=500),
    q3=0.05,
    q3_with="y@1",
    dif=(Dif(group="gender", ets="A", r2=0.001),),
    drift=0.05,
    omitted=0.01,
    rapid=0.01,
    exposure=0.1,
    distractors={"b": (), "c": ()},
)
BOUNDS = Thresholds()
MISFIT = SX2(statistic=60.0, df=10.0, p=1e-6, n=500)
# Each: what to change, on which side of the bound nothing is said, and what is said beyond it.
FAULTS = [
    ("few", {"n": 200}, {"n": 199}),
    ("hard", {"p": 0.15}, {"p": 0.149}),
    ("easy", {"p": 0.95}, {"p": 0.951}),
    ("key", {"r_rest": 0.3}, {"r_rest": -0.01}),
    ("weak", {"r_rest": 0.2}, {"r_rest": 0.19}),
    ("flat", {"a": 0.5}, {"a": 0.49}),
    ("steep", {"a": 3.0}, {"a": 3.1}),
    ("far", {"b": -4.0}, {"b": -4.1}),
    ("unsure", {"se_b": 0.3}, {"se_b": 0.31}),
    ("infit", {"infit": 1.3}, {"infit": 1.31}),
    ("infit-low", {"infit": 0.7}, {"infit": 0.69}),
    ("outfit", {"outfit": 1.3}, {"outfit": 1.31}),
    ("outfit-low", {"outfit": 0.7}, {"outfit": 0.69}),
    ("misfit", {"s_x2": replace(MISFIT, n=50_000)}, {"s_x2": MISFIT}),
    ("misfit", {"s_x2": replace(MISFIT, p=0.01)}, {"s_x2": MISFIT}),
    ("dependent", {"q3": 0.2}, {"q3": 0.21}),
    ("dif-class", {"dif": (Dif(group="gender", ets="B"),)}, {"dif": (Dif(group="gender", ets="C"),)}),
    ("dif-r2", {"dif": (Dif(group="gender", r2=0.07),)}, {"dif": (Dif(group="gender", r2=0.071),)}),
    ("drift", {"drift": -0.3}, {"drift": -0.31}),
    ("drift", {"drift": 0.5, "drift_z": 1.9}, {"drift": 0.5, "drift_z": 2.0}),
    ("omitted", {"omitted": 0.1}, {"omitted": 0.11}),
    ("rapid", {"rapid": 0.1}, {"rapid": 0.11}),
    ("exposed", {"exposure": 0.3}, {"exposure": 0.31}),
    ("distractor-rare", {"distractors": {}}, {"distractors": {"b": ("rare",)}}),
    ("distractor-tempting", {"distractors": {}}, {"distractors": {"b": ("tempting",), "c": ("tempting",)}}),
    ("distractor-beats-key", {"distractors": {}}, {"distractors": {"b": ("beats-key",)}}),
]


def changed(change):
    """Return the good item and evidence, one field of either changed."""
    of_item = {name: value for name, value in change.items() if name in GIVEN}
    of_evidence = {name: value for name, value in change.items() if name not in of_item}
    return dichotomous_item(**{**GIVEN, **of_item}), replace(GOOD, **of_evidence)


def judged(change, thresholds=BOUNDS):
    item, evidence = changed(change)
    return judge_item(item, thresholds, evidence)


def test_a_good_item_is_kept_and_all_of_it_is_judged():
    found = judge_item(ITEM, BOUNDS, GOOD)
    assert (found.verdict, found.flags, found.not_judged) == ("keep", (), ())


@pytest.mark.parametrize(("flag", "inside", "beyond"), FAULTS)
def test_a_flag_is_raised_beyond_its_bound_and_not_on_it(flag, inside, beyond):
    assert [one.id for one in judged(inside).flags] == []
    assert [one.id for one in judged(beyond).flags] == [flag]


@pytest.mark.parametrize(("flag", "inside", "beyond"), FAULTS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_flag_has_a_sentence_with_its_number_and_its_bound(flag, inside, beyond, language):
    (found,) = judged(beyond).flags
    sentence = found.sentence(language)
    numbers = re.findall(r"\d+(?:[.,]\d+)?", sentence)
    value, bound = found.fields.get("value"), found.fields["bound"]
    shown = [number.replace(",", ".") for number in numbers]
    assert "{" not in sentence
    if isinstance(value, float) and value > 0.01:
        assert any(float(number) == pytest.approx(value, abs=0.005) for number in shown)
    if isinstance(bound, float) and flag != "distractor-beats-key":
        assert any(float(number) == pytest.approx(bound) for number in shown)
    assert text(f"calibration.flag.{flag}", language)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"p": 0.1499999}, ("0,1499999", "0,1500000")),
        ({"p": 0.149}, ("0,149", "0,150")),
        ({"n": 199}, ("199", "200")),
        ({"infit": 1.412}, ("1,41", "1,30")),
        ({"infit": 2.0}, ("Infit 2,", "1,30")),
        ({"r_rest": -0.25}, ("−0,25", "sous 0")),
    ],
)
def test_a_number_has_the_decimals_that_tell_it_from_its_bound(change, words):
    sentence = judged(change).flags[0].sentence("fr")
    assert all(word in sentence for word in words), sentence


def test_guessing_is_judged_where_the_model_has_it():
    assert "guess" not in judge_item(ITEM, BOUNDS).not_judged
    for c, flags in ((0.35, []), (0.36, ["guess"])):
        item = replace(ITEM, model="3pl", parameters={"a": 1.0, "b": 0.0, "c": c})
        found = judge_item(item, BOUNDS, GOOD).flags
        assert [one.id for one in found] == flags
    for language in ("fr", "en"):
        assert re.search(r"0[.,]36.*0[.,]35", found[0].sentence(language))


def test_an_item_with_several_steps_is_judged_by_its_furthest_and_least_sure_one():
    steps, errors = {"a": 1.0, "b1": -4.5, "b2": 0.5}, {"a": 0.1, "b1": 0.4, "b2": 0.1}
    item = replace(ITEM, model="gpcm", categories=("0", "0.5", "1"), parameters=steps, errors=errors)
    assert find_flags(item, BOUNDS, GOOD) == ("far", "unsure")
    assert judge_item(replace(item, errors={"a": 0.1, "b1": 0.4}), BOUNDS, GOOD).not_judged == ("unsure",)


def test_a_nominal_item_has_no_slope_and_no_difficulty_to_judge():
    options = {"a0": -1.0, "a1": 0.0, "a2": 1.0, "c0": 0.1, "c1": 0.0, "c2": -0.1}
    item = replace(ITEM, model="nominal", categories=("a", "b", "c"), parameters=options, errors={})
    found = judge_item(item, BOUNDS, GOOD)
    assert (found.flags, found.not_judged) == ((), ())


def test_every_rule_is_tested():
    assert {flag for flag, _, _ in FAULTS} | {"guess"} == set(RULES)


def test_what_was_not_computed_is_not_judged_and_never_passed():
    found = judge_item(changed({"se_b": None, "r_rest": None})[0], BOUNDS)
    assert found.verdict == "keep"
    assert set(found.not_judged) == set(RULES) - {"few", "hard", "easy", "flat", "steep", "far", "guess"}


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_a_number_that_is_no_number_is_not_judged(nothing):
    found = judged({"infit": nothing, "q3": nothing, "drift": nothing, "s_x2": nothing and replace(MISFIT, p=nothing)})
    assert set(found.not_judged) == {"infit", "infit-low", "dependent", "drift", "misfit"}


def test_dif_that_was_looked_for_by_one_method_leaves_the_other_unjudged():
    found = judged({"dif": (Dif(group="language", ets="A"),)})
    assert found.not_judged == ("dif-r2",)
    assert judged({"dif": ()}).not_judged == ()


def test_the_sentence_names_the_groups_and_their_classes():
    found = judged({"dif": (Dif(group="gender", ets="C"), Dif(group="device", ets="A"))})
    assert "gender (C)" in found.flags[0].sentence("fr")
    assert "device" not in found.flags[0].sentence("fr")


def test_the_mildest_flagged_class_is_a_setting():
    change = {"dif": (Dif(group="gender", ets="B"),)}
    assert judged(change, replace(BOUNDS, dif_class="B")).flags[0].id == "dif-class"


# -- verdicts


@pytest.mark.parametrize(
    ("flags", "verdict"),
    [
        ((), "keep"),
        (("infit-low", "distractor-rare"), "keep"),
        (("weak",), "revise"),
        (("unsure",), "collect"),
        (("unsure", "weak"), "revise"),
        (("few", "weak", "exposed"), "collect"),
        (("exposed",), "retire"),
        (("hard", "weak", "flat"), "revise"),
        (("hard", "weak", "flat", "far"), "retire"),
        (("hard", "weak", "flat", "infit-low"), "revise"),
    ],
)
def test_verdicts(flags, verdict):
    assert judge(flags) == verdict
    assert verdict in VERDICTS


def test_how_many_faults_retire_an_item_is_a_setting():
    assert judge(("hard", "weak"), replace(BOUNDS, faults_to_retire=2)) == "retire"


def test_flags_come_with_evidence_or_without():
    assert find_flags(ITEM, BOUNDS) == ()
    assert find_flags(ITEM, BOUNDS, evidence=replace(GOOD, infit=2.0)) == ("infit",)


def test_evidence_is_gathered_by_item_and_what_is_not_there_stays_unknown():
    found = gather_evidence(["x@1", "y@1"], infit=pd.Series({"x@1": 1.5}), dif={"y@1": ()})
    assert found == {"x@1": Evidence(infit=1.5), "y@1": Evidence(dif=())}
    more = gather_evidence(["x@1", "y@1"], found, exposure={"x@1": 0.2})
    assert more == {"x@1": Evidence(infit=1.5, exposure=0.2), "y@1": Evidence(dif=())}


def test_every_rule_asks_for_a_verdict_or_is_a_note():
    assert {rule.asks for rule in RULES.values()} <= {*VERDICTS, NOTE} - {"keep"}


# -- thresholds from a file

SAME = {
    "t.toml": "min_n = 100\nmax_se_b = 0.5\ndif_class = 'B'\n[options]\nmin_p = 0.1\n",
    "t.yaml": "min_n: 100\nmax_se_b: 0.5\ndif_class: B\noptions:\n  min_p: 0.1\n",
    "t.json": '{"min_n": 100, "max_se_b": 0.5, "dif_class": "B", "options": {"min_p": 0.1}}',
}


@pytest.mark.parametrize("name", SAME)
def test_three_formats_say_the_same(tmp_path, name):
    (tmp_path / name).write_text(SAME[name])
    wanted = replace(BOUNDS, min_n=100, max_se_b=0.5, dif_class="B", options=OptionThresholds(min_p=0.1))
    assert load_thresholds(tmp_path / name) == wanted


def test_all_thresholds_can_be_set(tmp_path):
    (tmp_path / "t.json").write_text(json.dumps(asdict(BOUNDS)))
    assert load_thresholds(tmp_path / "t.json") == BOUNDS


def test_infinity_switches_a_rule_off(tmp_path):
    (tmp_path / "t.toml").write_text("max_se_b = inf\n")
    assert find_flags(changed({"se_b": 99.0})[0], load_thresholds(tmp_path / "t.toml")) == ()


@pytest.mark.parametrize(
    ("name", "content", "message", "place"),
    [
        ("t.toml", "min_n = 3\nmax_pp = 0.1\n", "flags.file.unknown", (2, 1)),
        ("t.toml", "max_p = nan\n", "flags.file.out-of-range", (1, 1)),
        ("t.toml", "max_p = 1.5\n", "flags.file.out-of-range", (1, 1)),
        ("t.toml", "min_n = 0\n", "flags.file.out-of-range", (1, 1)),
        ("t.toml", "min_n = 2.5\n", "flags.file.not-whole", (1, 1)),
        ("t.toml", "min_n = true\n", "flags.file.not-whole", (1, 1)),
        ("t.toml", "max_p = '0.9'\n", "flags.file.not-number", (1, 1)),
        ("t.toml", "dif_class = 'D'\n", "flags.file.not-class", (1, 1)),
        ("t.toml", "min_p = 0.5\nmax_p = 0.4\n", "flags.file.crossed", (2, 1)),
        ("t.toml", "options = 3\n", "flags.file.not-table", (1, 1)),
        ("t.toml", "min_n = 3\n[options]\n  min_n = -1\n", "flags.file.out-of-range", (3, 3)),
        ("t.toml", "min_n = =\n", "flags.file.damaged", (1, 9)),
        ("t.yaml", "min_n: 3\n max_p: 0.5\n", "flags.file.damaged", (2, 7)),
        ("t.yaml", "- 3\n", "flags.file.damaged", (1, 1)),
        ("t.json", '{"min_n": 3,\n "x": 1}', "flags.file.unknown", (2, 2)),
        ("t.json", "[1]", "flags.file.not-table", (0, 0)),
        ("t.json", "{", "flags.file.damaged", (1, 2)),
        ("t.json", "[" * 100_000, "flags.file.damaged", (0, 0)),
        ("t.ini", "min_n = 3\n", "flags.file.unknown-format", (0, 0)),
    ],
)
def test_a_bound_that_cannot_be_is_refused_with_its_place(tmp_path, name, content, message, place):
    (tmp_path / name).write_text(content)
    with pytest.raises(PixauthorError) as caught:
        load_thresholds(tmp_path / name)
    assert (caught.value.message, (caught.value.place.line, caught.value.place.column)) == (message, place)
    assert caught.value.render("fr") != caught.value.render("en")


def test_a_misspelt_bound_is_suggested(tmp_path):
    (tmp_path / "t.toml").write_text("max_infit = 1.5\nmin_nn = 3\n")
    with pytest.raises(PixauthorError) as caught:
        load_thresholds(tmp_path / "t.toml")
    assert "max_fit" in caught.value.render("en")


@pytest.mark.parametrize("name", ["none.toml", "folder.toml"])
def test_a_path_that_is_no_file_is_refused(tmp_path, name):
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(PixauthorError) as caught:
        load_thresholds(tmp_path / name)
    assert caught.value.message in ("files.missing", "files.is-folder")


def test_a_correlation_among_candidates_who_are_alike_is_corrected_before_it_is_judged():
    # Thorndike's case 2 by hand: r = 0.15 where the spread is half that of all: 0.3 / sqrt(1 - 0.0225 + 0.09) = 0.290.
    item = replace(ITEM, r_rest=0.15)
    assert "weak" in find_flags(item, BOUNDS)
    assert "weak" not in find_flags(item, BOUNDS, Evidence(spread=0.5))
    assert "weak" in find_flags(item, replace(BOUNDS, min_r=0.291), Evidence(spread=0.5))
    assert "weak" not in find_flags(item, replace(BOUNDS, min_r=0.290), Evidence(spread=0.5))
