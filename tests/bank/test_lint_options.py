import json
from decimal import Decimal

import pytest
from lint_samples import codes

from pixauthor.bank.lint.option_sets import option_key, parse_range


def choices(*texts: str, **fields: object) -> str:
    """Return an example with these options; the key is the second."""
    options = [{"id": "abcdefghij"[index], "text": text} for index, text in enumerate(texts)]
    return json.dumps({"choices": options, **fields}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Musique", "musique"),
        ("Étés", "etes"),
        ("Les photos", "Les  photos."),
        ("« Musique »", "Musique"),
        ("**Musique**", "Musique"),
        ("l’été", "l'été"),
        ("ﬁn", "fin"),
    ],
)
def test_options_that_read_the_same_are_the_same(one, other):
    assert option_key(one) == option_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("photo.jpg", "photo.JPG"),
        ("=A1+B1", "=A1-B1"),
        ("C:/", "C:\\"),
        ("1,5", "15"),
        ("`ls`", "`LS`"),
        ("*.txt", ".txt"),
        ("![Un rond](media/a.svg)", "![Un rond](media/b.svg)"),
        ("+", "-"),
        ("mot de passe", "motdepasse"),
    ],
)
def test_options_whose_signs_differ_are_different(one, other):
    assert option_key(one) != option_key(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("entre 10 et 20 Mo", ("10", "20", "mo")),
        ("10 à 20", ("10", "20", "")),
        ("de 1 000 à 2 000 €", ("1000", "2000", "€")),
        ("10-20 %", ("10", "20", "%")),
        ("0,5 à 1,5 s", ("0.5", "1.5", "s")),
    ],
)
def test_a_range_is_read(text, expected):
    low, high, unit = expected
    assert parse_range(text) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize("text", ["20 à 10", "3.11", "2026-11-22", "192.168.1.1", "A1 à B2", "de lundi à mardi"])
def test_what_is_no_range_is_not_read_as_one(text):
    assert parse_range(text) is None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("moins de 10 Mo", "entre 5 et 20 Mo", "plus de 20 Mo"), ["L10-overlap"]),
        (("moins de 10 Mo", "de 10 à 20 Mo", "plus de 20 Mo"), []),
        (("1 à 5 Ko", "2 à 5 Mo", "3 à 5 Go"), []),
        (("Musique", "Documents", "musique"), ["L10"]),
    ],
)
def test_options_exclude_each_other(texts, expected):
    assert codes(choices(*texts)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Toutes les réponses",
        "Toutes ces réponses sont correctes.",
        "Les deux réponses",
        "Les deux à la fois",
        "Réponses a et c",
        "Tout ce qui précède",
        "All of the above",
        "A et C",
    ],
)
def test_a_catch_all_is_an_error(text):
    assert "L03" in codes(choices("Images", "Documents", text, shuffle=False))


@pytest.mark.parametrize(
    "text", ["Toutes les photos", "Les deux ordinateurs", "Répondre à tous", "Tous les fichiers", "Les trois dossiers"]
)
def test_an_option_that_only_speaks_of_all_things_is_no_catch_all(text):
    assert codes(choices("Images", "Documents", text)) == []


def test_two_columns_are_no_catch_all():
    assert codes(choices("A et B", "B et C", "C", shuffle=False)) == []


@pytest.mark.parametrize(("count", "expected"), [(2, ["L14-few"]), (3, []), (5, []), (6, ["L14-many"])])
def test_three_to_five_options(count, expected):
    texts = ("Images", "Documents", "Musique", "Bureau", "Vidéos", "Corbeille")[:count]
    assert codes(choices(*texts)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("2 Mo", "10 Mo", "50 Mo"), []),
        (("50 Mo", "10 Mo", "2 Mo"), []),
        (("1 000", "20", "3"), []),
        (("10", "9", "11"), ["L13"]),
        (("10 Mo", "9 Go", "11 Ko"), []),
    ],
)
def test_numbers_that_stay_in_place_are_in_order(texts, expected):
    assert codes(choices(*texts, shuffle=False)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Images", "Dans Documents", "Musique"), ["L01"]),
        (("Images", "Documents", "Musique"), []),
        (("Oui", "Sur une clé très bien cachée", "Toujours"), ["L01", "L02"]),
        (("Il faut toujours copier.", "Il faut copier.", "Il faut toujours tout copier."), ["L07-distractors"]),
        (("Il faut copier tout.", "Il faut toujours copier.", "Il faut déplacer."), ["L07-key"]),
        (("Ouvrir la photo en grand.", "Garder la photo en ligne", "Effacer la photo du disque."), ["L11-stop"]),
        (("ouvrir la photo en grand", "Garder la photo en ligne", "Effacer la photo du disque"), ["L11-capital"]),
        (("Images", "Documents", "Aucune de ces réponses"), ["L04"]),
        (("Images", "Documents", "La réponse a"), ["L32"]),
    ],
)
def test_options_look_alike(texts, expected):
    assert codes(choices(*texts)) == expected
