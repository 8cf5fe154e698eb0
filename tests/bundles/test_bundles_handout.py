"""The sheet of a campaign: what a pupil on paper reads, in a PDF that a screen reader reads too."""

import io
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from session_samples import TYPES, item_of, sample_framework, write_workspace

from pixauthor.bank.bank import Bank
from pixauthor.bundles.handout import render_handout
from pixauthor.bundles.handout_keys import answers
from pixauthor.bundles.handout_prose import blocks, inline
from pixauthor.bundles.handout_questions import letter, letters_of, question
from pixauthor.bundles.handout_store import handout_path, write_handout
from pixauthor.campaigns.model import Campaign, Target, TargetProfile
from pixauthor.campaigns.plan import Plan, make_plan
from pixauthor.errors import PixauthorError

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#39f"/></svg>'
CAMPAIGN = Campaign(
    id="essai",
    title="Campagne d’essai",
    code="ABCDEF234",
    message="Bienvenue à **tous**.",
    external_id_label="Numéro de groupe",
    profile=TargetProfile(title="Profil", competences=(Target(name="1.2", up_to=8),)),
)


def plan_of(*items: Any) -> Plan:
    bank = Bank.of(items or [item_of(kind) for kind in TYPES])
    return make_plan(CAMPAIGN, sample_framework(), bank)


def no_medium(_item: Any, href: str) -> bytes:
    raise AssertionError(href)


def pdf(plan: Plan, *, keys: bool = False, load: Any = no_medium) -> bytes:
    return render_handout(plan, load, keys=keys, language="fr").pdf


def read(data: bytes) -> str:
    """Return the words of a PDF, with single spaces."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return pdf(plan_of())


@pytest.fixture(scope="module")
def with_keys() -> bytes:
    return pdf(plan_of(), keys=True)


def test_the_sheet_has_its_title_lines_to_fill_in_and_page_numbers(sheet: bytes) -> None:
    words = read(sheet)
    pages = len(PdfReader(io.BytesIO(sheet)).pages)
    for expected in ("Campagne d’essai", "Nom et prénom :", "Date :", "Numéro de groupe :", "Bienvenue à tous."):
        assert expected in words
    assert f"Page 1 / {pages}" in words
    assert f"Page {pages} / {pages}" in words


def test_every_question_is_there_as_paper_asks_it(sheet: bytes) -> None:
    words = read(sheet)
    assert words.count("Que faut-il faire ?") == len(TYPES)
    for expected in (
        "Cochez une seule réponse.",
        "Cochez toutes les bonnes réponses.",
        "Votre mot :",
        "Mo",
        "(2) au choix : Ctrl+X / Ctrl+V",
        "le rang de la ligne, de 1 à 3",
        "la lettre qui convient",
        "elle a besoin du simulateur",
        "Fichiers à ouvrir",
        "rendez le fichier",
    ):
        assert expected in words


def test_the_sheet_without_keys_tells_no_answer(sheet: bytes) -> None:
    words = read(sheet)
    for secret in ("Réponses", "zèbre", "12,5", "Maj+Inser", "Firefox", "corbeille:vide", "bravo", "Relisez"):
        assert secret not in words


def test_the_key_has_answers_and_feedback_on_pages_of_its_own(sheet: bytes, with_keys: bytes) -> None:
    words = read(with_keys)
    for expected in ("Réponses", "zèbre rayé", "12,5", "(1) Maj+Inser", "Chrome", "bravo", "retenez la clé"):
        assert expected in words
    first = len(PdfReader(io.BytesIO(sheet)).pages)
    own = PdfReader(io.BytesIO(with_keys)).pages[first].extract_text()
    assert "Réponses" in own


def test_the_letters_of_the_key_are_those_of_the_sheet() -> None:
    item = item_of("single-choice")
    choices = next(node for node in question(item, lambda _: "", "fr") if node["t"] == "choices")
    shown = {option["c"][0]["v"]: option["letter"] for option in choices["c"]}
    assert shown["Bravo"] == letters_of(item)["b"]
    assert f"{shown['Bravo']}. " in str(answers(item, "fr")[0])


def test_of_many_accepted_forms_a_few_are_listed_and_the_rest_counted() -> None:
    item = item_of("short-text", key={"accept": [f"forme {number}" for number in range(9)]})
    said = "".join(node.get("v", "") for node in answers(item, "fr")[0]["c"])
    assert said == " (ou\u00a0: forme 1, forme 2, forme 3, forme 4, et 4 autre(s) forme(s))"


def test_entries_to_order_never_stand_in_the_right_order() -> None:
    item = item_of("ordering")
    order = next(node for node in question(item, lambda _: "", "fr") if node["t"] == "order")
    names = [option["c"][0]["v"] for option in order["c"]]
    assert sorted(names) == ["Alpha", "Bravo", "Charlie"]
    assert names != ["Charlie", "Alpha", "Bravo"]


def test_each_match_of_the_key_is_a_pair_of_the_sheet() -> None:
    item = item_of("matching")
    drawn = next(node for node in question(item, lambda _: "", "fr") if node["t"] == "match")
    left = [row[0]["v"] for row in drawn["left"]]
    right = {row["c"][0]["v"]: row["letter"] for row in drawn["right"]}
    said = [node["c"][0]["c"][0]["v"] for node in answers(item, "fr") if "→" in str(node)]
    assert f"{left.index('photo.jpg') + 1} → {right['Une image']}. " in said
    assert f"{left.index('son.mp3') + 1} → {right['Un son']}. " in said


def test_the_pdf_is_tagged_and_says_that_it_is_pdf_ua(sheet: bytes) -> None:
    reader = PdfReader(io.BytesIO(sheet))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Campagne d’essai"
    # ISO 14289-1, 5: the identification of PDF/UA.
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert "/StructTreeRoot" in root


def test_equal_content_gives_equal_bytes(sheet: bytes) -> None:
    assert pdf(plan_of()) == sheet


def test_a_picture_is_there_with_its_words_for_who_does_not_see() -> None:
    item = item_of(
        "short-text", illustration={"file": "media/carte.svg", "alt": "Un rectangle bleu", "licence": "CC0-1.0"}
    )
    data = pdf(plan_of(item), load=lambda _item, href: SVG if href == "media/carte.svg" else b"")
    assert "Un rectangle bleu" in alternatives(data)


def alternatives(data: bytes) -> set[str]:
    """Return the alternative texts of the structure of a PDF."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/Alt" in node:
                found.add(str(node["/Alt"]))
            walk(node.get("/K", []))

    root: Any = PdfReader(io.BytesIO(data)).trailer["/Root"]
    walk(root["/StructTreeRoot"])
    return found


