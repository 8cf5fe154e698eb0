"""Panels: what their files may say, and what their judgements lead to."""

import math

import numpy as np
import openpyxl
import pytest
from scale_samples import calibration, item

from pixauthor.calibration.item_parameters import kernel_items
from pixauthor.calibration.judges import of_round, read_bookmarks, read_ratings
from pixauthor.calibration.scale import given_scale, set_angoff_scale, set_bookmark_scale
from pixauthor.calibration.scale_angoff import set_angoff
from pixauthor.calibration.scale_given import read_cuts
from pixauthor.calibration.scale_locations import item_locations
from pixauthor.calibration.scale_panel import set_bookmarks
from pixauthor.errors import PixauthorError

NAMES = [f"i-{number}@1" for number in range(1, 10)]
FOUND = calibration([item(name, 0.5 * number - 2, a=0.8 + 0.05 * number) for number, name in enumerate(NAMES)])
PLACES = dict(item_locations(FOUND).set_index("item")["location"])
BOOKLET = sorted(NAMES, key=PLACES.__getitem__)
ITEMS = kernel_items(FOUND)


def write(tmp_path, text, name="judges.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def chances(theta):
    return ITEMS.expected_scores(np.array([theta]))[:, 0]


def angoff_rows(cuts, *, shift=None, judges=("A", "B", "C")):
    """Return a file in which judge j rates as the model does at cut + shift[j]."""
    moves = shift or {}
    rows = ["judge,level,item,probability"]
    for judge in judges:
        for level, theta in enumerate(cuts, start=1):
            right = chances(theta + moves.get(judge, 0.0))
            rows += [f"{judge},{level},{name},{p:.12f}" for name, p in zip(NAMES, right, strict=True)]
    return "\n".join(rows)


# -- bookmarks


def test_the_cut_is_the_median_place_of_the_bookmarks(tmp_path):
    path = write(tmp_path, "judge,level,item\nA,1,i-2\nB,1,i-3\nC,1,i-9@1\nA,2,i-9\nB,2,i-8\nC,2,i-9\n")
    panel = set_bookmarks(read_bookmarks(path, BOOKLET), PLACES)
    cuts = panel.cuts[""]
    assert cuts.thetas == pytest.approx((PLACES["i-3@1"], PLACES["i-9@1"]), abs=1e-6)
    values = [PLACES[name] for name in ("i-2@1", "i-3@1", "i-9@1")]
    # Median of three: sqrt(pi / 2) times the standard error of their mean.
    assert cuts.cuts[0].se == pytest.approx(math.sqrt(math.pi / 2) * np.std(values, ddof=1) / math.sqrt(3), abs=1e-6)
    row = panel.judges.iloc[0]
    assert (row["judge"], row["severity"]) == ("A", pytest.approx(PLACES["i-2@1"] - PLACES["i-3@1"]))


def test_pages_and_items_say_the_same(tmp_path):
    by_item = write(tmp_path, "juge;niveau;item\nA;1;i-2\nA;2;i-5\n", "a.csv")
    by_page = write(
        tmp_path, f"juge;niveau;page\nA;1;{BOOKLET.index('i-2@1') + 1}\nA;2;{BOOKLET.index('i-5@1') + 1}\n", "b.csv"
    )
    marks = [[(one.level, one.item) for one in read_bookmarks(path, BOOKLET)] for path in (by_item, by_page)]
    assert marks[0] == marks[1] == [(1, "i-2@1"), (2, "i-5@1")]


def test_the_first_missed_item_leaves_the_one_before_as_the_last_mastered(tmp_path):
    path = write(tmp_path, "judge,level,page\nA,1,3\n")
    assert read_bookmarks(path, BOOKLET, first_missed=True)[0].item == BOOKLET[1]
    with pytest.raises(PixauthorError) as caught:
        read_bookmarks(write(tmp_path, "judge,level,page\nA,1,1\n"), BOOKLET, first_missed=True)
    assert caught.value.message == "scale.first-page"


def test_one_judge_gives_cuts_without_error(tmp_path):
    panel = set_bookmarks(read_bookmarks(write(tmp_path, "judge,level,page\nA,1,3\nA,2,5\n"), BOOKLET), PLACES)
    assert [cut.se for cut in panel.cuts[""].cuts] == [None, None]


def test_the_last_round_counts_unless_another_is_named(tmp_path):
    marks = read_bookmarks(write(tmp_path, "judge,round,level,page\nA,1,1,3\nA,2,1,5\n"), BOOKLET)
    assert [one.item for one in of_round(marks)] == [BOOKLET[4]]
    assert [one.item for one in of_round(marks, 1)] == [BOOKLET[2]]
    with pytest.raises(PixauthorError) as caught:
        of_round(marks, 3)
    assert "1, 2" in caught.value.render("fr")


def test_competences_get_cuts_of_their_own(tmp_path):
    path = write(tmp_path, "judge,competence,level,page\nA,1.1,1,3\nA,1.2,1,5\n")
    panel = set_bookmarks(read_bookmarks(path, BOOKLET), PLACES)
    assert {code: cuts.thetas[0] for code, cuts in panel.cuts.items()} == pytest.approx(
        {"1.1": PLACES[BOOKLET[2]], "1.2": PLACES[BOOKLET[4]]}, abs=1e-6
    )


# -- Angoff


def test_judges_who_rate_as_the_model_does_at_an_ability_set_the_cut_there(tmp_path):
    ratings = read_ratings(write(tmp_path, angoff_rows((-1.0, 0.7))), NAMES)
    panel = set_angoff(ratings, ITEMS, NAMES)
    assert panel.cuts[""].thetas == pytest.approx((-1.0, 0.7), abs=1e-6)
    assert [cut.se for cut in panel.cuts[""].cuts] == pytest.approx([0, 0], abs=1e-6)
    assert panel.judges["error"].max() < 1e-6
    assert panel.judges["r"].min() == pytest.approx(1.0)


def test_the_error_of_an_angoff_cut_is_that_of_the_mean_of_the_judges(tmp_path):
    shift = {"A": -0.3, "B": 0.0, "C": 0.3}
    panel = set_angoff(read_ratings(write(tmp_path, angoff_rows((-1.0, 0.7), shift=shift)), NAMES), ITEMS, NAMES)
    assert [cut.se for cut in panel.cuts[""].cuts] == pytest.approx([0.3 / math.sqrt(3)] * 2, abs=1e-6)
    own = panel.judges[panel.judges["level"] == 1].set_index("judge")["theta"]
    assert own.to_dict() == pytest.approx({"A": -1.3, "B": -1.0, "C": -0.7}, abs=1e-6)


def test_a_judge_who_does_not_see_what_is_hard_is_told_apart(tmp_path):
    rows = angoff_rows((0.0,), judges=("A", "B")) + "\n"
    rows += "\n".join(f"C,1,{name},{p:.6f}" for name, p in zip(NAMES, chances(0.0)[::-1], strict=True))
    judges = set_angoff(read_ratings(write(tmp_path, rows), NAMES), ITEMS, NAMES).judges.set_index("judge")
    assert judges.loc["C", "r"] < 0 < judges.loc["A", "r"]
    assert judges.loc["C", "error"] > 10 * judges.loc["A", "error"]


def test_judges_may_rate_different_items(tmp_path):
    rows = angoff_rows((0.3,)).split("\n")
    kept = [row for row in rows if not (row.startswith("A") and "i-9" in row)]
    panel = set_angoff(read_ratings(write(tmp_path, "\n".join(kept)), NAMES), ITEMS, NAMES)
    assert panel.cuts[""].thetas == pytest.approx((0.3,), abs=1e-6)
    assert panel.judges.set_index("judge")["n_items"].to_dict() == {"A": 8, "B": 9, "C": 9}


@pytest.mark.parametrize("probability", ["0", "1"])
def test_a_score_that_no_ability_has_is_refused_with_the_judge(tmp_path, probability):
    rows = "judge,level,item,probability\n" + "\n".join(f"A,1,{name},{probability}" for name in NAMES)
    with pytest.raises(PixauthorError) as caught:
        set_angoff(read_ratings(write(tmp_path, rows), NAMES), ITEMS, NAMES)
    assert (caught.value.message, caught.value.place.line) == ("scale.no-ability", 2)


def test_cuts_of_judges_that_do_not_rise_are_refused(tmp_path):
    with pytest.raises(PixauthorError) as caught:
        set_angoff(read_ratings(write(tmp_path, angoff_rows((0.7, 0.7))), NAMES), ITEMS, NAMES)
    assert caught.value.message == "scale.not-increasing"


# -- provenance


def test_a_scale_tells_where_its_cuts_come_from(tmp_path, now):
    ratings = read_ratings(write(tmp_path, angoff_rows((-1.0, 0.7))), NAMES)
    scale, _ = set_angoff_scale(FOUND, ratings, name="x", now=now, digest="b" * 64)
    made = scale.provenance
    assert (made.method, made.judges, made.round, made.n_items) == ("angoff", ("A", "B", "C"), 1, 9)
    assert (made.date, made.judgements, len(made.calibration)) == ("2026-11-22T10:15:00+00:00", "b" * 64, 64)
    marks = read_bookmarks(write(tmp_path, "judge,level,page\nA,1,3\n"), BOOKLET)
    scale, _ = set_bookmark_scale(FOUND, marks, name="x", now=now, probability=0.5)
    assert (scale.provenance.response_probability, scale.provenance.uncertainty) == (0.5, "judges")


# -- given cuts


def test_given_cuts_are_kept_with_their_floor_and_errors(tmp_path, now):
    cuts = read_cuts(write(tmp_path, "niveau;theta;se\n2;0,5;0,1\n0;-4;\n1;-2;0,2\n"))
    assert (cuts[""].floor, cuts[""].thetas, [cut.se for cut in cuts[""].cuts]) == (-4.0, (-2.0, 0.5), [0.2, 0.1])
    scale = given_scale(cuts, name="x", now=now)
    assert (scale.shared, scale.provenance.method) == (cuts[""], "given")


def test_without_a_floor_level_nought_is_as_wide_as_the_others(tmp_path):
    assert read_cuts(write(tmp_path, "level,theta\n1,-2\n2,0\n3,1\n"))[""].floor == pytest.approx(-3.5)
    assert read_cuts(write(tmp_path, "level,theta\n1,-2\n"))[""].floor == pytest.approx(-3.0)


# -- what a file may not say

BOOKMARKS = "judge,level,item\n"
RATINGS = "judge,level,item,probability\n"
CUTS = "level,theta,se\n"


@pytest.mark.parametrize(
    ("read", "text", "message", "place"),
    [
        ("bookmarks", "judge,level\nA,1\n", "scale.missing-column", (1, 1)),
        ("bookmarks", "judge,item\nA,i-1\n", "scale.missing-column", (1, 1)),
        ("bookmarks", "\njudge,item\nA,i-1\n", "scale.missing-column", (2, 1)),
        ("bookmarks", "judge,level,itme\nA,1,i-1\n", "scale.unknown-column", (1, 1)),
        ("bookmarks", "judge,juge,level,item\nA,A,1,i-1\n", "scale.column-twice", (1, 1)),
        ("bookmarks", BOOKMARKS + "A,1,i-1\nA,2,i-99\n", "scale.unknown-item", (3, 5)),
        ("bookmarks", BOOKMARKS + '"A, B",1,i-99\n', "scale.unknown-item", (2, 10)),
        ("bookmarks", BOOKMARKS + "A,1\n", "scale.wrong-width", (2, 1)),
        ("bookmarks", BOOKMARKS + ",1,i-1\n", "scale.empty-cell", (2, 1)),
        ("bookmarks", BOOKMARKS + "A,1,\n", "scale.empty-cell", (2, 1)),
        ("bookmarks", BOOKMARKS + "A,9,i-1\n", "scale.not-whole", (2, 3)),
        ("bookmarks", BOOKMARKS + "A,1.5,i-1\n", "scale.not-whole", (2, 3)),
        ("bookmarks", BOOKMARKS + "A,one,i-1\n", "scale.not-number", (2, 3)),
        ("bookmarks", BOOKMARKS + "A,1,i-1\nA,1,i-2\n", "scale.judged-twice", (3, 5)),
        ("bookmarks", "judge,level,page\nA,1,10\n", "scale.not-whole", (2, 5)),
        ("ratings", "judge,level,item\nA,1,i-1\n", "scale.missing-column", (1, 1)),
        ("ratings", RATINGS + "A,1,i-1,1.2\n", "scale.not-probability", (2, 9)),
        ("ratings", RATINGS + "A,1,i-1,-0.1\n", "scale.not-probability", (2, 9)),
        ("ratings", RATINGS + "A,1,i-1,65%\n", "scale.not-number", (2, 9)),
        ("ratings", RATINGS + "A,1,i-1,nan\n", "scale.not-number", (2, 9)),
        ("ratings", RATINGS + "A,1,i-1,0.4\nA,2,i-1,0.3\n", "scale.falling-probability", (3, 9)),
        ("ratings", RATINGS + "A,1,i-1,0.4\nA,1,i-1@1,0.4\n", "scale.judged-twice", (3, 11)),
        ("cuts", CUTS + "1,-2,0.1\n2,-3,0.1\n", "scale.unordered", (3, 3)),
        ("cuts", CUTS + "1,-2,0.1\n1,-1,0.1\n", "scale.cut-twice", (3, 1)),
        ("cuts", CUTS + "1,-2,0.1\n3,-1,0.1\n", "scale.levels-not-in-order", (2, 1)),
        ("cuts", CUTS + "1,-2,-0.1\n", "scale.negative-error", (2, 6)),
        ("cuts", CUTS + "0,-2,\n", "scale.only-floor", (2, 1)),
        ("cuts", CUTS + "1,abc,\n", "scale.not-number", (2, 3)),
        ("cuts", "level\n1\n", "scale.missing-column", (1, 1)),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_line_and_column(tmp_path, read, text, message, place):
    readers = {
        "bookmarks": lambda path: read_bookmarks(path, BOOKLET),
        "ratings": lambda path: read_ratings(path, NAMES),
        "cuts": read_cuts,
    }
    path = write(tmp_path, text)
    with pytest.raises(PixauthorError) as caught:
        readers[read](path)
    found = caught.value
    assert (found.message, found.place.path, (found.place.line, found.place.column)) == (message, str(path), place)
    assert found.render("fr") != found.render("en")


def test_a_workbook_is_read_and_its_faults_have_row_and_column(tmp_path):
    book = openpyxl.Workbook()
    for row in (["juge", "niveau", "item"], ["A", 1, "i-2"], ["A", 2, "i-99"]):
        book.active.append(row)
    book.save(tmp_path / "j.xlsx")
    with pytest.raises(PixauthorError) as caught:
        read_bookmarks(tmp_path / "j.xlsx", BOOKLET)
    assert (caught.value.message, caught.value.place.line, caught.value.place.column) == ("scale.unknown-item", 3, 3)


def test_bookmarks_that_fall_from_level_to_level_are_refused(tmp_path):
    marks = read_bookmarks(write(tmp_path, BOOKMARKS + "A,1,i-5\nA,2,i-2\n"), BOOKLET)
    with pytest.raises(PixauthorError) as caught:
        set_bookmarks(marks, PLACES)
    assert (caught.value.message, str(caught.value.place)[-3:]) == ("scale.falling-bookmark", "3:5")


def test_a_misspelt_item_is_suggested(tmp_path):
    with pytest.raises(PixauthorError) as caught:
        read_bookmarks(write(tmp_path, "judge,level,item\nA,1,texte-1-O1\n"), ["texte-1-01@1"])
    assert "texte-1-01" in caught.value.render("fr")


def test_an_item_with_two_calibrated_versions_must_name_one(tmp_path):
    path = write(tmp_path, "judge,level,item\nA,1,i-1\n")
    with pytest.raises(PixauthorError) as caught:
        read_bookmarks(path, ["i-1@1", "i-1@2"])
    assert "i-1@1, i-1@2" in caught.value.render("fr")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "responses.empty-file"),
        (b"judge,level,item\n", "responses.no-rows"),
        (b"juge,niveau,item\nJos\xe9,1,i-1\n", "files.encoding"),
        (b'judge,level,item\n"A,1,i-1\n', "responses.bad-csv"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, message):
    path = tmp_path / "j.csv"
    path.write_bytes(content)
    with pytest.raises(PixauthorError) as caught:
        read_bookmarks(path, BOOKLET)
    assert caught.value.message == message


@pytest.mark.parametrize(("name", "message"), [("none.csv", "files.missing"), (".", "files.is-folder")])
def test_a_path_that_is_no_file_is_refused(tmp_path, name, message):
    with pytest.raises(PixauthorError) as caught:
        read_ratings(tmp_path / name, NAMES)
    assert caught.value.message == message


@pytest.fixture
def now():
    from datetime import UTC, datetime

    return datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
