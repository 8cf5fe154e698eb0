from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal

import pytest
from check_examples import ITEMS

from pixauthor.bank import interactions as ask
from pixauthor.bank import keys
from pixauthor.bank.codec import decode_item
from pixauthor.bank.item import ItemType, Status
from pixauthor.bank.metadata import Feedback, Review, Role
from pixauthor.source.parser import parse_document
from pixauthor.source.reader import read_document


def data_of(kind, **changes):
    (path,) = (path for path in ITEMS if path.stem == kind)
    return read_document(path).document.data | changes


def item_of(kind, **changes):
    return decode_item(data_of(kind, **changes))


@pytest.mark.parametrize("kind", list(ItemType))
def test_every_type_is_decoded_to_frozen_values(kind):
    item = item_of(kind)
    assert item.type is kind
    assert is_dataclass(item)
    hash(item.key if kind not in {"blanks", "dependent-blanks", "matching"} else item.id)
    with pytest.raises(AttributeError):
        item.title = "autre"


def test_all_fields_of_an_item_arrive():
    item = item_of("single-choice")
    assert item.status is Status.VALIDATED
    assert (item.created, item.updated, item.validated) == (date(2026, 1, 15), date(2026, 1, 18), date(2026, 1, 21))
    assert item.expires == date(2031, 1, 1)
    assert item.feedback == Feedback(
        ok="Les photos copiées arrivent dans ce dossier.",
        ko="Cherchez le dossier qui reçoit les photos.",
        options={"a": "On y range les chansons."},
    )
    assert item.review == Review(reviewers=("B. Diallo", "C. Roy"), fairness_by="C. Roy", fairness_on=date(2026, 1, 20))
    assert item.conduct.timer_seconds == 120
    assert item.accessibility.awareness
    assert item.geography == "FR"
    assert item.family.role is Role.PROTOTYPE
    assert item.interaction.options[3] == ask.Option(id="d", text="Je ne sais pas", fixed=True)
    assert item.key == keys.SingleChoiceKey(correct="b")
    assert [test.outcome for test in item.tests] == ["ok", "ko", "aband"]
    assert (item.tests[0].credit, item.tests[0].mode) == (1, "pix")
    assert item.silenced[0].rule == "L02"
    assert item.links[0].url == "https://www.example.org/aide"
    assert item.tutorials[0].kind == "to-succeed"


def test_what_is_left_out_has_the_default_of_its_class():
    item = item_of("ordering")
    assert item.review == Review()
    assert item.feedback == Feedback()
    assert item.locale == "fr"
    assert item.translation is None


def test_feedback_of_a_choice_is_not_shown_with_the_choice():
    assert not hasattr(item_of("single-choice").interaction.options[0], "feedback")


@pytest.mark.parametrize(("written", "value"), [("12.5", "12.5"), ("12.1", "12.1"), ("3", "3"), ("-0.30", "-0.3")])
def test_a_number_is_the_decimal_that_was_written(written, value):
    data = parse_document(f"value: {written}\ntolerance: 0.1\n", "x").document.data
    key = item_of("number", key=data).key
    assert (key.value, key.tolerance) == (Decimal(value), Decimal("0.1"))


def test_drop_downs_are_compared_to_the_letter_and_fields_are_not():
    key = item_of("blanks").key
    assert key.scoring is keys.Scoring.PARTIAL
    assert (key.blanks["coller"].exact, key.blanks["copier"].exact) == (True, False)


def test_a_scoring_table_counts_in_numbers():
    key = item_of("dependent-blanks").key
    assert key.scoring == {1: 0.5, 2: 1.0}
    assert key.tolerances == keys.Tolerances(t3=True)
    assert key.groups["cle"] == ("clé USB",)


def test_the_key_of_a_file_task_follows_its_response():
    upload = item_of("file-task")
    assert upload.interaction.response == ask.Upload(extensions=("csv",), max_bytes=20_000)
    assert upload.key.checks[3] == keys.UploadCheck(test=keys.UploadTest.CSV_CELL, value="42", row=4, column="montant")
    typed = item_of("file-task", response={"type": "number", "unit": "€"}, key={"value": 42})
    assert typed.interaction.response == ask.Number(unit="€")
    assert typed.key == keys.NumberKey(value=Decimal(42))
    written = item_of("file-task", response={"type": "short-text", "format": "small"}, key={"accept": ["Total"]})
    assert written.interaction.response == ask.ShortText(format=ask.TextFormat.SMALL)
    assert written.key == keys.TextKey(accept=("Total",))


def test_a_simulator_has_its_page_and_its_frame():
    item = item_of("simulator")
    assert item.interaction == ask.Simulator(page="media/dossiers-4-05.html", title="Bureau simulé", height=320)
    assert item.key == keys.SimulatorKey(accept=("vide",))
