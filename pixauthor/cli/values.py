"""Values of the command line that need no conversion are given as they are.

Typer imports pydantic, a tenth of a second, to convert any value, even a default: too long for the check of a bank in
which nothing has changed.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

_TEXTS: Final = (str, list[str])


def spare_conversions(command: Any) -> Any:
    """Return ``command`` with parameters, that of ``--help`` too, that convert nothing without need."""
    command.get_params = partial(_params, command.get_params)
    return command


def _params(known: Callable[[Any], list[Any]], context: Any) -> list[Any]:
    params = known(context)
    for param in params:
        # A parameter may be asked for twice.
        if "process_value" not in vars(param):
            param.process_value = partial(_process, param, param.process_value)
    return params


def _process(param: Any, convert: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    source = context.get_parameter_source(param.name)
    annotation = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    is_default = source is not None and source.name == "DEFAULT"
    if param.required or not (is_default or annotation in _TEXTS):
        return convert(context, value)
    several = param.nargs == -1 or getattr(param, "multiple", False)
    value = () if value is None and several else value
    return value if param.callback is None else param.callback(context, param, value)
