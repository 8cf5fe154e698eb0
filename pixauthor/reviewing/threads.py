"""Conversations about an item: a comment opens one, on a field or on the whole; answers follow, until it is closed."""

from dataclasses import dataclass

from pixauthor.reviewing.model import Act, Entry, Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A comment and all that answers it."""

    opening: Entry
    answers: tuple[Entry, ...] = ()
    open: bool = True

    @property
    def id(self) -> str:
        """That of its first entry."""
        return self.opening.id


def threads_of(log: Log) -> tuple[Thread, ...]:
    """Return the threads, the oldest first. An entry about a thread that is not there is left out (finding R04)."""
    return tuple(_thread(one, log) for one in log if one.do is Act.COMMENT)


def find_thread(log: Log, name: str) -> Thread | None:
    """Return the thread whose id is ``name``, or the only one whose id begins or ends so; None when there is none."""
    threads = threads_of(log)
    exact = [one for one in threads if one.id == name]
    near = exact or [one for one in threads if name and (one.id.startswith(name) or one.id.endswith(name))]
    return near[0] if len(near) == 1 else None


def _thread(opening: Entry, log: Log) -> Thread:
    about = [one for one in log if one.to == opening.id]
    turns = [one.do for one in about if one.do in (Act.RESOLVE, Act.REOPEN)]
    is_open = not turns or turns[-1] is Act.REOPEN
    return Thread(opening=opening, answers=tuple(about), open=is_open)
