import json

import pytest
from lint_samples import codes

from pixauthor.bank.lint.syllables import count_syllables, read

# Counted by ear (final mute e left out); not from any list.
COUNTED = {
    1: """les mot page une qui que chaque fille ville est bleu lieu yeux cœur clic ligne peuvent parlent lion nuit
    oui""",
    2: """dossier fichier images client souvent lumière naïf maïs créer créée action réseau bouteille question
    mangeons théâtre idée musée famille pays voyage crayon cruel argent clavier écran tableau colonne avaient
    copier vélo moment""",
    3: """document lumineuse oublier évident poésie vidéo téléphone numérique essayer étudiant février ouvrier
    logiciel connexion différent supprimer imprimante expérience""",
    4: """ordinateur information télécharger électronique sécurité messagerie aéroport coopérer européen
    publication""",
    5: "utilisateur",
}
CASES = [(word, count) for count, text in COUNTED.items() for word in text.split()]


@pytest.mark.parametrize(("word", "count"), CASES)
def test_syllables_are_those_that_one_hears(word, count):
    assert count_syllables(word) == count


def test_the_score_is_that_of_kandel_and_moles():
    reading = read("Le chat dort. Il rêve de la lune.")
    assert (reading.n_words, reading.n_sentences, reading.n_syllables, reading.longest_sentence) == (8, 2, 8, 5)
    assert reading.score == pytest.approx(207 - 1.015 * 4 - 73.6)


def test_an_empty_text_has_a_score():
    assert read("").score == pytest.approx(207 - 1.015)


LONG = (
    "Hier, une amie qui cherchait depuis le matin la photo de ses vacances a demandé à toute sa famille où était "
    "rangé le fichier que son frère avait copié."
)
HARD = (
    "L’informatisation institutionnelle conditionne l’interopérabilité. "
    "L’administration dématérialisée généralise l’authentification multifactorielle. "
    "L’individualisation algorithmique complexifie l’argumentation. Où est-elle\u00a0?"
)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"stem": f"{LONG} Où est-il\u00a0?"}, ["L20-sentence"]),
        ({"stem": "Où sont les fichiers https://www.example.org/a.b-c/d.e et photo.jpg de cette amie\u00a0?"}, []),
        ({"stem": HARD}, ["L20"]),
        ({"stem": HARD, "locale": "en"}, []),
    ],
)
def test_a_stem_is_easy_to_read(fields, expected):
    assert [code for code in codes(json.dumps(fields)) if code.startswith("L20")] == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Copier\u00a0: ${copier}. Coller\u00a0: ${coller}.", []),
        ("- ${copier}\n- ${coller}", []),
        ("${copier} sert à copier, et ${coller} à coller.", ["L21-start"]),
    ],
)
def test_a_blank_comes_once_the_sentence_is_understood(template, expected):
    assert codes(json.dumps({"type": "blanks", "template": template})) == expected


def test_the_time_allowed_lets_one_read():
    assert codes("conduct: {timer_seconds: 1}") == ["L40"]
    assert codes("{}") == []
