import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lint_samples import codes

from pixauthor.bank.lint.stems import _MAY_DENY, may_deny, negations, question_of


@pytest.mark.parametrize(
    "question",
    [
        "Laquelle de ces adresses n’est pas sûre ?",
        "Quel fichier ne faut-il pas ouvrir ?",
        "Que ne doit-on jamais donner au téléphone ?",
        "Qui ne peut pas lire ce message ?",
        "Qu’est-ce qui n’est pas une image ?",
        "Toutes ces extensions sont des images, sauf une.",
        "Quelle affirmation est fausse ?",
        "Quelle information est à ne pas publier ?",
    ],
)
def test_a_question_that_denies_has_one_negation(question):
    assert len(negations(question, "fr")) == 1


@pytest.mark.parametrize(
    "question",
    [
        "Que faire si l’ordinateur ne démarre pas ?",
        "Que faire quand un site ne répond pas ?",
        "Que faire lorsque le lecteur ne trouve pas la carte ?",
        "Quel bouton choisir alors que la page ne s’affiche pas ?",
        "Comment ne pas perdre ses données ?",
        "Quelle précaution permet de ne pas perdre ses fichiers ?",
        "Quel réglage choisir pour ne pas être dérangé ?",
        "Cette phrase est-elle vraie ou fausse ?",
        "Comment reconnaître un faux profil ?",
        "Quel logiciel ouvre un fichier que le navigateur ne lit pas ?",
        "Votre imprimante ne répond pas, que faites-vous ?",
        "Combien de pas fait le robot ?",
        "Quel est le mot de passe qu’on n’oublie jamais ?",
    ],
)
def test_a_negative_situation_is_no_negative_question(question):
    assert negations(question, "fr") == []


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("Le site ne s’ouvre pas. Quel réglage faut-il changer\u00a0?", []),
        ("Quel réglage ne faut-il pas changer\u00a0?", ["L05"]),
        ("Quel réglage ne faut-il **pas** changer\u00a0?", []),
        ("Quel réglage ne faut-il PAS changer\u00a0?", []),
        ("Laquelle de ces phrases n’est **pas** fausse\u00a0?", ["L05-double"]),
        ("Toutes ces adresses sont sûres, **sauf** une. Laquelle n’est **pas** une adresse sûre\u00a0?", []),
    ],
)
def test_a_negation_is_shown_and_alone(stem, expected):
    assert codes(json.dumps({"stem": stem})) == expected


@given(st.text(max_size=20), st.from_regex(_MAY_DENY, fullmatch=True), st.text(max_size=20))
def test_a_stem_is_cleared_only_when_it_has_no_word_that_denies(before, word, after):
    stem = f"{before} {word} {after}"
    assert may_deny(stem) == bool(_MAY_DENY.search(stem))


def test_the_question_is_the_last_sentence_that_asks():
    assert question_of("Où est photo.jpg ? Cochez la bonne réponse.") == "Où est photo.jpg ?"
    assert question_of("Voici un dossier. Ouvrez-le.") == "Ouvrez-le."
    assert question_of("") == ""


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("Dans quels dossiers est-elle\u00a0?", []),
        ("Cochez les dossiers où elle peut être.", []),
        ("Où sont les photos\u00a0? Deux réponses sont attendues.", []),
        ("Où est cette photo\u00a0?", ["L16"]),
    ],
)
def test_a_multiple_choice_says_that_it_is_one(stem, expected):
    assert codes(json.dumps({"type": "multiple-choice", "stem": stem})) == expected


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("Indiquez le dossier de la photo.", []),
        ("La photo est dans le dossier\u00a0:", []),
        ("La photo est dans un dossier.", ["L18"]),
        ("Quel dossier\u00a0?", ["L18-short"]),
    ],
)
def test_a_stem_asks(stem, expected):
    assert codes(json.dumps({"stem": stem})) == expected


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("Où est la photo de l’été?", ["L35-glued"]),
        ("Où est la photo de l’été ?", ["L35-space"]),
        ("Où est la photo de l’été\u202f?", []),
        ("Où est **la photo** ?", ["L35-space"]),
        ("Où est « la photo »?", ["L35-glued"]),
        ("Qu’ouvre l'adresse https://exemple.fr/?q=a\u00a0?", ["L35-apostrophe"]),
        ("Qu’ouvre `https://exemple.fr/a?b=l'eau ;`\u00a0?", []),
        ("Qu’affiche `if (a) ? b : c` dans ce programme\u00a0?", []),
        ("Que contient le lecteur C: de cet ordinateur\u00a0?", []),
        ("Où mène l'adresse de l'image\u00a0?", []),
        ("À 12:30, où est la photo\u00a0?", []),
        ("Que veut dire le signe :-) dans ce message\u00a0?", []),
        ("Que veut dire le mot “photo” dans ce message\u00a0?", ["L35-quotes"]),
        ('Que veut dire le mot "photo" dans ce message\u00a0?', ["L35-quotes"]),
        ("Qui a écrit «\u00a0le mot “photo” est là\u00a0» dans ce message\u00a0?", []),
        ('Que fait `print("photo")` dans ce programme\u00a0?', []),
        ('Que montre cet écran de 24" sur 13" de la salle\u00a0?', []),
    ],
)
def test_french_signs_have_their_space(stem, expected):
    assert codes(json.dumps({"stem": stem})) == expected


def test_an_english_item_has_no_french_typography():
    assert codes(json.dumps({"locale": "en", "stem": "Where is the photo? Tick one box: it's easy."})) == []


@pytest.mark.parametrize(
    "unit", ["que n’est ", "![a", "[a](b", "**a ", "${a", "<a ", "https:", "? ", "“a ", '"a ', "«"]
)
def test_a_hostile_stem_is_read_in_linear_time(unit):
    start = time.process_time()
    codes(json.dumps({"stem": unit * (300_000 // len(unit))}))
    # A fraction of a second here; in quadratic time, minutes.
    assert time.process_time() - start < 10
