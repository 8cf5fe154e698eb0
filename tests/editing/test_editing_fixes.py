"""A sure fix takes away what the check found, and finds nothing to do afterwards."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixauthor.bank.check_file import check_batch
from pixauthor.bank.check_setting import Setting
from pixauthor.bank.lint import RULES
from pixauthor.bank.lint.typography import RULES as TYPOGRAPHY
from pixauthor.editing.fixes import fix, has_fix
from pixauthor.editing.locate import locate
from pixauthor.editing.spans import read
from pixauthor.editing.typography import mend_apostrophes, mend_spaces
from pixauthor.errors import PixauthorError
from pixauthor.framework.store import load_framework
from pixauthor.grading.grade import grade

SHIPPED = Path(__file__).parents[2]
SETTING = Setting(
    items_dir=SHIPPED / "items", framework=load_framework(SHIPPED / "items/framework.yaml"), grade=grade, rules=RULES
)
PATH = "1.2/dossiers-2-01.yaml"
GOOD = """\
# yaml-language-server: $schema=../../schemas/item/single-choice.schema.json
id: dossiers-2-01
type: single-choice
version: 1
status: draft
competence: "1.2"
skill: dossiers-2
level: 2
title: Trouver un fichier
stem: Combien de photos peut-on ranger dans ce dossier de vacances\u00a0?  # la consigne
choices:   # les réponses
  # avant a
  - {id: a, text: "10 photos"}
  - {id: b, text: "20 photos"}   # la bonne
  - {id: c, text: "30 photos"}
key: b
accessibility: {devices: [computer, tablet]}
author: A
licence: CC-BY-4.0
created: 2026-11-22
tests:
  - {answer: b, outcome: ok}
  - {answer: a, outcome: ko}
"""
# code, variant, what is written wrongly instead of what, and what the fix makes of it (None: what was there before).
CASES = [
    ("L35", "glued", "vacances\u00a0?", "vacances?", None),
    ("L35", "space", "vacances\u00a0?", "vacances ?", None),
    ("L35", "apostrophe", "ce dossier", "l’album d'été", "l’album d’été"),
    ("L13", "", "key: b", "shuffle: false\nkey: b", None),
    ("L32", "fixed", "30 photos", "Je ne sais pas", None),
    ("S03", "string-word", 'competence: "1.2"', "competence: 1.2", None),
    ("S03", "number-text", "level: 2", 'level: "2"', None),
    ("S03", "boolean-word", "key: b", "shuffle: oui\nkey: b", "shuffle: true\nkey: b"),
    ("S04", "near", "status: draft", "status: drafft", None),
    ("S02", "near", "title: Trouver", "titel: Trouver", None),
    ("S08", "", "[computer, tablet]", "[computer, tablet, computer]", None),
    ("L41", "turning", "ce dossier", "ce\u202e dossier", None),
    ("L41", "", "# la consigne", "# la\u200b consigne", None),
    ("X03", "", 'competence: "1.2"', 'competence: "1.3"', None),
    ("X04", "", "level: 2", "level: 3", None),
    ("X06", "", "id: dossiers-2-01", "id: dossiers-2-09", None),
]


def findings_of(text):
    (result,) = check_batch((PATH,), SETTING, {PATH: text.encode()})
    document = read(text)
    return [(finding, locate(document, finding)) for finding in result.findings]


def test_the_item_to_spoil_is_sound():
    assert findings_of(GOOD) == []


@pytest.mark.parametrize(("code", "variant", "good", "bad", "mended"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_a_fix_takes_its_finding_away_and_changes_nothing_else(code, variant, good, bad, mended):
    assert good in GOOD
    wrong = GOOD.replace(good, bad, 1)
    if code == "L13":
        wrong = wrong.replace("10 photos", "25 photos")
    found = [(one, pointer) for one, pointer in findings_of(wrong) if (one.code, one.variant) == (code, variant)]
    assert len(found) == 1, findings_of(wrong)
    finding, pointer = found[0]
    assert has_fix(finding)
    text = fix(wrong, pointer, finding)
    assert text is not None
    assert (code, variant) not in {(one.code, one.variant) for one, _ in findings_of(text)}
    if code not in ("L13", "L32"):
        assert text == GOOD.replace(good, mended or good, 1)
    assert [line for line in text.splitlines() if line.lstrip().startswith("#")] == [
        line for line in GOOD.splitlines() if line.lstrip().startswith("#")
    ]
    assert "# la consigne" in text


def test_numbers_are_sorted_with_their_comments_and_the_key_still_names_the_same():
    wrong = GOOD.replace("key: b", "shuffle: false\nkey: b").replace("10 photos", "25 photos")
    (found,) = [one for one in findings_of(wrong) if one[0].code == "L13"]
    text = fix(wrong, found[1], found[0])
    assert [one["id"] for one in read(text).data["choices"]] == ["b", "a", "c"]
    assert '  - {id: b, text: "20 photos"}   # la bonne\n  - {id: a, text: "25 photos"}\n' in text


def test_a_finding_without_a_sure_remedy_has_none():
    wrong = GOOD.replace("30 photos", "20 photos")
    finding, pointer = next(one for one in findings_of(wrong) if one[0].code == "L10")
    assert not has_fix(finding)
    assert fix(wrong, pointer, finding) is None


def test_a_fix_that_would_change_something_else_is_refused():
    wrong = GOOD.replace("level: 2", "? level\n: 3")
    finding, pointer = next(one for one in findings_of(wrong) if one[0].code == "X04")
    try:
        text = fix(wrong, pointer, finding)
    except PixauthorError:
        return
    assert read(text).data == read(GOOD).data


def rule_finds(stem):
    from pixauthor.bank.codec import decode_item
    from pixauthor.bank.lint.rule import ItemContext

    document = read(GOOD)
    context = ItemContext(
        item=decode_item({**document.data, "stem": stem}),
        data=document.data,
        folder=SHIPPED,
        framework=SETTING.framework,
        grade=grade,
        place=document.place,
    )
    return [one.variant for rule in TYPOGRAPHY for one in rule.check(context)]


PROSE = (
    "mot",
    "l’été",
    "l'été",
    "mot?",
    "mot:",
    "«\u00a0mot\u00a0»",
    "»",
    "»?",
    "**gras**",
    "_mot_",
    "(mot)",
    "é?",
    "A",
)
MACHINES = (
    "`code ?`",
    "`a:b`",
    "http://a.fr/?b",
    "https://a.fr",
    "www.a.fr:",
    "${trou}",
    "${trou}?",
    "<b>",
    "mailto:a",
)
SIGNS = ("?", "!", ";", ":", "*", ")", "12", "12:30", "\n", "fin.", "_", '"')
WORDS = st.lists(st.sampled_from((*PROSE, *MACHINES, *SIGNS)), max_size=12)


@given(WORDS, st.sampled_from([" ", "", " ", "\n"]))
@settings(max_examples=200, deadline=None)
def test_mended_prose_is_what_the_rule_asks_for_and_is_mended_once(words, between):
    text = between.join(words)
    mended = mend_apostrophes(mend_spaces(text))
    assert mend_apostrophes(mend_spaces(mended)) == mended
    assert rule_finds(mended) == []


def test_what_is_no_prose_keeps_its_typography():
    text = "Tapez `a ?b` puis http://x.fr/?a='b' et ${l_a} <b title='x:y'>"
    assert mend_apostrophes(mend_spaces(text)) == text
