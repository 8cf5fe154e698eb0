"""Rules on the meaning of items. Their modules are read when a rule is first wanted: where nothing is new, none is."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, overload

from pixauthor.bank.lint.rule import Rule
from pixauthor.bank.lint.run import run_bank_rules, settle


class UsualRules(Sequence[Rule]):
    """Rules of ``lint.table`` by the name of their list, as a tuple that is read late."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        from pixauthor.bank.lint import table

        return {"all": table.RULES, "everyday": table.EVERYDAY}[self.name]

    @overload
    def __getitem__(self, index: int) -> Rule: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Rule, ...]: ...

    def __getitem__(self, index: int | slice) -> Rule | tuple[Rule, ...]:
        return self._rules[index]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


RULES: Final = UsualRules("all")
EVERYDAY: Final = UsualRules("everyday")

__all__ = ["EVERYDAY", "RULES", "UsualRules", "run_bank_rules", "settle"]
