import json

import pytest
from lint_samples import check_folder, codes, write_bank

from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.hidden_signs import HIDDEN, may_hide
from pixauthor.bank.lint.svg import danger_in

NS = b'xmlns="http://www.w3.org/2000/svg"'
XLINK = b'xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: bytes, attributes: bytes = b"") -> bytes:
    return b"<svg " + NS + b" " + XLINK + b" " + attributes + b">" + inside + b"</svg>"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (svg(b"<script>alert(1)</script>"), "script"),
        (svg(b"<SCRIPT>alert(1)</SCRIPT>"), "script"),
        (svg(b'<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'), "script"),
        (svg(b'<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>'), "script"),
        (svg(b'<animate attributeName="href" values="javascript:alert(1)"/>'), "script"),
        (svg(b'<set attributeName="onclick" to="alert(1)"/>'), "script"),
        (svg(b"", b'onload="alert(1)"'), "event"),
        (svg(b'<a href="#x" onclick="alert(1)"><path/></a>'), "event"),
        (svg(b'<a xlink:href="javascript:alert(1)"><path/></a>'), "external"),
        (svg(b'<a href="java&#115;cript:alert(1)"><path/></a>'), "external"),
        (svg(b'<use href="other.svg#x"/>'), "external"),
        (svg(b'<image href="https://elsewhere.example/pixel.png"/>'), "external"),
        (svg(b'<image href="//elsewhere.example/pixel.png"/>'), "external"),
        (svg(b'<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'), "external"),
        (svg(b"<style>@import 'x.css';</style>"), "external"),
        (svg(b"<style>path { fill: url(https://elsewhere.example/x.svg#g) }</style>"), "external"),
        (svg(b'<path style="fill:url(//elsewhere.example/x)"/>'), "external"),
        (svg(b'<path fill="url(other.svg#g)"/>'), "external"),
        (b'<?xml-stylesheet href="x.css"?>' + svg(b""), "external"),
        (b'<!DOCTYPE svg [<!ENTITY x "x">]>' + svg(b"<text>&x;</text>"), "entity"),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg(b"<text>&x;</text>"), "entity"),
        (svg(b"<path>"), "broken"),
        (b"", "broken"),
        (b"\x1f\x8b compressed", "broken"),
        (b"\x89PNG", "broken"),
    ],
)
def test_what_runs_or_calls_elsewhere_is_found(content, kind):
    danger = danger_in(content)
    assert danger is not None
    assert danger.kind == kind
    assert codes(picture(content)) == [f"X29-{kind}"]


@pytest.mark.parametrize(
    "content",
    [
        b"<svg/>",
        svg(b'<defs><linearGradient id="g"/></defs><path fill="url(#g)" d="M0 0"/><use href="#g"/>'),
        svg(b'<image href="data:image/png;base64,AAAA"/>'),
        svg(b'<a href="https://www.example.org/"><text>Voir</text></a>'),
        svg(b"<style>path { fill: red; background: url(data:image/png;base64,AAAA) }</style><title>onload</title>"),
        svg(b'<animate attributeName="x" from="0" to="9" begin="0s"/>'),
        b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + svg("<text>é</text>".encode()),
        '<?xml version="1.0" encoding="UTF-16"?><svg/>'.encode("utf-16"),
    ],
)
def test_a_picture_that_only_draws_is_accepted(content):
    assert danger_in(content) is None


def test_a_billion_laughs_are_not_told():
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    danger = danger_in(f'<!DOCTYPE svg [<!ENTITY l0 "ha">{lines}]><svg>&l29;</svg>'.encode())
    assert danger is not None
    assert danger.kind == "entity"


def picture(content: bytes, **fields: object) -> str:
    """Return an example with an illustration of these bytes."""
    from base64 import b64encode

    file = "media/dossiers-2-01.svg"
    item = {"illustration": {"file": file, "alt": "Trois dossiers.", "licence": "CC0-1.0"}, **fields}
    files = {f"1.2/{file}": {"base64": b64encode(content).decode()}}
    return f"{json.dumps(item)}\n---\n{json.dumps({'$files': files})}"


@pytest.mark.parametrize(("size", "severity"), [(1_000_000, None), (1_000_001, "warning"), (20_000_000, "error")])
def test_a_picture_has_a_weight(tmp_path, size, severity):
    stem = "Où est la photo de ![cette fenêtre](media/photo.png) sur ce disque\u00a0?"
    root = write_bank(tmp_path / "items", expand(json.dumps({"stem": stem})))
    (root / "1.2/media").mkdir()
    with (root / "1.2/media/photo.png").open("wb") as stream:
        stream.truncate(size)
    assert [(one.code, one.severity) for one in check_folder(root)] == ([("L42", severity)] if severity else [])


def with_stem(stem: str, **fields: object) -> str:
    return json.dumps({"stem": stem, **fields}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("photo\u202egpj.exe", ["L41-turning"]),
        ("photo\u2066.jpg\u2069", ["L41-turning"]),
        ("\u200ephoto.jpg", ["L41-turning"]),
        ("pho\u200bto.jpg", ["L41"]),
        ("pho\u200dto.jpg", ["L41"]),
        ("photo\u2060.jpg", ["L41"]),
        ("photo\U000e0041.jpg", ["L41"]),
        ("photo\u00ad.jpg", []),
        ("photo\u00a0\u202f.jpg", []),
        ("👩\u200d💻 photo.jpg", []),
        ("❤\ufe0f\u200d🔥 photo.jpg", []),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f photo.jpg", []),
    ],
)
def test_a_hidden_character_is_told(word, expected):
    # Written as it is, and as an escape of YAML, which shows nothing of it in the file either.
    stem = f"Dans quel dossier se trouve {word} aujourd’hui\u00a0?"
    assert codes(with_stem(stem)) == expected
    assert codes(with_stem(stem, title="Un \\ dans le titre")) == expected


def test_the_fast_look_misses_no_hidden_character():
    hidden = [sign for sign in map(chr, range(1, 0xE1000)) if HIDDEN.match(sign)]
    assert len(hidden) > 150
    assert all(may_hide(f"où {sign}") for sign in hidden)


@pytest.mark.parametrize("name", ["framework.yaml", "people.yaml", "lint.yaml"])
def test_hidden_characters_beside_the_items_are_told(tmp_path, name):
    files = {
        "people.yaml": "people: [{id: A. Martin, name: Ada, roles: [author]}]\n",
        "lint.yaml": "allowed: [Firefox]\n",
    }
    root = write_bank(tmp_path / "items", expand("{}") | {path: text.encode() for path, text in files.items()})
    with (root / name).open("a", encoding="utf-8") as stream:
        stream.write("\n# \u202e\n")
    assert [(one.code, one.variant, one.place.path) for one in check_folder(root)] == [("L41", "turning", name)]


def test_a_hidden_character_is_named_and_placed(tmp_path):
    root = write_bank(tmp_path / "items", expand("title: Un\u200b titre"))
    (finding,) = check_folder(root)
    assert finding.fields == {"code": "U+200B", "name": "ZERO WIDTH SPACE"}
    line = (root / "1.2/dossiers-2-01.yaml").read_text(encoding="utf-8").splitlines()[finding.place.line - 1]
    assert line[finding.place.column - 1] == "\u200b" or line.startswith("title:")


def test_a_lesson_on_hidden_characters_may_have_one():
    silenced = [{"rule": "L41", "reason": "L’item porte sur ce piège."}]
    assert codes(with_stem("Que cache le nom « photo\u202egpj.exe » de ce fichier\u00a0?", silenced=silenced)) == []
