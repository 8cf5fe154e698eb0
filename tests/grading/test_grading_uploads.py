"""Files handed in: each check on files as real programs write them."""

import io
import zipfile
from base64 import b64encode

import pytest

from pixauthor.bank.interactions import Upload
from pixauthor.bank.keys import Scoring, UploadCheck, UploadKey, UploadTest
from pixauthor.grading import grade

ASKED = Upload(extensions=("csv", "txt", "zip"), max_bytes=2_000_000)


def worth(content, *checks, name="fichier.csv", scoring=Scoring.ALL_OR_NOTHING, mode="fixed"):
    answer = {"name": name, "content": b64encode(content).decode()}
    return grade(ASKED, UploadKey(checks=checks, scoring=scoring), answer, mode)


def check(test, value, **where):
    return UploadCheck(test=UploadTest(test), value=value, **where)


def zipped(*names, compression=zipfile.ZIP_DEFLATED, content=b"x"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "right"), [("a.csv", True), ("A.CSV", True), ("a.csv.txt", False)])
def test_extension_is_the_end_of_the_name(name, right):
    assert (worth(b"", check("extension", "csv"), name=name).status == "ok") is right


def test_a_kind_of_file_that_is_not_asked_is_worth_nothing():
    outcome = worth(b"bonjour", check("contains", "bonjour"), check("extension", "exe"), name="a.exe")
    assert outcome.credit == 0


CELL = check("csv-cell", "42", row=3, column="Total")


@pytest.mark.parametrize(
    "content",
    [
        b"Mois;Total\nmai;40\njuin;42\n",
        b"Mois,Total\nmai,40\njuin,42\n",
        b"Mois\tTotal\r\nmai\t40\r\njuin\t42\r\n",
        "\ufeffMois;TOTAL \nmai;40\njuin;42\n".encode(),
        "Mois;Total\nmai;40\njuin;42,0\n".encode("utf-16"),
        "Été;Total\nmai;40\njuin;42\n".encode("cp1252"),
        b'"Mois";"Total"\n"mai, et avril";"40"\n"juin\nsuite";"42"\n',
    ],
)
def test_a_cell_is_found_whatever_program_wrote_the_table(content):
    assert worth(content, CELL).status == "ok"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"Mois;Total\nmai;40\n",
        b"Mois;Somme\nmai;40\njuin;42\n",
        b"Mois;Total\nmai;42\njuin;40\n",
        b"Mois;Total\nmai;40\njuin\n",
        b"\x00\x01\x02",
        b'"' + b"x" * 200_000,
    ],
)
def test_a_table_without_the_cell_fails_the_check(content):
    assert worth(content, CELL).status == "ko"


def test_contains_and_lacks_forgive_case_accents_and_spaces():
    text = "Le texte est FINI ; merci à l’équipe.".encode()
    assert worth(text, check("contains", "l'equipe"), check("lacks", "brouillon"), name="a.txt").status == "ok"
    assert worth(text, check("lacks", "Fini"), name="a.txt").status == "ko"


def test_lines_that_are_empty_do_not_count():
    assert worth(b"un\n\n  \ndeux\r\ntrois", check("lines", "3"), name="a.txt").status == "ok"


def test_an_archive_is_known_by_its_members():
    photos = zipped("photos/mer.jpg", "photos/ciel.jpg")
    assert worth(photos, check("archive-has", "photos/mer.jpg"), name="a.zip").status == "ok"
    assert worth(photos, check("archive-has", "mer.jpg"), name="a.zip").status == "ko"
    assert worth(photos, check("archive-lacks", "mer.jpg"), name="a.zip").status == "ok"
    assert worth(photos, check("archive-lacks", "photos/mer.jpg"), name="a.zip").status == "ko"


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 abime",
        zipped("photos/mer.jpg")[:-10],
        zipped("photos/mer.jpg", content=b"0" * 3_000_000),
        zipped("photos/mer.jpg", *(f"{n}.txt" for n in range(2_000)), compression=zipfile.ZIP_STORED),
    ],
    ids=["damaged", "cut", "bomb", "too many members"],
)
def test_an_archive_that_is_damaged_or_a_bomb_has_no_members(content):
    assert worth(content, check("archive-has", "photos/mer.jpg"), name="a.zip").status == "ko"
    assert worth(content, check("archive-lacks", "photos/mer.jpg"), name="a.zip").status == "ko"


def test_partial_credit_is_the_share_of_checks_and_does_not_exist_in_pix_mode():
    checks = (check("contains", "un"), check("contains", "deux"))
    outcome = worth(b"un", *checks, name="a.txt", scoring=Scoring.PARTIAL)
    assert (outcome.status, outcome.credit) == ("partially", 0.5)
    assert outcome.parts == {"1-contains": True, "2-contains": False}
    assert worth(b"un", *checks, name="a.txt", scoring=Scoring.PARTIAL, mode="pix").status == "ko"
