import pytest

from pixauthor.editing.media import MAX_IMAGE_BYTES, medium_name, require_medium
from pixauthor.editing.media_store import add_medium
from pixauthor.errors import PixauthorError

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><path d="M0 0"/></svg>'


def refusal(name, data, use="image"):
    with pytest.raises(PixauthorError) as caught:
        require_medium(name, data, use)
    return caught.value.message


def test_pictures_of_every_kind_come_in():
    for name, data in (("a.png", PNG), ("a.jpg", b"\xff\xd8\xff\xe0"), ("a.GIF", b"GIF89a"), ("a.svg", SVG)):
        require_medium(name, data, "image")
    require_medium("a.webp", b"RIFF0000WEBP", "image")


def test_a_picture_of_twenty_megabytes_is_refused_with_its_size():
    with pytest.raises(PixauthorError) as caught:
        require_medium("mer.png", PNG + b"0" * 20_000_000, "image")
    assert "20" in caught.value.render("fr")
    assert f"{MAX_IMAGE_BYTES // 1_000_000} Mo" in caught.value.render("fr")


def test_what_is_no_picture_or_not_the_one_it_says_is_refused():
    assert refusal("a.bmp", b"BM") == "editing.medium-kind"
    assert refusal("a", PNG) == "editing.medium-kind"
    assert refusal("a.png", b"GIF89a") == "editing.medium-other"
    assert refusal("a.png", b"") == "editing.medium-empty"
    assert refusal("a.exe", b"MZ", "page") == "editing.medium-kind"


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b"<ScRiPt href='x'/>",
        b"<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>",
        b'<path onload="alert(1)"/>',
        b"<a href='javascript:alert(1)'/>",
        b"<a href='&#106;avascript:alert(1)'/>",
        b'<image href="https://example.org/x.png"/>',
        b"<image xlink:href='//example.org/x.png'/>",
        b'<use href="data:image/svg+xml;base64,AAAA"/>',
        b"<style>@import url(x.css)</style>",
        b'<style>a{background:url("https://example.org/x")}</style>',
        b"<foreignObject><p>x</p></foreignObject>",
        b"<iframe srcdoc='x'/>",
    ],
)
def test_an_svg_that_runs_or_fetches_is_refused(inside):
    assert refusal("a.svg", SVG.replace(b"<path d=", inside + b"<path d=")) == "editing.medium-active"


def test_an_svg_with_entities_or_in_another_encoding_is_refused():
    assert refusal("a.svg", b"<!DOCTYPE svg [<!ENTITY x 'y'>]>" + SVG) == "editing.medium-active"
    assert refusal("a.svg", SVG + b"\xff<svg") == "editing.medium-active"


def test_an_svg_may_use_its_own_parts_and_pictures_within():
    inside = b'<use href="#a"/><image href="data:image/png;base64,AAAA"/><rect fill="url(#b)"/><text>caf&#233;</text>'
    require_medium("a.svg", SVG.replace(b"<path", inside + b"<path"), "image")


def test_a_name_bears_the_id_of_the_item_and_is_never_taken():
    assert medium_name("x-1-01", "Été à la mer.PNG", ()) == "media/x-1-01.png"
    taken = {"media/x-1-01.png"}
    assert medium_name("x-1-01", "Été à la mer.PNG", taken) == "media/x-1-01-ete-a-la-mer.png"
    taken.add("media/x-1-01-ete-a-la-mer.png")
    assert medium_name("x-1-01", "Été à la mer.PNG", taken) == "media/x-1-01-ete-a-la-mer-2.png"
    assert medium_name("x-1-01", "../../../etc/passwd", taken) == "media/x-1-01"
    assert medium_name("x-1-01", "日本.svg", {"media/x-1-01.svg"}) == "media/x-1-01-fichier.svg"


def test_a_file_is_written_beside_the_item_and_never_over_another(tmp_path):
    assert add_medium(tmp_path, "x-1-01", "a.png", PNG, "image") == "media/x-1-01.png"
    assert add_medium(tmp_path, "x-1-01", "a.png", PNG + b"1", "image") == "media/x-1-01-a.png"
    assert (tmp_path / "media/x-1-01.png").read_bytes() == PNG


def test_the_same_file_is_written_once(tmp_path):
    for _ in range(2):
        assert add_medium(tmp_path, "x-1-01", "a.csv", b"a;b", "file", sub="tests") == "media/tests/x-1-01.csv"
    assert [path.name for path in (tmp_path / "media/tests").iterdir()] == ["x-1-01.csv"]


def test_nothing_is_written_where_media_leads_out_of_the_folder(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "1.2").mkdir()
    (tmp_path / "1.2" / "media").symlink_to(tmp_path / "outside")
    with pytest.raises(PixauthorError):
        add_medium(tmp_path / "1.2", "x-1-01", "a.png", PNG, "image")
    assert not list((tmp_path / "outside").iterdir())
