import json
import os
from pathlib import Path

import pytest
from lint_samples import DICTIONARY, NO_DICTIONARY, check_folder, codes, write_bank

from pixauthor.bank.lint.dictionaries import NAMES, VARIABLE, Speller, find_dictionary
from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.outside import Outside
from pixauthor.bank.lint.spelling_terms import words_to_spell

LONGEST = "choices: [{id: a, text: Images}, {id: b, text: Documents de la famille}, {id: c, text: Musique}]"


def with_settings(example: str, settings: object) -> str:
    written = settings if isinstance(settings, str) else json.dumps(settings, ensure_ascii=False)
    return f"{example}\n---\n{json.dumps({'$files': {'lint.yaml': written}})}"


@pytest.mark.parametrize(
    ("rule", "severities"),
    [
        ({}, ["warning"]),
        ({"severity": "info", "reason": "Options longues par nature."}, ["info"]),
        ({"severity": "error", "reason": "Épreuve à enjeu."}, ["error"]),
        ({"severity": "off", "reason": "Options longues par nature."}, []),
        ({"limits": {"ratio": 4}}, []),
        ({"limits": {"margin": 30}}, []),
    ],
)
def test_a_bank_changes_severities_and_limits(tmp_path, rule, severities):
    root = write_bank(tmp_path / "items", expand(with_settings(LONGEST, {"rules": {"L01": rule}})))
    assert [(one.code, one.severity) for one in check_folder(root)] == [("L01", severity) for severity in severities]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"rules": {"L01": {"severity": "off"}}}, ["S01-with"]),
        ({"rules": {"L01": {"severity": "none", "reason": "x"}}}, ["S04"]),
        ({"rules": {"X01": {"severity": "off", "reason": "x"}}}, ["S02"]),
        ({"rules": {"L01": {"limits": {"length": 3}}}}, ["S02"]),
        ({"exports": ["qti4"]}, ["S04"]),
        ("rules: [", ["Y01"]),
        ("- a", ["Y08"]),
    ],
)
def test_faulty_settings_are_told_and_the_usual_ones_hold(settings, expected):
    found = codes(with_settings(LONGEST, settings))
    assert [code.partition("-")[0] for code in found] == sorted(["L01", *(code.partition("-")[0] for code in expected)])


def test_settings_that_lead_nowhere_are_told(tmp_path):
    root = write_bank(tmp_path / "items", expand("{}"))
    (root / "lint.yaml").symlink_to("nowhere.yaml")
    assert {one.code for one in check_folder(root)} == {"G01"}


@pytest.mark.parametrize(
    ("text", "locale", "words"),
    [
        ("L’image d’aujourd’hui qu’on l’a", "fr", ["image", "aujourd’hui", "on"]),
        ("Peut-on voir **photo.jpg** ?", "fr", ["Peut-on", "voir"]),
        ("Tapez `cd dossier` puis ${touche} <!-- rien -->", "fr", ["Tapez", "puis"]),
        ("![Une vue](media/vue.png) et [un lien](https://example.org/abc)", "fr", ["Une", "vue", "et", "un", "lien"]),
        ("Écrire à ada@example.org, 4G, =A1+B2, C:, .txt, PDF", "fr", ["Écrire"]),
        ("It doesn't work", "en", ["It", "doesn’t", "work"]),
    ],
)
def test_only_words_are_looked_up(text, locale, words):
    assert list(words_to_spell(text, locale)) == words


needs_dictionary = pytest.mark.skipif(DICTIONARY is None, reason=NO_DICTIONARY)


@needs_dictionary
def test_a_word_is_known_as_french_writes_it(tmp_path):
    speller = Speller(DICTIONARY, ["Valbrume", "réidentifier"], tmp_path / "words.json")
    known = {
        "image",
        "Peut-on",
        "donnez-moi",
        "a-t-elle",
        "porte-clés",
        "aujourd’hui",
        "Valbrume",
        "Réidentifier",
        "Où",
    }
    assert speller({*known, "dosier", "imâge", "peut-onn"}) == {"dosier", "imâge", "peut-onn"}


@needs_dictionary
def test_a_dictionary_is_loaded_for_new_words_only(tmp_path, monkeypatch):
    memory = tmp_path / "cache" / "words.json"
    assert Speller(DICTIONARY, (), memory)({"image", "dosier"}) == {"dosier"}
    monkeypatch.setattr("pixauthor.bank.lint.dictionaries._load", None)
    assert Speller(DICTIONARY, (), memory)({"image", "dosier"}) == {"dosier"}
    assert Speller(DICTIONARY, ["dosier"], memory)({"image", "dosier"}) == set()


@needs_dictionary
def test_a_misspelt_word_is_told_where_it_stands(tmp_path):
    root = write_bank(tmp_path / "items", expand("feedback: {ok: 'Bravo, le dosier est bon.'}"))
    (finding,) = check_folder(root, outside=Outside(spell={"fr": Speller(DICTIONARY)}))
    assert (finding.code, finding.fields["words"]) == ("L36", "dosier")
    written = (root / finding.place.path).read_text(encoding="utf-8").splitlines()
    assert "dosier" in written[finding.place.line - 1]


def test_a_dictionary_is_found_where_it_is_said_to_be(tmp_path, monkeypatch):
    for suffix in (".aff", ".dic"):
        (tmp_path / f"fr_FR{suffix}").write_text("1\nmot\n")
    monkeypatch.setenv(VARIABLE, os.pathsep.join(["", str(tmp_path / "nowhere"), str(tmp_path)]))
    assert find_dictionary("fr") == tmp_path / "fr_FR.dic"
    assert find_dictionary("de") is None
    assert set(NAMES) == {"fr", "en"}


def test_a_spoilt_memory_is_forgotten(tmp_path, monkeypatch):
    memory = Path(tmp_path, "words.json")
    monkeypatch.setattr("pixauthor.bank.lint.dictionaries.Speller._looks_up", lambda _, word: word == "mot")
    for suffix in (".aff", ".dic"):
        (tmp_path / f"fr{suffix}").write_text("1\nmot\n")
    for content in (b"", b"[]", b"{", b'{"key": 1, "words": {"x": true}}', b"\xff"):
        memory.write_bytes(content)
        assert Speller(tmp_path / "fr.dic", (), memory)({"mot", "x"}) == {"x"}
