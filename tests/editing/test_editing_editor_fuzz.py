"""No sequence of commands of the editor loses a character of what was on disk."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from yaml_samples import HOSTILE, ITEMS, pointers, scalars, texts, values

from pixauthor.bank.item import ItemType
from pixauthor.editing.spans import read
from pixauthor.editing.store import Conflict, ItemFiles
from pixauthor.errors import PixauthorError
from pixauthor.widgets.editor.state import EditorState, Forget, Keep, Save, begin, reduce, saved

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PATH = "items/1.2/x.yaml"
KINDS = {kind: next(path for path in ITEMS if f"type: {kind}\n" in path.read_text()) for kind in ItemType}
STARTS = {**HOSTILE, **{str(kind): path.read_bytes().decode() for kind, path in KINDS.items()}}
FUZZ = settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@dataclass
class Desk:
    """The editor over a real folder, as the widget drives it."""

    root: Path
    state: EditorState = field(init=False)

    def __post_init__(self):
        self.files = ItemFiles(root=self.root)
        self.state = begin(self.files.open(PATH), None)

    @property
    def disk(self) -> str:
        return (self.root / PATH).read_bytes().decode()

    def do(self, command):
        self.state, effects = reduce(self.state, command)
        for effect in effects:
            match effect:
                case Save(base=base, text=text):
                    self.state = saved(self.state, self.files.save(base, text, NOW))
                case Keep(base=base, text=text):
                    self.files.keep(base, text, NOW)
                case Forget(path=path):
                    self.files.forget(path)

    def reborn(self):
        """The kernel dies, and the item is opened again."""
        self.state = begin(self.files.open(PATH), self.files.draft_of(PATH))

    @property
    def unsaved(self) -> str | None:
        """What its author has typed and the file, as it was opened, does not say."""
        if self.state.draft:
            return self.state.draft.text
        return self.state.text if self.state.dirty else None

    def kept(self) -> set[str]:
        draft = self.files.draft_of(PATH)
        return {self.disk, draft.text if draft else self.disk}


# In memory where there is such a folder: every command waits for the disk. Taken away when the tests end.
MEMORY = Path("/dev/shm")  # noqa: S108
ROOMS = tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None)
atexit.register(shutil.rmtree, ROOMS, ignore_errors=True)


def desk_of(text) -> Desk:
    root = Path(tempfile.mkdtemp(dir=ROOMS))
    (root / PATH).parent.mkdir(parents=True)
    (root / PATH).write_bytes(text.encode())
    return Desk(root)


def data_of(text):
    try:
        return read(text).data
    except PixauthorError:
        return {}


@st.composite
def commands(draw, text):
    """One command, as likely to fit the text as not."""
    data = data_of(text)
    known = list(pointers(data)) or [("title",)]
    pointer = list(draw(st.sampled_from([*known, ("title",), ("stem",), ("new", "deep"), ("choices", 9, "text")])))
    lists = draw(st.sampled_from(["choices", "entries", "sources", "targets", "none"]))
    small = st.integers(0, 6)
    run = draw(st.integers(-1, 3))
    blanks = list(data.get("blanks") or ["x"]) if isinstance(data.get("blanks"), dict | list) else ["x"]
    blank = str(draw(st.sampled_from(blanks)))
    at = draw(st.integers(0, len(text)))
    return draw(
        st.sampled_from(
            [
                {"do": "set", "pointer": pointer, "value": draw(st.one_of(scalars, values)), "run": run},
                {"do": "set", "pointer": pointer, "value": draw(texts), "run": run},
                {"do": "set", "pointer": pointer, "value": None},
                {"do": "insert", "pointer": pointer},
                {"do": "insert", "pointer": [lists], "value": draw(values)},
                {"do": "remove", "pointer": pointer},
                {"do": "move", "pointer": pointer, "to": draw(small)},
                {"do": "add-option", "list": lists},
                {"do": "remove-option", "list": lists, "index": draw(small)},
                {"do": "right", "id": draw(st.sampled_from("abcz")), "right": draw(st.booleans())},
                {"do": "add-blank", "at": draw(small)},
                {"do": "remove-blank", "name": blank},
                {"do": "rename-blank", "name": blank, "to": draw(st.sampled_from(["y", "b", "Z z"]))},
                {"do": "rename-key", "pointer": pointer, "to": draw(st.sampled_from(["y", "b", "title"]))},
                {"do": "keep-test", "answer": draw(values), "outcome": "ok"},
                {"do": "skill", "skill": "dossiers-2", "level": 2},
                {"do": "raise-version"},
                {"do": "write", "text": f"{text[:at]}{draw(texts)}{text[at:]}", "run": run},
                {"do": "undo"},
                {"do": "redo"},
                {"do": "nonsense"},
            ]
        )
    )


@given(st.sampled_from(sorted(STARTS)), st.data())
@FUZZ
def test_whatever_is_done_undoing_all_of_it_gives_the_file_back_to_the_byte(name, data):
    desk = desk_of(STARTS[name])
    for _ in range(data.draw(st.integers(1, 12))):
        desk.do(data.draw(commands(desk.state.text)))
        assert desk.disk == STARTS[name]
        assert desk.state.text in desk.kept()
    while desk.state.history.past:
        desk.do({"do": "undo"})
    assert desk.state.text == STARTS[name]
    assert desk.files.draft_of(PATH) is None
    desk.do({"do": "save"})
    assert desk.disk == STARTS[name]


@given(st.sampled_from(sorted(STARTS)), st.data())
@FUZZ
def test_what_an_author_has_and_what_is_on_disk_survive_two_authors_and_dead_kernels(name, data):
    desk = desk_of(STARTS[name])
    for number in range(data.draw(st.integers(2, 12))):
        before, unsaved = desk.disk, desk.unsaved
        act = data.draw(st.sampled_from(["edit", "edit", "edit", "save", "other", "die", "resume", "settle"]))
        if act == "edit":
            desk.do(data.draw(commands(desk.state.text)))
        elif act == "other":
            (desk.root / PATH).write_bytes(f"{before}# {number}\n".encode())
            before = desk.disk
        elif act == "die":
            desk.reborn()
            # What was typed and not saved is offered back.
            assert unsaved is None or unsaved in (desk.unsaved, desk.disk)
        elif act == "resume":
            desk.do({"do": "resume"})
        elif act == "settle":
            desk.do({"do": "settle", "side": data.draw(st.sampled_from(["later", "theirs"]))})
        else:
            changed = desk.files.open(PATH).digest != desk.state.opened.digest
            desk.do({"do": "save"})
            if changed:
                assert desk.disk == before
        if act != "save":
            assert desk.disk == before
        assert desk.unsaved is None or desk.unsaved in desk.kept()


@given(st.sampled_from(sorted(map(str, KINDS))), st.data())
@FUZZ
def test_a_value_set_in_the_form_changes_no_line_but_its_own(name, data):
    text = STARTS[name]
    document = read(text)
    pointer = data.draw(st.sampled_from([one for one in pointers(document.data) if isinstance(one[-1], str)]))
    value = data.draw(st.one_of(texts, st.integers()))
    state, _ = reduce(desk_of(text).state, {"do": "set", "pointer": list(pointer), "value": value})
    line = document.place(*pointer).line - 1
    before, after = text.splitlines(), state.text.splitlines()
    assert before[: line - 1] == after[: line - 1]
    ends = [place.line for one in pointers(document.data) if (place := document.place(*one)).line > line + 1]
    below = [one for one in pointers(document.data) if one[: len(pointer)] != pointer]
    first_below = min(
        (document.place_of_key(*one).line for one in below if document.place_of_key(*one).line > line + 1), default=0
    )
    if first_below and ends:
        rest = before[first_below - 1 :]
        assert after[len(after) - len(rest) :] == rest


def test_a_conflict_is_settled_as_its_author_says():
    text = STARTS["single-choice"]
    for side in ("mine", "theirs", "merge"):
        desk = desk_of(text)
        desk.do({"do": "set", "pointer": ["title"], "value": "À moi"})
        theirs = text.replace("licence: CC-BY-4.0\ncreated", "licence: CC0-1.0  # autre\ncreated")
        assert theirs != text
        (desk.root / PATH).write_bytes(theirs.encode())
        mine = desk.state.text
        desk.do({"do": "save"})
        assert isinstance(desk.state.conflict, Conflict)
        assert desk.disk == theirs
        desk.do({"do": "set", "pointer": ["title"], "value": "Encore"})
        assert desk.state.text == mine  # two texts wait for a choice already
        desk.do({"do": "settle", "side": side})
        merged = mine.replace("licence: CC-BY-4.0\ncreated", "licence: CC0-1.0  # autre\ncreated")
        assert desk.disk == {"mine": mine, "theirs": theirs, "merge": merged}[side]
        assert desk.state.conflict is None
        assert not desk.state.dirty
        desk.do({"do": "undo"})
        assert desk.state.text in (mine, text)


def test_a_clash_needs_a_choice_and_takes_it():
    text = STARTS["single-choice"]
    desk = desk_of(text)
    desk.do({"do": "set", "pointer": ["title"], "value": "À moi"})
    old = read(text).data["title"]
    (desk.root / PATH).write_bytes(text.replace(old, "À eux").encode())
    desk.do({"do": "save"})
    desk.do({"do": "settle", "side": "merge", "choices": []})
    assert desk.state.problem
    assert desk.state.conflict
    desk.do({"do": "settle", "side": "merge", "choices": [[["title"], "theirs"]]})
    assert desk.disk == text.replace(old, "À eux")


def test_a_file_deleted_meanwhile_can_be_written_again():
    desk = desk_of(STARTS["number"])
    desk.do({"do": "set", "pointer": ["title"], "value": "Gardé"})
    (desk.root / PATH).unlink()
    desk.do({"do": "save"})
    assert desk.state.conflict.deleted
    assert desk.files.draft_of(PATH).text == desk.state.text
    desk.do({"do": "settle", "side": "mine"})
    assert desk.disk == desk.state.text
    assert not desk.state.dirty


def test_a_draft_is_offered_back_with_what_it_was_begun_on():
    text = STARTS["number"]
    desk = desk_of(text)
    desk.do({"do": "set", "pointer": ["title"], "value": "Brouillon"})
    mine = desk.state.text
    (desk.root / PATH).write_bytes(f"{text}# autre\n".encode())
    desk.reborn()
    assert desk.state.draft.text == mine
    desk.do({"do": "set", "pointer": ["title"], "value": "Écrasé"})
    assert desk.files.draft_of(PATH).text == mine  # not before the offer is answered
    desk.do({"do": "resume"})
    assert desk.state.text == mine
    desk.do({"do": "save"})
    assert desk.state.conflict
    assert desk.disk == f"{text}# autre\n"


def test_a_draft_that_is_thrown_away_can_still_be_redone():
    desk = desk_of(STARTS["number"])
    desk.do({"do": "set", "pointer": ["title"], "value": "Brouillon"})
    mine = desk.state.text
    desk.reborn()
    desk.do({"do": "discard"})
    assert desk.files.draft_of(PATH) is None
    assert desk.state.text == STARTS["number"]
    desk.do({"do": "redo"})
    assert desk.state.text == mine
    assert desk.files.draft_of(PATH).text == mine


def test_typing_in_one_visit_is_undone_at_once_and_two_visits_are_two_steps():
    desk = desk_of(STARTS["number"])
    for value, run in (("A", 1), ("AB", 1), ("ABC", 2)):
        desk.do({"do": "set", "pointer": ["title"], "value": value, "run": run})
    desk.do({"do": "undo"})
    assert read(desk.state.text).data["title"] == "AB"
    desk.do({"do": "undo"})
    assert desk.state.text == STARTS["number"]


def test_an_empty_optional_field_leaves_the_file_with_the_group_that_it_empties():
    text = STARTS["number"].replace("feedback:", "conduct: {timer_seconds: 60}\nfeedback:")
    desk = desk_of(text)
    desk.do({"do": "set", "pointer": ["conduct", "timer_seconds"], "value": None})
    assert desk.state.text == STARTS["number"]


def test_the_last_of_what_is_required_leaves_an_empty_list_for_the_check_to_tell():
    desk = desk_of(STARTS["simulator"])
    count = len(read(desk.state.text).data["key"]["accept"])
    for _ in range(count):
        desk.do({"do": "remove", "pointer": ["key", "accept", 0]})
    assert read(desk.state.text).data["key"] == {"accept": []}
    desk.do({"do": "insert", "pointer": ["key", "accept"], "value": "a"})
    assert read(desk.state.text).data["key"] == {"accept": ["a"]}


def test_a_refused_edit_says_why_and_changes_nothing():
    desk = desk_of("? a\n: 1\n")
    desk.do({"do": "set", "pointer": ["b", 3], "value": 1})
    assert desk.state.text == "? a\n: 1\n"
    assert desk.state.problem
