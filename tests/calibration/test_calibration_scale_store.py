import copy
import json
from dataclasses import replace

import pytest

from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import AbilityScale, CutScore, LevelCuts, ScaleProvenance
from pixauthor.framework.scale_store import encode_scale, load_scale, newest_scale, save_new_version, scale_versions
from pixauthor.resources import shipped
from pixauthor.source.schema import is_valid

CUTS = LevelCuts(floor=-2.0, cuts=(CutScore(level=1, theta=-1.0, se=0.2), CutScore(level=2, theta=0.5)))
MADE = ScaleProvenance(
    method="bookmark",
    calibration="a" * 64,
    date="2026-11-22T10:15:00+00:00",
    program="0.1.0",
    uncertainty="judges",
    response_probability=0.67,
    judges=("A", "B"),
    judgements="b" * 64,
    round=2,
    n_items=40,
)
SCALE = AbilityScale(name="pix", version=1, shared=CUTS, by_competence={"1.2": CUTS}, provenance=MADE)


def example():
    return json.loads((shipped("schemas") / "examples" / "valid" / "scale.json").read_text(encoding="utf-8"))


def test_what_is_saved_is_loaded(tmp_path):
    saved, path = save_new_version(tmp_path, SCALE)
    assert load_scale(path) == saved == SCALE


def test_every_save_is_a_new_version_and_leaves_the_others_as_they_are(tmp_path):
    _, first = save_new_version(tmp_path, SCALE)
    before = first.read_bytes()
    second, path = save_new_version(tmp_path, replace(SCALE, shared=replace(CUTS, floor=-3.0)))
    save_new_version(tmp_path, replace(SCALE, name="pix-rapide"))
    assert (second.version, path.name, first.read_bytes()) == (2, "pix-v2.json", before)
    assert (scale_versions(tmp_path, "pix"), scale_versions(tmp_path, "pix-rapide")) == ((1, 2), (1,))


def test_two_saves_are_byte_identical(tmp_path):
    paths = [save_new_version(tmp_path / name, SCALE)[1] for name in ("a", "b")]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_newest_scale_is_found_among_other_files(tmp_path):
    assert newest_scale(tmp_path) is None
    _, path = save_new_version(tmp_path, SCALE)
    (path.parent / "notes.json").write_text("{}")
    assert newest_scale(tmp_path) == path


@pytest.mark.parametrize("name", ["", "Pix", "../pix", "pix v2", "é", "a" * 41, "-a"])
def test_a_name_that_is_no_name_is_refused(tmp_path, name):
    with pytest.raises(PixauthorError) as caught:
        save_new_version(tmp_path, replace(SCALE, name=name))
    assert caught.value.message == "scale.bad-name"
    assert list(tmp_path.iterdir()) == []


def test_cuts_that_do_not_rise_are_not_saved(tmp_path):
    flat = LevelCuts(floor=0.0, cuts=(CutScore(level=1, theta=1.0), CutScore(level=2, theta=1.0)))
    with pytest.raises(PixauthorError) as caught:
        save_new_version(tmp_path, replace(SCALE, by_competence={"1.3": flat}))
    assert caught.value.message == "scale.not-increasing"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", [{}, {"shared": None}, {"by_competence": {}}])
def test_every_scale_satisfies_its_schema(change):
    assert is_valid(json.loads(json.dumps(encode_scale(replace(SCALE, **change)))), "scale")


INVALID = {
    "level-nought": lambda data: data["shared"]["cuts"][0].update(level=0),
    "no-cut": lambda data: data["shared"].update(cuts=[]),
    "theta-as-text": lambda data: data["shared"]["cuts"][0].update(theta="-2"),
    "negative-error": lambda data: data["shared"]["cuts"][0].update(se=-0.1),
    "version-nought": lambda data: data.update(version=0),
    "name-with-capital": lambda data: data.update(name="Pix"),
    "competence-as-word": lambda data: data["by_competence"].update(texte=data["by_competence"]["1.2"]),
    "unknown-method": lambda data: data["provenance"].update(method="guess"),
    "certain-mastery": lambda data: data["provenance"].update(response_probability=1),
    "short-digest": lambda data: data["provenance"].update(calibration="abc"),
    "date-without-zone": lambda data: data["provenance"].update(date="2026-11-22"),
    "judge-twice": lambda data: data["provenance"].update(judges=["A", "A"]),
    "unknown-field": lambda data: data.update(note="x"),
    "no-provenance": lambda data: data.pop("provenance"),
}


@pytest.mark.parametrize("fault", INVALID)
def test_a_file_of_another_form_is_refused(tmp_path, fault):
    data = copy.deepcopy(example())
    INVALID[fault](data)
    assert not is_valid(data, "scale")
    (tmp_path / "s.json").write_text(json.dumps(data))
    with pytest.raises(PixauthorError) as caught:
        load_scale(tmp_path / "s.json")
    assert caught.value.message == "scale.other-form"


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000])
def test_a_damaged_file_is_refused_with_its_place(tmp_path, content):
    (tmp_path / "s.json").write_bytes(content)
    with pytest.raises(PixauthorError) as caught:
        load_scale(tmp_path / "s.json")
    assert (caught.value.message, caught.value.place.path) == ("scale.damaged", str(tmp_path / "s.json"))


def test_a_file_whose_cuts_fall_is_refused_with_its_place(tmp_path):
    data = example()
    data["shared"]["cuts"][1]["theta"] = -5.0
    (tmp_path / "s.json").write_text(json.dumps(data))
    with pytest.raises(PixauthorError) as caught:
        load_scale(tmp_path / "s.json")
    assert (caught.value.message, caught.value.place.path) == ("scale.not-increasing", str(tmp_path / "s.json"))