def test_a_faulty_picture_is_refused_with_a_reason() -> None:
    item = item_of("short-text", illustration={"file": "media/carte.png", "alt": "x", "licence": "CC0-1.0"})
    with pytest.raises(PixauthorError, match="composée"):
        pdf(plan_of(item), load=lambda *_: b"no picture")


def test_a_picture_from_elsewhere_is_never_fetched() -> None:
    item = item_of("short-text", stem="Voir ![le plan](https://example.org/x.png) et ![ici](media/../../secret.svg) ?")
    assert "Voir le plan et ici ?" in read(pdf(plan_of(item)))


def test_html_and_typst_in_a_question_are_words() -> None:
    stem = 'Que dit <b>ceci</b> : `#eval("1")` *a* #read("/etc/passwd") $x$ @a <lab> = b \\ // fin ?'
    words = read(pdf(plan_of(item_of("short-text", stem=stem))))
    assert 'Que dit <b>ceci</b> : #eval("1") a #read("/etc/passwd") $x$ @a <lab> = b \\ // fin ?' in words


def test_a_sign_that_no_font_has_is_told_and_stands_as_a_square() -> None:
    item = item_of("short-text", stem="Que dit 😀 avec ఎ ?")
    made = render_handout(plan_of(item), no_medium, keys=False, language="fr")
    assert set(made.missing) == {"😀", "ఎ"}
    assert "Que dit □ avec □ ?" in read(made.pdf)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60))
def test_no_text_of_an_author_breaks_the_sheet(words: str) -> None:
    item = item_of("short-text", stem=f"{words}\n\nQue faut-il faire ?", label=words)
    assert pdf(plan_of(item), keys=True).startswith(b"%PDF")


def test_markdown_keeps_its_meaning() -> None:
    prose = "Un *mot*, **fort**, `code` et [lien](https://example.org).\n\n"
    source = prose + "- a\n- b\n\n3. c\n\n> d\n\n| x | y |\n|---|---|\n| 1 | 2 |\n"
    kinds = [node["t"] for node in blocks(source)]
    assert kinds == ["p", "bullet_list", "ordered_list", "quote", "table"]
    assert [node["t"] for node in blocks(source)[0]["c"]] == [
        *("text", "em", "text", "strong", "text", "code", "text", "span", "text")
    ]
    assert "https://example.org" in str(blocks(source)[0])
    assert blocks(source)[2]["start"] == 3
    assert inline("a ~~b~~")[1]["t"] == "strike"


def test_a_blank_that_the_item_does_not_have_stays_text() -> None:
    nodes = blocks("a ${un} b ${deux}", blanks=["un"])[0]["c"]
    assert [node["t"] for node in nodes] == ["text", "blank", "text", "text"]
    assert nodes[3]["v"] == "${deux}"


@pytest.mark.parametrize(("position", "sign"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
def test_letters_go_on_after_z(position: int, sign: str) -> None:
    assert letter(position) == sign


def test_a_campaign_without_items_has_no_sheet() -> None:
    with pytest.raises(PixauthorError, match="aucun item"):
        pdf(make_plan(CAMPAIGN, sample_framework(), Bank()))


def test_without_typst_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PixauthorError, match=r"pixauthor\[handout\]"):
        pdf(plan_of())


def test_the_sheet_is_written_whole_under_exports(tmp_path: Any) -> None:
    root = write_workspace(tmp_path)
    path = handout_path(root / "exports", "essai", keys=True)
    write_handout(plan_of(), root / "items", path, keys=True, language="fr")
    assert path.name == "essai-corrige.pdf"
    assert path.read_bytes().startswith(b"%PDF")


def test_a_medium_that_leaves_its_folder_is_refused(tmp_path: Any) -> None:
    root = write_workspace(tmp_path / "atelier")
    (tmp_path / "secret.svg").write_bytes(SVG)
    (root / "items" / "1.2" / "media" / "lien.svg").symlink_to(tmp_path / "secret.svg")
    item = item_of("short-text", illustration={"file": "media/lien.svg", "alt": "x", "licence": "CC0-1.0"})
    path = root / "exports" / "x.pdf"
    with pytest.raises(PixauthorError, match="sort de l’espace"):
        write_handout(plan_of(item), root / "items", path, keys=False, language="fr")
    assert not path.exists()
