import json

import pytest
from lint_samples import check_folder, codes, write_bank
from scipy.stats import chi2

from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.key_places import chi_square_tail
from pixauthor.bank.lint.privacy import is_card, is_iban


def choices(*texts):
    return [{"id": name, "text": text} for name, text in zip("abcde", texts, strict=False)]


@pytest.mark.parametrize(
    ("stem", "options", "expected"),
    [
        ("Où cet appareil garde-t-il un document\u00a0?", ("Images", "Documents", "Musique"), ["L08"]),
        ("Où cet appareil garde-t-il un document\u00a0?", ("Image de document", "Documents", "Musique"), []),
        ("Où cet appareil garde-t-il une photo\u00a0?", ("Images", "Documents", "Musique"), []),
        ("Il faut alors ouvrir une…", ("Dossier", "Application", "Classement"), ["L09"]),
        ("Il faut alors ouvrir une…", ("Image", "Application", "Extension"), []),
        ("Il faut alors ouvrir l’…", ("dossier", "application", "fenêtre"), ["L09"]),
        ("Il faut alors ouvrir les…", ("dossier", "images", "fenêtre"), ["L09"]),
        ("Quel dossier faut-il ouvrir\u00a0?", ("dossier", "images", "fenêtre"), []),
        ("À votre avis, où est la photo\u00a0?", ("Images", "Documents", "Musique"), ["L22"]),
        ("Quelle est la meilleure réponse\u00a0?", ("Images", "Documents", "Musique"), ["L22-best"]),
        ("Quel est le meilleur dossier pour une photo\u00a0?", ("Images", "Documents", "Musique"), []),
        ("Où mène le bouton rouge\u00a0?", ("Images", "Documents", "Musique"), ["L27"]),
        ("Où mène le bouton rouge (Ouvrir)\u00a0?", ("Images", "Documents", "Musique"), []),
        ("Un mot écrit en rouge est-il faux\u00a0?", ("Images", "Documents", "Musique"), ["L27"]),
        ("Qui a écrit à ada@valbrume.fr hier\u00a0?", ("Images", "Documents", "Musique"), ["L33-email"]),
        ("Qui a écrit à ada@exemple.fr hier\u00a0?", ("Images", "Documents", "Musique"), []),
        ("Qui a appelé le 06 12 34 56 78 hier\u00a0?", ("Images", "Documents", "Musique"), ["L33-phone"]),
        ("Qui a appelé le 06 39 98 12 34 hier\u00a0?", ("Images", "Documents", "Musique"), []),
        ("Qui a écrit sur WhatsApp hier soir\u00a0?", ("Images", "Documents", "Musique"), ["L33-brand"]),
        ("Qui a payé avec 4111 1111 1111 1111 hier\u00a0?", ("Images", "Documents", "Musique"), ["L33-account"]),
        ("Qui a payé avec 4111 1111 1111 1112 hier\u00a0?", ("Images", "Documents", "Musique"), []),
        ("Que dit la version 12.4 de ce programme\u00a0?", ("Images", "Documents", "Musique"), ["L29"]),
        ("Que dit l’article L. 122-5 du code\u00a0?", ("Images", "Documents", "Musique"), ["L29"]),
        ("Que donne un abonnement à 9,99 € par mois\u00a0?", ("Images", "Documents", "Musique"), ["L29"]),
        ("Que donne Netflix pour 12 euros\u00a0?", ("Images", "Documents", "Musique"), ["L29", "L33-brand"]),
        ("Aya règle 25 € pour la sortie. À quoi cela sert-il\u00a0?", ("Images", "Documents", "Musique"), []),
        ("Que sera permis à partir de 2031\u00a0?", ("Images", "Documents", "Musique"), ["L29"]),
        ("Qu’a fait Lina en août 2021\u00a0?", ("Images", "Documents", "Musique"), []),
        ("Que contient fête 2031.jpg\u00a0?", ("Images", "Documents", "Musique"), []),
        ("Qui a photographié Elon  Musk hier soir\u00a0?", ("Images", "Documents", "Musique"), ["L33-person"]),
        ("Qui a photographié Elsa Muskat hier soir\u00a0?", ("Images", "Documents", "Musique"), []),
    ],
)
def test_a_question_gives_nothing_away_and_names_nobody(stem, options, expected):
    assert codes(json.dumps({"stem": stem, "choices": choices(*options)})) == expected


def test_a_brand_may_be_allowed():
    files = {"$files": {"lint.yaml": "allowed: [whatsapp]"}}
    stem = {"stem": "Qui a écrit sur WhatsApp hier soir\u00a0?"}
    assert codes(f"{json.dumps(stem)}\n---\n{json.dumps(files)}") == []


def test_check_digits_are_those_of_the_norms():
    # The examples of ISO 13616 registries and of ISO/IEC 7812-1.
    assert is_iban("FR76 3000 6000 0112 3456 7890 189")
    assert is_iban("GB82WEST12345698765432")
    assert not is_iban("FR76 3000 6000 0112 3456 7890 188")
    assert is_card("4539 1488 0343 6467")
    assert not is_card("4539 1488 0343 6468")


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("statistic", [0.1, 1.0, 5.0, 12.0, 40.0])
def test_the_tail_of_chi_square_is_that_of_scipy(statistic, freedom):
    assert chi_square_tail(statistic, freedom) == pytest.approx(chi2.sf(statistic, freedom), rel=1e-10)


