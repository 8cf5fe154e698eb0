"""Search: what a query finds, where a broken one is at fault, what the cache may and may not remember."""

import os
from datetime import date

import pytest
from check_examples import ITEMS, VALID, add_item, valid_bank, workspace
from hypothesis import example, given
from hypothesis import strategies as st

from pixauthor.bank import search_store
from pixauthor.bank.search import search
from pixauthor.bank.search_fields import FIELDS
from pixauthor.bank.search_index import Index, Measured
from pixauthor.bank.search_query import parse_query
from pixauthor.bank.search_row import Row, searchable
from pixauthor.bank.search_saved import FILTERS_FILE, SavedFilter, load_filters, remove_filter, save_filter
from pixauthor.bank.search_store import load_index
from pixauthor.errors import PixauthorError
from pixauthor.framework.store import load_framework

TODAY = date(2026, 11, 22)
A = Row(
    path="1.2/dossiers-2-01.yaml", id="dossiers-2-01", version=2, type="single-choice", status="draft",
    competence="1.2", skill="dossiers-2", level=2, title="Déplacer l’élève", author="Durand", reviewers=("martin",),
    role="prototype", created="2026-01-10", words=searchable("Où est l’œuvre d’élève ? Mots  exacts l’élève"),
)  # fmt: skip
B = Row(
    path="1.2/dossiers-4-01.yaml", id="dossiers-4-01", version=1, type="multiple-choice", status="validated",
    competence="1.2", skill="dossiers-4", level=4, title="Archiver", author="martin", role="alternative",
    created="2026-03-02", expires="2026-11-21", locale="en", words="exacts mots",
)  # fmt: skip
C = Row(
    path="1.2/fichiers-3-01.yaml", id="fichiers-3-01", version=1, type="short-text", status="archived",
    competence="1.2", skill="fichiers-3", level=3, title="Nom", author="durand", role="prototype",
    created="2025-12-31", expires="2027-05-01", words="compression mots exactset",
)  # fmt: skip
MEASURED = {
    "dossiers-4-01@1": Measured(n=120, p=0.4, b=0.5, a=1.1, flags=("weak", "rapid"), verdict="revise"),
    "dossiers-2-01@1": Measured(n=90, p=0.9, b=-2.0),  # an old version of A: its numbers are not A's
    "fichiers-3-01@1": Measured(n=400, p=0.7, b=-0.75, verdict="keep"),
}


@pytest.fixture(scope="module")
def index():
    return Index(rows=[A, B, C], framework=load_framework(VALID / "framework.yaml"), measured=MEASURED)


def ids(found):
    return "".join({A.id: "A", B.id: "B", C.id: "C"}[entry.row.id] for entry in found)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "ABC"),
        ("MOTS exacts", "ABC"),
        ('"mots exacts"', "A"),
        ("« mots exacts »", "A"),
        ("elève", "A"),
        ("“l’oeuvre”", "A"),
        ("compétence:1.2 type:choix", "AB"),
        ("competence : 1.2 niveau : >=3", "BC"),
        ("type:qcu", "A"),
        ("type:choix -type:qcm", "A"),
        ("statut:brouillon,validé", "AB"),
        ("status:draft, archived", "AC"),
        ("-statut:brouillon", "BC"),
        ("niveau:2..3", "AC"),
        ("niveau>2", "BC"),
        ("niveau:<=2", "A"),
        ("niveau:≥3", "BC"),
        ("niveau:=4", "B"),
        ("auteur:DURAND", "AC"),
        ("relecteur:martin", "A"),
        ("relecteur:aucun", "BC"),
        ("expire:none", "A"),
        ("expire:*", "BC"),
        ("expire:<aujourd’hui", "B"),
        ("expires:>today", "C"),
        ("créé:2026", "AB"),
        ("créé:2026-03", "B"),
        ("créé:2025-12..2026-01", "AC"),
        ("created:>2026-01", "B"),
        ("difficulté:>0", "B"),
        ("difficulté:>=0,5", "B"),
        ("difficulté:-1..0", "C"),
        ("b:aucun", "A"),
        ("réponses:>100", "BC"),
        ("signal:weak", "B"),
        ("flag:ra*", "B"),
        ("verdict:revoir", "B"),
        ("acquis:dossiers-*", "AB"),
        ("id:*-3-*", "C"),
        ("id:*-*-01", "ABC"),
        ("id:dossiers-2-01*01", ""),
        ("id:" + "*-" * 900 + "x", ""),
        ("sujet:dossiers", "AB"),
        ("id:dossiers-2-01", "A"),
        ("id:dossiers", ""),
        ("langue:anglais", "B"),
        ("rôle:déclinaison", "B"),
        ("titre:eleve", "A"),
        ("titre:compression", ""),
    ],
)
def test_a_query_finds_what_it_says(index, query, expected):
    assert ids(search(index, query, today=TODAY)) == expected


