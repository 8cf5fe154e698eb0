"""Real lists become pseudonyms, and names stay out of everything that is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.errors import PixauthorError
from pixauthor.responses.model import Fault
from pixauthor.responses.pseudonyms import is_pseudonym, parse_candidate, pseudonym
from pixauthor.responses.store import load_or_create_key, load_responses

KEY = bytes(range(32))
NAMES = "candidat;choix-1\nJean Dupont;b\nzoe.martin@college.fr;a\n1234567890A;z\n"


@given(st.text(min_size=1))
def test_a_pseudonym_is_a_candidate_id(identifier):
    made = pseudonym(identifier, KEY)
    assert is_pseudonym(made)
    assert parse_candidate(made) == made


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1))
def test_case_and_spaces_do_not_change_a_pseudonym(identifier):
    assert pseudonym(f"  {identifier.upper()} ", KEY) == pseudonym(identifier.lower(), KEY)


def test_composed_and_decomposed_accents_are_one_person():
    assert pseudonym("Zoé", KEY) == pseudonym("Zoe\u0301", KEY)


def test_another_key_gives_another_pseudonym():
    assert pseudonym("Jean Dupont", KEY) != pseudonym("Jean Dupont", bytes(32))


def test_a_pseudonym_is_hmac_sha256():
    # printf 'jean dupont' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001…1f, first 32 digits
    assert pseudonym("Jean Dupont", KEY) == "p1" + "c2ff6d60b37ec327bbd22eea0bbc47ea"


@pytest.mark.parametrize("identifier", ["E1", "a-b_c.d:9", "007", "sim1-000001"])
def test_an_id_with_a_digit_passes(identifier):
    assert parse_candidate(identifier) == identifier


def test_a_real_list_is_imported_without_a_name_in_the_store(desk):
    report = desk.load(NAMES, key=KEY)
    assert (report.n_added, report.n_rejected) == (2, 1)
    assert set(load_responses(desk.exports)["candidate"]) == {
        pseudonym("Jean Dupont", KEY),
        pseudonym("zoe.martin@college.fr", KEY),
    }
    for path in desk.exports.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            assert not any(name in content for name in (b"dupont", b"martin", b"1234567890"))


def test_without_a_key_names_are_refused_and_masked_in_the_rejects(desk):
    report = desk.load(NAMES)
    assert (report.n_added, report.n_rejected) == (0, 3)
    content = report.rejects.read_text("utf-8-sig")
    assert "[masqué];b" in content
    assert not any(name in content for name in ("Dupont", "martin", "1234567890"))


def test_pseudonyms_of_a_rejects_file_are_not_made_pseudonyms_again(desk):
    report = desk.load(NAMES, key=KEY)
    mended = report.rejects.read_text("utf-8-sig").replace(";z", ";c")
    assert desk.load(mended, "corrige.csv", key=KEY).n_added == 1
    assert pseudonym("1234567890A", KEY) in set(load_responses(desk.exports)["candidate"])


def test_an_empty_identifier_is_refused_even_with_a_key(desk):
    report = desk.load("candidat;choix-1\n;b\n", key=KEY)
    assert dict(report.reasons) == {"candidate-missing": 1}


def test_a_new_key_is_readable_by_its_owner_only_and_is_kept(tmp_path):
    path = tmp_path / "cle.txt"
    key = load_or_create_key(path, tmp_path / "exports")
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(key) == 32
    assert load_or_create_key(path, tmp_path / "exports") == key


def refusal(path, exports):
    with pytest.raises(PixauthorError) as caught:
        load_or_create_key(path, exports)
    return caught.value.message


def test_a_key_that_is_open_short_or_beside_the_data_is_refused(tmp_path):
    exports = tmp_path / "exports"
    assert refusal(exports / "cle.txt", exports) == "responses.key-beside-data"
    path = tmp_path / "cle.txt"
    load_or_create_key(path, exports)
    path.chmod(0o644)
    assert refusal(path, exports) == "responses.key-open"
    path.chmod(0o600)
    for content in (b"", b"abcd", b"\xff" * 64, b"x" * 64, b"0" * 20_000):
        path.write_bytes(content)
        assert refusal(path, exports) in {"responses.bad-key", "files.too-large"}
    assert refusal(tmp_path / "none" / "cle.txt", exports) == "files.unwritable"
    assert refusal(tmp_path, exports) in {"files.is-folder", "responses.key-open"}


@given(st.text(max_size=80))
def test_no_text_makes_the_check_of_candidates_fail(text):
    assert isinstance(parse_candidate(text), (str, Fault))
