"""What git's HEAD holds of the items that have changed since: old versions and the digests of their keys."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pixauthor.bank.git import cat_files, run_git
from pixauthor.bank.lint.rule import Committed
from pixauthor.source.parser import parse_document

_DIFF: Final = (
    *("diff", "--name-only", "-z", "--relative", "--diff-filter=M", "--no-renames", "--no-ext-diff", "--no-textconv"),
    *("HEAD", "--", "*.yaml"),
)


def load_committed(items_folder: Path) -> Mapping[str, Committed]:
    """Return what HEAD holds of the item files that differ from it, by path relative to ``items_folder``.

    Empty without git, outside a repository, before the first commit, or when git does not answer in time. Git runs
    twice at most: for the names of the changed files, then for their old content.
    """
    changed = run_git(items_folder, _DIFF) or b""
    names = [name.decode() for name in changed.split(b"\0") if name and b"\n" not in name]
    contents = cat_files(items_folder, [f"HEAD:./{name}" for name in names]) if names else ()
    decoded = {name: _decode(content) for name, content in zip(names, contents, strict=True) if content}
    return {name: old for name, old in decoded.items() if old}


def _decode(content: bytes) -> Committed | None:
    document = parse_document(content.decode("utf-8", "replace"), "HEAD").document
    if document is None or not isinstance(document.data.get("version"), int):
        return None
    # Most of the time no file differs from HEAD, and what reads items is not wanted.
    from pixauthor.bank.lint.summary import digest_key

    try:
        return Committed(
            version=document.data["version"], key_digest=digest_key(document.data), status=document.data["status"]
        )
    except (KeyError, TypeError, AttributeError):
        # An old file of another shape: nothing can be said of its key.
        return None