@pytest.mark.parametrize(
    ("query", "message", "column"),
    [
        ("type:choix nivo:3", "search.field-near", 12),
        ("zzzzzz:3", "search.field-far", 1),
        ("type:choxi", "search.value-near", 6),
        ("statut:brouillon,zzzzz", "search.value-far", 18),
        ('loup "brandal', "search.open-quote", 6),
        ("niveau:", "search.no-value", 8),
        ("niveau:2,", "search.no-value", 10),
        ('""', "search.no-value", 1),
        ("niveau:haut", "search.not-number", 8),
        ("b:nan", "search.not-number", 3),
        ("niveau:4..2", "search.bad-range", 8),
        ("niveau:>=2..3", "search.bad-range", 10),
        ("créé:hier", "search.not-date", 6),
        ("créé:2026-13", "search.not-date", 6),
        ("statut:>draft", "search.not-compared", 8),
        ("x" * 2001, "search.too-long", 2001),
    ],
)
def test_a_broken_query_is_refused_at_the_place_of_the_fault(index, query, message, column):
    with pytest.raises(PixauthorError) as caught:
        search(index, query)
    assert (caught.value.message, caught.value.place.column) == (message, column)
    assert caught.value.render("fr") != caught.value.render("en")


@given(st.text(alphabet='niveau:<>=-".,«»“”* 0123\u00a0é', max_size=30))
def test_any_text_is_a_query_or_is_refused(query):
    column = 1
    try:
        parse_query(query)
    except PixauthorError as error:
        column = error.place.column
    assert 1 <= column <= len(query) + 1


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_sorts_both_ways_and_puts_items_without_it_last(index, field):
    up, down = (search(index, "", sort=sign + field) for sign in ("", "-"))
    has = [bool(FIELDS[field].read(entry)) for entry in up]
    assert has == sorted(has, reverse=True)
    assert {entry.row.id for entry in up} == {entry.row.id for entry in down}
    assert has == [bool(FIELDS[field].read(entry)) for entry in down]


def test_sorting_follows_the_values(index):
    assert ids(search(index, "", sort="niveau")) == "ACB"
    assert ids(search(index, "", sort="-difficulté")) == "BCA"
    with pytest.raises(PixauthorError, match="couleur"):
        search(index, "", sort="couleur")


def test_every_item_of_a_bank_is_found_by_its_id_and_a_broken_one_too(tmp_path):
    items = valid_bank(tmp_path)
    (items / "1.2" / "casse-1-01.yaml").write_text("id: [", encoding="utf-8")
    (items / "1.2" / "liste-1-01.yaml").write_text("id: liste-1-01\nreviewers: 3\nreview: 4\nblanks: 5\n", "utf-8")
    index = load_index(items)
    assert len(index) == len(ITEMS) + 2
    for entry in index:
        assert entry in search(index, f"id:{entry.row.id}")
    assert [entry.row.id for entry in search(index, "type:aucun")] == ["casse-1-01", "liste-1-01"]
    assert not index.by_id["casse-1-01"].row.readable


def test_the_key_is_not_searched(tmp_path):
    items = workspace(tmp_path)
    text = "id: x-1-01\ntype: short-text\nstem: Quoi ?\nkey: {accept: [secretissime]}\n"
    (items / "1.2" / "x-1-01.yaml").write_text(text, encoding="utf-8")
    assert not search(load_index(items), "secretissime")


