from hypothesis import given
from hypothesis import strategies as st

from pixauthor.editing.history import LIMIT, History

edits = st.lists(st.tuples(st.text(max_size=5), st.sampled_from("ab"), st.booleans()), max_size=20)


@given(st.text(), edits)
def test_undoing_everything_gives_the_text_that_was_opened_and_redoing_the_last_one(opened, many):
    history = History.of(opened)
    for text, label, joined in many:
        history = history.record(text, label, joined=joined)
    last = history.present
    while history.past:
        history = history.undo()
    assert history.present.text == opened
    assert history.undo() == history
    while history.future:
        history = history.redo()
    assert history.present == last
    assert history.redo() == history


def test_an_edit_after_an_undo_forgets_what_was_undone():
    history = History.of("0").record("1", "title").record("2", "stem").undo().record("3", "key")
    assert history.future == ()
    assert [step.text for step in (*history.past, history.present)] == ["0", "1", "3"]


def test_typing_in_one_field_is_one_step_and_another_field_another():
    history = History.of("0").record("a", "title").record("ab", "title", joined=True).record("abc", "stem", joined=True)
    assert history.undo().present.text == "ab"
    assert history.undo().undo().present.text == "0"


def test_recording_the_same_text_changes_nothing():
    history = History.of("0").record("1", "title").undo()
    assert history.record("0", "title") is history


def test_a_history_keeps_the_last_steps_only():
    history = History.of("start")
    for number in range(LIMIT + 20):
        history = history.record(str(number), "title")
    assert len(history.past) == LIMIT
