import pytest

from pixauthor.errors import PixauthorError
from pixauthor.lab.places import new_bank_folder, workspace_of


def make_workspace(folder):
    (folder / "items" / "1.1").mkdir(parents=True)
    (folder / "items" / "framework.yaml").write_text("areas: []\n", encoding="utf-8")
    (folder / "notebooks").mkdir()
    return folder


@pytest.fixture
def shelf(tmp_path):
    """A folder of two workspaces, one of them inside the other."""
    make_workspace(tmp_path / "home" / "a" / "b")
    return make_workspace(tmp_path / "home" / "a").parent


@pytest.mark.parametrize(
    ("path", "workspace"),
    [("a", "a"), ("a/items/1.1", "a"), ("/a/notebooks", "a"), ("a/b/items", "a/b"), ("a/gone/x.yaml", "a"), ("", None)],
)
def test_the_workspace_of_a_place_is_the_nearest_one_that_holds_it(shelf, path, workspace):
    assert workspace_of(shelf, path) == workspace


def test_no_workspace_is_looked_for_above_the_root(shelf):
    assert workspace_of(shelf / "a", "notebooks") == ""
    assert workspace_of(shelf / "a" / "notebooks", "") is None


@pytest.mark.parametrize("path", ["..", "a/../..", "link"])
def test_a_path_that_leads_out_of_the_root_is_refused(shelf, path):
    (shelf / "link").symlink_to(shelf.parent, target_is_directory=True)
    with pytest.raises(PixauthorError) as refused:
        workspace_of(shelf, path)
    assert refused.value.message == "files.outside"


def test_a_new_bank_stands_beside_the_workspace_but_under_the_root(shelf):
    assert new_bank_folder(shelf, "a/notebooks", "c") == shelf / "c"
    assert new_bank_folder(shelf, "a/b", "c") == shelf / "a" / "c"
    assert new_bank_folder(shelf, "", " ma banque ") == shelf / "ma banque"
    assert new_bank_folder(shelf / "a", "notebooks", "c") == shelf / "a" / "c"


@pytest.mark.parametrize("name", ["", "  ", ".cachee", "-x", "a/b", "..", "a\\b", "a\nb", "a\0b", "CON:", "x" * 101])
def test_a_name_that_no_folder_should_have_is_refused(shelf, name):
    with pytest.raises(PixauthorError) as refused:
        new_bank_folder(shelf, "", name)
    assert refused.value.message == "lab.bank.name"


def test_what_is_there_is_left_alone(shelf):
    (shelf / "file").write_text("x", encoding="utf-8")
    (shelf / "dangling").symlink_to(shelf / "nowhere")
    for name in ("a", "file", "dangling"):
        with pytest.raises(PixauthorError) as refused:
            new_bank_folder(shelf, "", name)
        assert refused.value.message == "lab.bank.exists"
