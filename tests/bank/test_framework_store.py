import pytest
from check_examples import INVALID, VALID

from pixauthor.errors import PixauthorError
from pixauthor.framework.store import load_framework, read_framework
from pixauthor.resources import shipped


def test_a_framework_of_any_size_is_read():
    framework = load_framework(VALID / "framework.yaml")
    assert list(framework.competences) == ["1.2", "3.2"]
    assert framework.competence_of == {"dossiers-2": "1.2", "dossiers-4": "1.2", "son-et-video-2": "3.2"}
    assert framework.pix.max_reachable_level == 5
    assert [level.level for level in framework.levels] == [1, 2, 3, 4]


def test_the_shipped_framework_has_the_official_competences():
    # pix.md §1.1: 3, 4, 4, 3 and 2 competences in 5 areas.
    framework = load_framework(shipped("items") / "framework.yaml")
    assert [len(area.competences) for area in framework.areas] == [3, 4, 4, 3, 2]
    assert framework.pix.pix_per_level * len(framework.levels) * len(framework.competences) == 1024


@pytest.mark.parametrize("example", sorted(INVALID.glob("F*")), ids=lambda path: path.name)
def test_a_fault_is_refused_with_its_place(example):
    with pytest.raises(PixauthorError) as caught:
        load_framework(example / "framework.yaml")
    assert caught.value.place.line > 1
    assert example.name[:3] in caught.value.render("fr")


def test_all_faults_are_told_at_once(tmp_path):
    text = (VALID / "framework.yaml").read_text(encoding="utf-8")
    path = tmp_path / "framework.yaml"
    path.write_text(text.replace("{id: dossiers-2,", "{id: dossiers-3,").replace('"3.2"', '"1.2"'), encoding="utf-8")
    framework, findings = read_framework(path)
    assert framework is None
    assert {one.code for one in findings} == {"F01", "F02", "F03"}


def test_a_missing_framework_is_refused(tmp_path):
    with pytest.raises(PixauthorError):
        load_framework(tmp_path / "framework.yaml")
