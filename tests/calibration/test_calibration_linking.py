"""A calibration on the scale of another: the line, the anchors, the parameters with their errors, the record."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from linked_samples import SCALE, SHIFT, calibration, new_window, numbered, old_window, stepped, true_parameters, window
from response_frames import draw_scores, to_long
from typer.testing import CliRunner

from pixauthor.calibration.comparison import diff, on_one_scale
from pixauthor.calibration.drift import DriftRules
from pixauthor.calibration.linking import link, link_chain
from pixauthor.calibration.linking_step import LinkOptions
from pixauthor.calibration.model import Design, GroupDistribution
from pixauthor.calibration.rescaling import digest_of
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.store import load_calibration, save_calibration
from pixauthor.cli.calibrate import app
from pixauthor.errors import PixauthorError
from pixauthor.irt.linking import METHODS
from pixauthor.locale import choose_language

MOVES = {"item-11@1": 1.1, "item-17@1": -0.9}


@pytest.fixture(autouse=True)
def french():
    choose_language("fr")


def refusal(*arguments, method="stocking-lord", **options):
    with pytest.raises(PixauthorError) as caught:
        link(*arguments, method, options=LinkOptions(**options))
    assert caught.value.render("fr") != caught.value.render("en")
    return caught.value


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_the_line_within_its_error(method):
    found = link(new_window(), old_window(), method)
    se = found.line.se
    # The noise of the windows is smaller than the errors that they claim.
    assert found.line.scale == pytest.approx(SCALE, abs=2 * se[0])
    assert found.line.shift == pytest.approx(SHIFT, abs=2 * se[1])
    assert (se < 0.15).all()


def test_anchors_are_the_items_of_one_version_that_both_hold():
    found = link(new_window(), old_window())
    assert found.anchors["item"].tolist() == numbered(9, 20)
    assert found.drifted == ()
    assert found.anchors["b_linked"].to_numpy() == pytest.approx(found.anchors["b_old"].to_numpy(), abs=0.2)


def test_what_drifted_is_named_and_left_out_of_the_link():
    found = link(new_window(moves=MOVES), old_window())
    table = found.anchors.set_index("item")
    assert set(found.drifted) == set(MOVES)
    assert not table.loc[list(MOVES), "used"].any()
    assert table.loc[list(MOVES), "direction"].tolist() == ["harder", "easier"]
    assert found.line.shift == pytest.approx(SHIFT, abs=0.08)
    kept = link(new_window(moves=MOVES), old_window(), options=LinkOptions(purify=False))
    assert kept.anchors["used"].all()
    assert set(kept.drifted) >= set(MOVES)
    assert not kept.steps[0].short


def test_purification_leaves_the_least_number_of_anchors_and_says_so():
    found = link(new_window(moves=MOVES), old_window(), options=LinkOptions(rules=DriftRules(least_anchors=11)))
    assert found.anchors["used"].sum() == 11
    assert found.steps[0].short


def test_parameters_and_latent_distribution_are_moved_and_nothing_is_lost():
    new = new_window(latent_mean=0.2, latent_sd=0.9)
    moved, line = (found := link(new, old_window())).calibration, found.line
    for before, after in zip(new.items, moved.items, strict=True):
        assert after.a == pytest.approx(before.a / line.scale)
        assert after.b == pytest.approx(line.scale * before.b + line.shift)
        assert (after.item, after.n, after.p) == (before.item, before.n, before.p)
    assert moved.latent_mean == pytest.approx(line.scale * 0.2 + line.shift)
    assert moved.latent_sd == pytest.approx(line.scale * 0.9)
    assert (moved.fit, moved.provenance) == (new.fit, new.provenance)


def test_errors_are_those_of_the_items_and_of_the_link_together():
    new = new_window()
    found = link(new, old_window())
    scale, se = found.line.scale, np.array([item.se_b for item in found.calibration.items])
    own = scale * np.array([item.se_b for item in new.items])
    # An origin that the new persons had in common is no longer that of the scale, so that errors may fall a little.
    assert (se > 0.9 * own).all()
    assert (se < own + found.line.se[1] + 2 * found.line.se[0]).all()
    alone = np.array([item.se_b for item in link(new, old_window(errors=False)).calibration.items], object)
    assert (alone == None).all()  # noqa: E711 elementwise


def test_without_standard_errors_the_line_has_none_either():
    found = link(new_window(errors=False), old_window())
    assert np.isnan(found.line.se).all()
    assert found.anchors["se"].isna().all()
    assert found.calibration.links[0].se_scale is None


def test_the_record_says_how_and_survives_the_file(tmp_path):
    old = old_window()
    found = link(new_window(moves=MOVES), old)
    (record,) = found.calibration.links
    assert record.onto == digest_of(old)
    assert set(record.dropped) == set(MOVES)
    assert len(record.anchors) == 10
    save_calibration(tmp_path / "linked.json", found.calibration)
    assert load_calibration(tmp_path / "linked.json") == found.calibration


def test_two_links_are_byte_identical(tmp_path):
    for name in ("one", "two"):
        save_calibration(tmp_path / name, link(new_window(), old_window()).calibration)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("method", ["mean-mean", "mean-sigma", "haebara", "stocking-lord"])
def test_items_of_several_steps_are_linked_and_judged(method):
    found = link(stepped(shift=0.5, moved=1.2), stepped(), method)
    assert found.drifted == ("graded-0@1",)
    assert [found.line.scale, found.line.shift] == pytest.approx([1.0, 0.5], abs=1e-6)
    assert found.anchors.set_index("item").loc["graded-0@1", "displacement"] == pytest.approx(1.2, abs=1e-6)
    moved = found.calibration.by_item["gpcm-1@1"]
    assert moved.parameters == pytest.approx(stepped().by_item["gpcm-1@1"].parameters, abs=1e-6)
    assert moved.errors["b2"] > 0.08


def test_partial_credit_keeps_its_unit_or_gets_a_slope():
    both = stepped(models=("pcm",), shift=0.3), stepped(models=("pcm",))
    alike = link(*both).calibration
    assert {item.model for item in alike.items} == {"pcm"}
    assert all("a" not in item.errors for item in alike.items)
    steeper = tuple(replace(item, model="gpcm", parameters={**item.parameters, "a": 1.4}) for item in both[1].items)
    freed = link(both[0], replace(both[1], items=steeper), "mean-mean").calibration
    assert [item.parameters["a"] for item in freed.items] == pytest.approx([1.4] * 4)
    assert link(freed, replace(both[1], items=steeper), "mean-mean").line.scale == pytest.approx(1.0)


def test_categories_that_differ_are_not_compared():
    other = tuple(replace(item, categories=("0", "1", "2", "4")) for item in stepped().items)
    error = refusal(stepped(), replace(stepped(), items=other))
    assert error.message == "linking.other-models"
    assert "graded-0@1 (graded [0, 1, 2, 3] / graded [0, 1, 2, 4])" in str(error)


def test_models_that_differ_are_not_compared():
    other = tuple(replace(item, model="gpcm") for item in stepped().items)
    assert refusal(stepped(), replace(stepped(), items=other)).message == "linking.other-models"


def test_groups_are_moved_with_the_scale_and_the_first_one_fixes_it():
    groups = (
        GroupDistribution(name="a", n=500, mean=0.0, sd=1.0),
        GroupDistribution(name="b", n=1_000, mean=0.4, sd=1.2),
    )
    found = link(new_window(groups=groups), old_window())
    assert found.calibration.groups[1].mean == pytest.approx(found.line.scale * 0.4 + found.line.shift)
    assert found.calibration.groups[1].sd == pytest.approx(found.line.scale * 1.2)
    # The fewer persons fix the scale, the less well it is known; given items leave no such doubt.
    alone = link(new_window(), old_window())
    given = new_window()
    fixed = replace(given, items=(replace(given.items[-1], anchor=True), *given.items[:-1]))
    sizes = [link(one, old_window()).line.se[1] for one in (fixed, given)]
    assert found.line.se[1] > alone.line.se[1] == sizes[1] > sizes[0]


def test_a_chain_leads_to_the_scale_of_the_last():
    newest = window(21, 40, seed=13, scale=0.8, shift=0.5)
    middle = window(9, 32, seed=12, scale=SCALE, shift=SHIFT)
    found = link_chain([newest, middle, old_window()])
    # Each window's scale is its own; the last is the true one.
    assert found.line.scale == pytest.approx(0.8, abs=2 * found.line.se[0])
    assert found.line.shift == pytest.approx(0.5, abs=2 * found.line.se[1])
    assert found.anchors["step"].tolist() == [1] * 12 + [2] * 12
    assert len(found.calibration.links) == 2
    assert (found.line.se > found.steps[0].line.se * [0.8 / found.steps[0].line.scale, SCALE]).all()


def test_rasch_calibrations_keep_their_unit():
    names, b = numbered(1, 6), np.linspace(-1, 1, 6)
    found = link(
        calibration(names, np.ones(6), b - 0.7, model="rasch"), calibration(names, np.ones(6), b, model="rasch")
    )
    assert found.line.scale == 1.0
    assert found.line.shift == pytest.approx(0.7)
    assert [item.a for item in found.calibration.items] == [1.0] * 6
    assert all(item.se_a is None for item in found.calibration.items)


def test_an_anchor_of_one_link_of_a_chain_may_be_left_out():
    chain = [window(21, 40, seed=13), new_window(), old_window()]
    found = link_chain(chain, options=LinkOptions(without=("item-12@1", "item-22@1")))
    assert not found.anchors["item"].isin(["item-12@1", "item-22@1"]).any()


def test_chosen_anchors_are_the_only_ones():
    found = link(new_window(), old_window(), options=LinkOptions(only=tuple(numbered(10, 15)), without=("item-12@1",)))
    assert found.anchors["item"].tolist() == [name for name in numbered(10, 15) if name != "item-12@1"]


@pytest.mark.parametrize(
    ("message", "other", "options", "named"),
    [
        ("linking.no-common", window(30, 40, seed=3), {}, "item-30@1"),
        ("linking.too-few", window(28, 40, seed=3), {}, "item-28@1"),
        ("linking.too-few", old_window(), {"only": ("item-12@1",)}, "item-12@1"),
        ("linking.unknown-anchors", old_window(), {"only": ("item-01@1", "item-12@1")}, "item-01@1"),
        ("linking.unknown-anchors", old_window(), {"without": ("nowhere-01@1",)}, "nowhere-01@1"),
        ("linking.unknown-method", old_window(), {"method": "mean"}, "stocking-lord"),
    ],
)
def test_too_little_in_common_is_refused_with_the_items(message, other, options, named):
    error = refusal(new_window(), other, **options)
    assert error.message == message
    assert named in str(error)


def test_a_revised_item_is_another_item():
    revised = calibration([name.replace("@1", "@2") for name in numbered(1, 20)], np.ones(20), np.zeros(20))
    error = refusal(new_window(), revised)
    assert error.message == "linking.other-versions"
    assert "item-09@1" in str(error)


def test_slopes_that_fall_are_refused_and_can_be_left_out():
    names, b = numbered(1, 6), np.linspace(-1, 1, 6)
    new = calibration(names, [1, 1, -0.3, 1, 1, 1], b)
    old = calibration(names, np.ones(6), b)
    error = refusal(new, old)
    assert error.message == "linking.negative-slopes"
    assert "item-03@1" in str(error)
    assert link(new, old, options=LinkOptions(without=("item-03@1",))).line.scale == pytest.approx(1.0)


def test_equal_difficulties_give_no_spread():
    same = calibration(numbered(1, 6), np.ones(6), np.zeros(6))
    assert refusal(same, same, method="mean-sigma").message == "linking.no-scale"


def test_diff_tells_added_dropped_revised_and_moved_items_apart():
    a, b = np.ones(4), np.array([-1.0, 0.0, 0.5, 1.0])
    old = calibration(["one@1", "two@1", "three@1", "gone@1"], a, b)
    new = calibration(["one@1", "two@1", "three@2", "fresh@1"], a, np.add(b, [0.05, 0.9, 0, 0]))
    table = diff(old, new)
    status = table.drop_duplicates("item").set_index("item")["status"].to_dict()
    assert status == {
        "one@1": "same",
        "two@1": "moved",
        "three@2": "revised",
        "fresh@1": "added",
        "three@1": "dropped",
        "gone@1": "dropped",
    }
    moved = table[(table["item"] == "two@1") & (table["parameter"] == "b")].iloc[0]
    # Standard errors of the samples: 0.06 + 0.02 |b|.
    assert moved["se"] == pytest.approx(np.hypot(0.06, 0.06 + 0.02 * 0.9))
    assert moved["z"] == pytest.approx(0.9 / moved["se"])


def test_diff_without_errors_sees_any_difference_and_none_with_itself():
    old = old_window(errors=False)
    assert set(diff(old, old)["status"]) == {"same"}
    assert set(diff(old, window(1, 20, seed=5, errors=False))["status"]) == {"moved"}


def test_scales_are_one_after_a_link():
    old = old_window()
    new = new_window()
    assert not on_one_scale(old, new)
    first, second = link(new, old).calibration, link(window(5, 25, seed=4), old).calibration
    assert on_one_scale(old, first)
    assert on_one_scale(first, second)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    for name, value in {"new": new_window(moves=MOVES), "old": old_window(), "far": window(30, 40, seed=3)}.items():
        save_calibration(tmp_path / f"{name}.json", value)
    return tmp_path


def run(*arguments, status=0):
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(done.exception, PixauthorError):
        raise done.exception
    assert done.exit_code == status, done.output
    return done.output.replace("\u00a0", " ")


def test_the_command_writes_the_calibration_and_says_what_drifted(files):
    output = run("link", files / "new.json", files / "old.json", "--table", files / "anchors.csv")
    assert re.search(
        r"θ sur l’échelle de old.json = 1,\d+ θ − 0,\d+ \(A = 1,\d+ ± 0,\d+ ; B = −0,\d+ ± 0,\d+\)", output
    )
    assert "item-11@1 : a dérivé – plus difficile qu’avant : difficulté déplacée de 1,0" in output
    linked = load_calibration(files / "new-linked.json")
    assert set(linked.links[0].dropped) == set(MOVES)
    assert (files / "anchors.csv").read_text().startswith("item,b_old,b_new,b_linked,displacement,")


def test_an_anchor_far_off_that_its_error_explains_is_told_and_kept(files):
    moved = new_window(moves={"item-11@1": 0.6})
    unsure = [replace(item, errors={"a": 0.3, "b": 0.5}) if item.item == "item-11@1" else item for item in moved.items]
    save_calibration(files / "unsure.json", replace(moved, items=tuple(unsure)))
    output = run("link", files / "unsure.json", files / "old.json")
    (told,) = (line for line in output.splitlines() if "suffit à l’expliquer" in line)
    assert told.startswith("item-11@1 : stable")
    assert "borne 2,58" in told
    assert load_calibration(files / "unsure-linked.json").links[0].dropped == ()


def test_the_command_follows_a_chain(files):
    save_calibration(files / "newest.json", window(21, 40, seed=13, scale=0.8, shift=0.5))
    output = run(
        "link",
        *(files / f"{name}.json" for name in ("newest", "new", "old")),
        "-o",
        files / "out.json",
        "--method",
        "haebara",
    )
    assert "De bout en bout : A = 0," in output
    assert len(load_calibration(files / "out.json").links) == 2


def test_anchors_that_had_to_stay_are_told_by_the_exit_status(files):
    output = run("link", files / "new.json", files / "old.json", "--least-anchors", 12, status=1)
    assert "cette échelle n’est pas sûre" in output
    assert "item-11@1" in run("link", files / "new.json", files / "old.json", "--keep-all")


def test_diff_prints_what_changed_and_asks_for_a_link(files):
    output = run("diff", files / "old.json", files / "new.json", "--table", files / "diff.csv", status=1)
    assert "8 ajoutés, 8 retirés, 0 révisés" in output
    assert "pixauthor calibrate link" in output
    assert (files / "diff.csv").read_text().count("\n") == 2 * 28 + 1
    run("link", files / "new.json", files / "old.json")
    linked = run("diff", files / "old.json", files / "new-linked.json", status=1)
    assert "pixauthor calibrate link" not in linked
    assert "item-11@1" in linked
    assert run("diff", files / "old.json", files / "old.json").count("item-") == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("link", "new.json", "far.json"), "linking.no-common"),
        (("link", "new.json", "missing.json"), "files.missing"),
        (("link", "new.json", "notes.json"), "calibration.damaged"),
        (("link", "new.json", "other.json"), "calibration.other-form"),
        (("link", "new.json", "old.json", "-o", "."), "files.is-folder"),
        (("link", "new.json", "old.json", "-o", "old.json"), "linking.same-file"),
        (("link", "new.json", "old.json", "--method", "eyes"), "linking.unknown-method"),
        (("diff", "new.json", "missing.json"), "files.missing"),
        (("diff", "new.json", "."), "files.is-folder"),
    ],
)
def test_a_refused_command_writes_nothing(files, monkeypatch, arguments, message):
    monkeypatch.chdir(files)
    (files / "notes.json").write_text("not JSON")
    (files / "other.json").write_text(json.dumps({"format": "something"}))
    before = {path.name: path.read_bytes() for path in files.iterdir()}
    with pytest.raises(PixauthorError) as caught:
        run(*arguments)
    assert caught.value.message == message
    assert {path.name: path.read_bytes() for path in files.iterdir()} == before


def test_two_field_tests_of_different_people_are_brought_to_one_scale():
    # 2,000 candidates each; the second ones are abler by 0.8 and more alike (sd 0.7). Item 12 has become harder.
    a, b = true_parameters()
    later = b + np.where(np.arange(40) == 11, 1.0, 0.0)
    first = made_of(slice(0, 20), a, b, seed=1)
    second = made_of(slice(8, 28), 0.7 * a, (later - 0.8) / 0.7, seed=2)
    found = link(second, first)
    assert found.drifted == ("item-12@1",)
    assert [found.line.scale, found.line.shift] == pytest.approx([0.7, 0.8], abs=3 * found.line.se.max())
    z = [(item.b - later[int(item.item[5:7]) - 1]) / item.se_b for item in found.calibration.items]
    # Twenty z of about 1 each, whatever part of them is common.
    assert np.sqrt(np.mean(np.square(z))) < 1.8


def made_of(which, a, b, seed):
    scores = draw_scores(2_000, a[which], b[which], seed=seed)
    names = [name.partition("@")[0] for name in numbered(1, 40)[which]]
    return calibrate(to_long(scores, names), Design(), now=datetime(2026, 11, 22, tzinfo=UTC))
