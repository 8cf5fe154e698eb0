"""A small bank with one item of each way of answering."""

from datetime import date
from decimal import Decimal

from pixauthor.bank import interactions as ask
from pixauthor.bank import keys
from pixauthor.bank.bank import Bank
from pixauthor.bank.item import Item, ItemTest, ItemType, Status


def options(letters):
    return tuple(ask.Option(id=letter, text=letter.upper()) for letter in letters)


def make_item(item_id, kind, interaction, key, ok, ko, **fields):
    tests = (ItemTest(answer=ok, outcome="ok"), ItemTest(answer=ko, outcome="ko"))
    values = {"version": 1, "status": Status.VALIDATED, "competence": "1.2", "skill": "dossiers-2", "level": 2} | fields
    return Item(
        id=item_id,
        type=ItemType(kind),
        title=item_id,
        stem="?",
        interaction=interaction,
        key=key,
        tests=tests,
        author="a",
        licence="CC-BY-4.0",
        created=date(2026, 11, 22),
        **values,
    )


BLANKS = ask.Blanks(
    template="${copier} ${coller}",
    blanks=(ask.Blank(name="copier", label="copier"), ask.Blank(name="coller", label="coller")),
)
BANK = Bank.of(
    [
        make_item(
            "choix-1",
            "single-choice",
            ask.SingleChoice(options=options("abcd")),
            keys.SingleChoiceKey(correct="b"),
            "b",
            "a",
        ),
        make_item(
            "cases-1",
            "multiple-choice",
            ask.MultipleChoice(options=options("abcd")),
            keys.MultipleChoiceKey(correct=frozenset("ac"), scoring=keys.Scoring.PARTIAL),
            ["a", "c"],
            ["b", "d"],
            level=5,
        ),
        make_item(
            "texte-1", "short-text", ask.ShortText(), keys.TextKey(accept=("Crème brûlée",)), "creme brulee", "flan"
        ),
        make_item(
            "nombre-1",
            "number",
            ask.Number(unit="Mo"),
            keys.NumberKey(value=Decimal("12.5"), tolerance=Decimal("0.1")),
            "12,5",
            "1250",
            version=3,
        ),
        make_item(
            "trous-1",
            "blanks",
            BLANKS,
            keys.BlanksKey(
                blanks={"copier": keys.TextKey(accept=("Ctrl+C",)), "coller": keys.TextKey(accept=("Ctrl+V",))},
                scoring=keys.Scoring.PARTIAL,
            ),
            {"copier": "Ctrl+C", "coller": "Ctrl+V"},
            {"copier": "x", "coller": "y"},
        ),
        make_item(
            "ordre-1",
            "ordering",
            ask.Ordering(entries=options("abc")),
            keys.OrderingKey(order=("c", "a", "b")),
            list("cab"),
            list("abc"),
        ),
        make_item(
            "paires-1",
            "matching",
            ask.Matching(sources=options(["s1", "s2"]), targets=options(["t1", "t2"])),
            keys.MatchingKey(pairs={"s1": "t2", "s2": "t1"}),
            {"s1": "t2", "s2": "t1"},
            {"s1": "t1", "s2": "t2"},
        ),
    ]
)
