"""Tables on a narrow terminal: numbers stay in one piece, words fold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.cli.output import print_table
from pixauthor.cli.table_widths import fit_widths

HEADS = ["Item", "Erreur type", "Effet", "Unité", "p non uniforme", "Verdict"]
ROW = ("materiel-et-unites-2-01@1", "0,11", "−156,52", "écart des scores", "–", "a dérivé")


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_numbers_are_never_cut(monkeypatch, capsys, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    print_table("", HEADS, [ROW, (*ROW[:1], "0,20", "3,00", *ROW[3:])], whole=1)
    shown = capsys.readouterr().out
    assert all(number in shown for number in ("0,11", "−156,52", "0,20", "3,00", "materiel-et-unites-2-01@1"))
    assert max(map(len, shown.splitlines())) <= columns


def test_brackets_in_names_are_no_mark_up(capsys):
    print_table("[b]T[/b]", ["[red]n"], [("styles-5-01[6e]@1",), ("[/nothing]",)])
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("styles-5-01[6e]@1", "[/nothing]", "[red]n", "[b]T[/b]"))


def test_a_column_without_a_known_number_beside_it_is_still_one_of_numbers(capsys):
    print_table("", ["a"], [("10,25",), ("–",)])
    assert "│     – │" in capsys.readouterr().out


def test_a_long_name_is_folded_before_heads_stand_on_end():
    heads, row = ["Candidat", "n", "Réfléchies"], ("p1" + "0" * 30, "10", "–")
    assert fit_widths(heads, [row], [False, True, True], 30, 1) == (0, [14, 2, 10])


@given(
    st.lists(st.tuples(st.text("abcé ", min_size=1, max_size=30), st.text("12", min_size=1, max_size=12)), max_size=4),
    st.integers(20, 120),
    st.integers(0, 2),
)
def test_widths_fit_the_room_or_keep_every_number(rows, room, whole):
    heads = ["some words", "n of all"]
    blanks, widths = fit_widths(heads, rows, [False, bool(rows)], room, whole)
    widest = max((len(row[1]) for row in rows), default=0)
    if all(widths):
        assert sum(widths) + (2 * blanks + 1) * 2 + 1 <= room
        assert widths[1] >= widest
