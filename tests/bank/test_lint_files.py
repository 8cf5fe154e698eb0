import json

import pytest
from lint_samples import check_folder, codes, write_bank

from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.images import comments

ALT = "Une fenêtre avec trois dossiers."
PAGE = "1.2/media/dossiers-2-01.html"


def picture(alt: str = ALT, file: str = "media/dossiers-2-01.svg", **fields: object) -> str:
    """Return an example with an illustration."""
    example = json.dumps({"illustration": {"file": file, "alt": alt, "licence": "CC0-1.0"}, **fields})
    return f"{example}\n---\n$files: {{1.2/{file}: <svg/>}}"


@pytest.mark.parametrize(
    ("alt", "expected"),
    [
        (ALT, []),
        (" ", ["L26-missing"]),
        ("dossiers 2 01", ["L26-file-name"]),
        ("a" * 251, ["L26-long"]),
        ("Une fenêtre où le dossier Documents est ouvert.", ["L26-key"]),
        ("Une fenêtre avec les dossiers Images, Documents et Musique.", []),
    ],
)
def test_an_alternative_text_shows_the_picture_and_not_the_answer(alt, expected):
    assert codes(picture(alt)) == expected


def test_a_picture_of_the_text_has_an_alternative_text_too():
    stem = "Où est la photo de ![](media/dossiers-2-01.svg) sur ce disque\u00a0?"
    assert codes(f"{json.dumps({'stem': stem})}\n---\n$files: {{1.2/media/dossiers-2-01.svg: <svg/>}}") == [
        "L26-missing"
    ]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("media/dossiers-2-01-documents.svg", ["L39-file-name"]),
        ("media/dossiers-2-01-fenetre.svg", []),
        ("media/images.svg", []),
    ],
)
def test_the_name_of_a_picture_tells_nothing(file, expected):
    assert codes(picture(file=file)) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<!-- état initial -->", []),
        ("<!-- bonne réponse : la corbeille vidée -->", ["L39-page"]),
        ("<script>/* renvoie vide */</script>", ["L39-page"]),
        ("<script>const etat = 'vide';</script>", []),
        ("<!-- jamais fermé, vide", []),
    ],
)
def test_a_comment_of_a_page_tells_nothing(page, expected):
    assert codes(f"type: simulator\n---\n$files: {json.dumps({PAGE: page})}") == expected


def test_comments_are_found_without_backtracking():
    assert list(comments("a<!-- b -->c/* d */e<!-- f")) == [" b ", " d "]
    assert list(comments("<!--" * 100_000 + "/* " * 100_000)) == []


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://cdn.example.org/x.js"></script>',
        "<img src=photo.png>",
        '<link rel="stylesheet" href="style.css">',
        "<style>@import 'style.css';</style>",
        "<style>body { background: url(fond.png) }</style>",
        "<script>fetch('/api')</script>",
        "<script>import x from './x.js'</script>",
        "<script>new WebSocket('wss://example.org')</script>",
        "<script>navigator.sendBeacon('/x')</script>",
        "<svg><image href='//example.org/x.png'/></svg>",
        "<meta http-equiv='refresh' content='0;url=https://example.org'>",
        "<base href='https://example.org'>",
    ],
)
def test_a_page_that_calls_the_network_is_refused(page):
    assert codes(f"type: simulator\n---\n$files: {json.dumps({PAGE: page})}") == ["X26"]


@pytest.mark.parametrize(
    "page",
    [
        '<img src="data:image/png;base64,AAAA" alt="">',
        "<svg xmlns='http://www.w3.org/2000/svg'><use href='#icone'/></svg>",
        "<p>Tapez https://www.example.org dans la barre d’adresse.</p>",
        "<a href='#haut'>Haut</a>",
        "<script>image.src = pictures[0]; prefetch(1)</script>",
        '<script>frame.innerHTML = `<img src="${picture}">`</script>',
        "<style>a { background: url(data:image/png;base64,AAAA) }</style>",
        "<p>import de fichiers, fetch</p>",
    ],
)
def test_a_page_that_only_speaks_of_the_network_is_accepted(page):
    assert codes(f"type: simulator\n---\n$files: {json.dumps({PAGE: page})}") == []


def test_a_page_has_a_size_limit():
    assert codes(f"type: simulator\n---\n$files: {json.dumps({PAGE: 'a' * 1_000_001})}") == ["X25-too-large"]


def test_a_hostile_page_is_read_in_linear_time():
    assert codes(f"type: simulator\n---\n$files: {json.dumps({PAGE: '<img ' * 200_000})}") == []


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    root = write_bank(tmp_path / "items", expand(picture()))
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg/>")
    (root / "1.2/media/dossiers-2-01.svg").unlink()
    (root / "1.2/media/dossiers-2-01.svg").symlink_to(secret)
    assert "X10" in {finding.code for finding in check_folder(root)}


@pytest.mark.parametrize("file", ["media/absent.svg", f"media/{'a' * 300}.svg", "media"])
def test_a_file_that_is_not_there_is_missing(file):
    stem = f"Où est la photo de ![cette fenêtre]({file}) sur ce disque\u00a0?"
    assert codes(json.dumps({"stem": stem})) == ["X08"]


def test_a_picture_on_the_web_is_refused():
    stem = "Où est la photo de ![cette fenêtre](https://www.example.org/x.svg) sur ce disque\u00a0?"
    assert codes(json.dumps({"stem": stem})) == ["X10"]


def test_a_picture_of_an_option_is_a_file_of_the_item():
    options = [{"id": "a", "text": "![Trois carrés](media/a.svg)"}, {"id": "b", "text": "![Un rond](media/b.svg)"}]
    example = json.dumps({"choices": [*options, {"id": "c", "text": "Ni l’un ni l’autre"}]})
    assert codes(f"{example}\n---\n$files: {{1.2/media/a.svg: <svg/>}}") == ["X08"]


def test_a_file_that_cannot_be_read_explains_missing_families_and_media(tmp_path):
    variant = "{role: alternative, prototype: dossiers-2-01, alternative: 1}"
    root = write_bank(tmp_path / "items", expand(f"{picture()}\n---\nid: dossiers-2-02\nfamily: {variant}"))
    (root / "1.2/dossiers-2-01.yaml").write_text("id: [")
    assert {finding.code for finding in check_folder(root)} == {"Y01"}
