"""Real answers down the real line: items as files, raw answers in a wide table, import, calibration."""

import json
import shutil
from datetime import UTC, datetime

import numpy as np
import pytest
from reference_data import read_icar, read_table
from response_frames import to_long

from pixauthor.bank.check import check_bank
from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import distractor_table
from pixauthor.calibration.store import digest_bank, load_calibration, save_calibration
from pixauthor.grading.grade import grade
from pixauthor.resources import shipped
from pixauthor.responses.matrix import to_matrix
from pixauthor.responses.store import load_responses
from pixauthor.responses.table_import import import_table
from pixauthor.workspace import open_workspace

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEADER, RAW = read_table("psych_iqitems_raw.csv")
KEY = dict(read_table("psych_iqitems_key.csv")[1])
# No answer, as psychTools codes it.
BLANK = ("", "0")


def item_id(name):
    return name.replace(".", "-")


def item_file(name):
    """Write one ICAR item as a file: the data name the choices by number, and nothing else of them is needed."""
    key = KEY[name]
    wrong = "1" if key != "1" else "2"
    choices = "\n".join(f'  - {{id: c{k}, text: "{k}"}}' for k in range(1, 9))
    return f"""\
id: {item_id(name)}
type: single-choice
version: 1
status: draft
competence: "3.4"
skill: sequences-et-boucles-2
level: 2
title: {name}
stem: "ICAR {name} ?"
choices:
{choices}
key: c{key}
author: icar
licence: CC0-1.0
created: 2014-01-01
tests:
  - {{answer: c{key}, outcome: ok}}
  - {{answer: c{wrong}, outcome: ko}}
"""


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    root = tmp_path_factory.mktemp("icar")
    (root / "items" / "3.4").mkdir(parents=True)
    shutil.copy(shipped("items") / "framework.yaml", root / "items")
    for name in HEADER:
        (root / "items" / "3.4" / f"{item_id(name)}.yaml").write_text(item_file(name), encoding="utf-8")
    return open_workspace(root)


@pytest.fixture(scope="module")
def imported(space):
    lines = [";".join(["candidat", *map(item_id, HEADER)])]
    for number, row in enumerate(RAW, start=1):
        lines.append(";".join([f"P{number:04d}", *("" if cell in BLANK else f"c{cell}" for cell in row)]))
    path = space.root / "icar.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return import_table(path, space.bank, space.exports_dir)


@pytest.fixture(scope="module")
def responses(space, imported):
    return load_responses(space.exports_dir)


@pytest.fixture(scope="module")
def calibration(space, responses):
    references = {item.reference for item in space.bank}
    design = Design(model="2pl", complete_cases=True)
    return calibrate(responses, design, now=NOW, bank=digest_bank(space.items_dir), references=references)


def test_the_items_pass_their_own_tests(space):
    findings = check_bank(space.items_dir, grade=grade).findings
    assert not [finding for finding in findings if finding.code.startswith(("S", "T", "Y"))]


def test_every_answer_is_read_and_none_is_refused(imported):
    n_answers = sum(cell not in BLANK for row in RAW for cell in row)
    assert (imported.n_read, imported.n_added, imported.n_rejected) == (n_answers, n_answers, 0)


def test_answers_graded_with_the_key_are_the_published_scores(responses):
    # psych_ability_icar16.csv: the same answers, scored by the authors of psychTools.
    matrix = to_matrix(responses)
    names = [f"{item_id(name)}@1" for name in HEADER]
    published = read_icar()
    someone = ~np.isnan(published).all(axis=1)
    assert [int(person[1:]) - 1 for person in matrix.persons] == np.flatnonzero(someone).tolist()
    found = matrix.scores[:, [matrix.items.index(name) for name in names]]
    assert np.array_equal(found, published[someone], equal_nan=True)


def test_calibration_of_the_imported_answers_is_that_of_the_published_scores(calibration):
    names = [item_id(name) for name in HEADER]
    direct = calibrate(to_long(read_icar(), names), Design(model="2pl", complete_cases=True), now=NOW)
    assert calibration.items == direct.items
    assert calibration.fit == direct.fit
    assert calibration.provenance.n_persons == 1248
    assert not calibration.provenance.simulated


def test_distractors_by_hand_count(responses):
    table = distractor_table(responses, "letter-34@1").set_index("option")
    position = HEADER.index("letter.34")
    given = [row[position] for row in RAW if row[position] not in BLANK]
    assert table["n"].to_dict() == {f"c{cell}": given.count(cell) for cell in sorted(set(given))}
    assert table["n"].sum() == len(given)
    assert table["p"]["c4"] == pytest.approx(given.count("4") / len(given))
    # The key is 4: only the choice of it goes with the rest of the test.
    assert (table["r_rest"] > 0).to_dict() == {option: option == "c4" for option in table.index}


def test_who_met_easier_items_is_not_the_better_for_it():
    # By hand: the easy item has mean 0.75, the hard one 0.25; those who chose x are 0.25 and 0.75 above, the others
    # 0.75 and 0.25 below. r = 1 / sqrt(1.25). By their scores on the other item, easy or hard, it would be 1.
    nan, chosen = np.nan, np.full((8, 3), None)
    scores = np.array([[1, 1, nan], [0, 0, nan], [1, nan, 1], [0, nan, 0], *[[nan, 1, nan]] * 2, *[[nan, nan, 0]] * 2])
    chosen[:4, 0] = ['"x"', '"y"', '"x"', '"y"']
    table = distractor_table(to_long(scores, ["asked", "easy", "hard"], answers=chosen), "asked@1").set_index("option")
    assert table["r_rest"].to_dict() == pytest.approx({"x": 1.25**-0.5, "y": -(1.25**-0.5)})


def test_the_file_tells_where_the_numbers_come_from(calibration, space):
    save_calibration(space.exports_dir / "c.json", calibration)
    assert load_calibration(space.exports_dir / "c.json") == calibration
    data = json.loads((space.exports_dir / "c.json").read_text(encoding="utf-8"))
    assert data["provenance"]["bank"] == digest_bank(space.items_dir)
    assert data["provenance"]["n_persons"] + data["provenance"]["n_persons_left_out"] == len(
        [row for row in RAW if any(cell not in BLANK for cell in row)]
    )