def test_a_cache_changes_nothing_and_spares_unchanged_files(tmp_path, monkeypatch):
    items, cache = valid_bank(tmp_path), tmp_path / "exports" / "search.json"
    for path in items.rglob("*.yaml"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    first = load_index(items, cache=cache)
    read = []
    real = search_store._read
    monkeypatch.setattr(search_store, "_read", lambda *given: read.append(given[1]) or real(*given))
    assert load_index(items, cache=cache).rows == first.rows
    assert read == []
    gone, changed = sorted((items / "1.2").glob("*.yaml"))[:2]
    gone.unlink()
    changed.write_text(changed.read_text("utf-8").replace("title:", "title: Neuf # "), encoding="utf-8")
    again = load_index(items, cache=cache)
    assert read == [f"1.2/{changed.name}"]
    assert again.rows == load_index(items).rows
    assert len(again) == len(first) - 1


@pytest.mark.parametrize("damage", [b"", b"{}", b"x\n{}", None])
def test_a_damaged_cache_is_made_again(tmp_path, damage):
    items, cache = valid_bank(tmp_path), tmp_path / "search.json"
    whole = load_index(items, cache=cache).rows
    good = cache.read_bytes()
    cache.write_bytes(good.replace(b"dossiers", b"dossierz") if damage is None else damage)
    assert load_index(items, cache=cache).rows == whole
    assert cache.read_bytes() == good


def test_a_file_just_written_is_read_again(tmp_path):
    items, cache = workspace(tmp_path), tmp_path / "search.json"
    path = add_item(items, ITEMS[0])
    load_index(items, cache=cache)
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"title: ", b"title:\t", 1).replace(b"version: 1", b"version: 9"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert load_index(items, cache=cache).rows == load_index(items).rows


def test_filters_are_kept_replaced_and_forgotten(tmp_path):
    assert load_filters(tmp_path) == {}
    save_filter(tmp_path, "À relire", SavedFilter(query="statut:brouillon", sort="-modifié"))
    save_filter(tmp_path, "b: #2", SavedFilter(query='"mots exacts"'))
    save_filter(tmp_path, "À relire", SavedFilter(query="niveau:3"))
    assert load_filters(tmp_path) == {
        "À relire": SavedFilter(query="niveau:3"),
        "b: #2": SavedFilter(query='"mots exacts"'),
    }
    remove_filter(tmp_path, "À relire")
    remove_filter(tmp_path, "b: #2")
    assert load_filters(tmp_path) == {}
    with pytest.raises(PixauthorError):
        remove_filter(tmp_path, "b: #2")


def test_what_people_wrote_beside_a_filter_stays(tmp_path):
    path = tmp_path / FILTERS_FILE
    path.write_text(
        "# mes filtres\na: {query: 'niveau:2'} # un\n\n# deux\nb:\n  query: x\n  # dedans\n  sort: id\n", "utf-8"
    )
    save_filter(tmp_path, "a", SavedFilter(query="niveau:3"))
    text = path.read_text("utf-8")
    assert "# mes filtres" in text
    assert "\n\n# deux\nb:\n  query: x\n  # dedans\n  sort: id\n" in text
    save_filter(tmp_path, "c", SavedFilter(query="y"))
    remove_filter(tmp_path, "b")
    assert path.read_text("utf-8").startswith("# mes filtres\n")
    assert list(load_filters(tmp_path)) == ["a", "c"]


# In quotes, the key of a merge is a name like another.
@example({"<<": "niveau:3"})
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=20).filter(lambda name: name.strip() == name and name.isprintable()),
        st.sampled_from(["", "niveau:3", '"a: b" # c', "«\u00a0x\u00a0»"]),
        max_size=4,
    )
)
def test_any_filters_come_back_as_they_went(tmp_path_factory, filters):
    root = tmp_path_factory.mktemp("filters")
    for name, query in filters.items():
        save_filter(root, name, SavedFilter(query=query))
    assert load_filters(root) == {name: SavedFilter(query=query) for name, query in filters.items()}


@pytest.mark.parametrize("text", ["a: [", "- a", "a: b", "a: {sort: id}", "a: {query: 3}", "a: {query: x, more: y}"])
def test_a_damaged_file_of_filters_is_refused_and_left_as_it_is(tmp_path, text):
    path = tmp_path / FILTERS_FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PixauthorError):
        save_filter(tmp_path, "b", SavedFilter(query="x"))
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize("name", ["", " a", "a\nb", "x" * 61])
def test_a_name_that_does_not_show_is_refused(tmp_path, name):
    with pytest.raises(PixauthorError):
        save_filter(tmp_path, name, SavedFilter(query="x"))


def test_a_broken_query_is_not_kept(tmp_path):
    for kept in (SavedFilter(query="nivo:3"), SavedFilter(query="", sort="nivo")):
        with pytest.raises(PixauthorError):
            save_filter(tmp_path, "a", kept)
    assert not (tmp_path / FILTERS_FILE).exists()