def bank_codes(tmp_path, items, settings):
    documents = [json.dumps(item) for item in items] + [json.dumps({"$files": {"lint.yaml": json.dumps(settings)}})]
    findings = check_folder(write_bank(tmp_path / "items", expand("\n---\n".join(documents))))
    return [(one.code, one.variant, one.place.path) for one in findings]


def silenced(*rules):
    return [{"rule": rule, "reason": "Exemple."} for rule in rules]


def test_keys_are_not_the_longest_more_often_than_chance_allows(tmp_path):
    options = choices("Images", "Documents", "Musique")
    items = [{"id": f"dossiers-2-0{n}", "choices": options, "silenced": silenced("L24")} for n in range(1, 9)]
    assert bank_codes(tmp_path / "a", items, {"rules": {"L01": {"limits": {"items": 8}}}}) == [("L01", "bank", "")]
    assert bank_codes(tmp_path / "b", items, {}) == []


def test_a_bank_in_which_only_men_appear_is_seen(tmp_path):
    items = [
        {"id": f"dossiers-2-0{n}", "stem": f"{name} cherche photo.jpg. Où est-elle\u00a0?", "silenced": silenced("L24")}
        for n, name in enumerate(("Hugo", "Karim", "Louis", "Adam", "Léa"), 1)
    ]
    few = {"rules": {"L34": {"limits": {"names": 4, "share": 0.75}}}}
    assert bank_codes(tmp_path / "a", items, few) == [("L34", "names", "")]
    assert bank_codes(tmp_path / "b", items, {}) == []


def test_a_cliche_asks_for_a_look():
    assert codes("stem: Le directeur dicte une lettre à sa secrétaire. Où est photo.jpg\u00a0?") == ["L34-pair"]


CUE = "Une amie ouvre le gestionnaire de périphériques pour voir sa carte. Où est **photo.jpg**\u00a0?"


@pytest.mark.parametrize(
    ("stem", "fields", "expected"),
    [
        (CUE, {}, ["L25"]),
        ("Le gestionnaire est là. Une amie branche des périphériques. Où est **photo.jpg**\u00a0?", {}, []),
        (CUE, {"family": {"role": "alternative", "prototype": "dossiers-2-01", "alternative": 1}}, []),
        (CUE, {"silenced": silenced("L01", "L25")}, []),
    ],
)
def test_no_stem_says_the_answer_of_another_item(tmp_path, stem, fields, expected):
    options = choices("Le moniteur", "Le gestionnaire de périphériques", "La corbeille")
    other = {"id": "dossiers-2-02", "stem": "Quel outil montre le matériel relié\u00a0?", "choices": options}
    items = [{"stem": stem}, {**other, "silenced": silenced("L01"), **fields}]
    assert [code for code, *_ in bank_codes(tmp_path, items, {})] == expected


@pytest.mark.parametrize(
    ("key", "tests", "expected"),
    [
        (
            "{accept: [café], tolerances: {t1: false}}",
            "[{answer: café, outcome: ok}, {answer: thé, outcome: ko}]",
            ["L30-accents"],
        ),
        (
            "{accept: [café, cafe], tolerances: {t1: false}}",
            "[{answer: café, outcome: ok}, {answer: thé, outcome: ko}]",
            [],
        ),
        ("{accept: [café], tolerances: {t1: false}}", "[{answer: café, outcome: ok}, {answer: cafe, outcome: ko}]", []),
        (
            "{accept: ['3,5'], tolerances: {t2: false}}",
            "[{answer: '3,5', outcome: ok}, {answer: '4', outcome: ko}]",
            ["L30-comma"],
        ),
        (
            "{accept: ['3,5', '3.5'], tolerances: {t2: false}}",
            "[{answer: '3,5', outcome: ok}, {answer: '4', outcome: ko}]",
            [],
        ),
    ],
)
def test_the_ways_of_typing_an_answer_are_listed_where_nothing_is_tolerated(key, tests, expected):
    assert codes(f"type: short-text\nkey: {key}\ntests: {tests}") == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [("{value: 12}", []), ("{value: 12, tolerance: 1}", []), ("{value: 12, tolerance: 12}", ["L31-wide", "T01"])],
)
def test_a_tolerance_is_smaller_than_its_value(key, expected):
    tests = "[{answer: '12', outcome: ok}, {answer: '24', outcome: ko}]"
    assert codes(f"type: number\nkey: {key}\ntests: {tests}") == expected


@pytest.mark.parametrize(
    ("example", "export", "expected"),
    [
        ("type: file-task", "qti3", ["L38-upload"]),
        ("type: simulator", "moodle", ["L38-simulator"]),
        ("type: dependent-blanks", "qti2", ["L38-groups"]),
        ("{type: number, key: {value: 12, tolerance: 1}}", "qti3", ["L38-range"]),
        ("{type: number, key: {value: 12, tolerance: 1}}", "moodle", []),
        (
            "choices: [{id: a, text: Un}, {id: b, text: Deux}, {id: c, text: Je ne sais pas, fixed: true}]",
            "moodle",
            ["L38-fixed"],
        ),
        ("type: ordering", "qti3", []),
    ],
)
def test_the_losses_of_an_export_are_told(example, export, expected):
    assert codes(f"{example}\n---\n$files: {{lint.yaml: 'exports: [{export}]'}}") == expected
    assert codes(example) == []
