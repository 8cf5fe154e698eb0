"""The runner as a widget: what its page asks comes as a message, and each message gets its reply."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.locale import current_language
from pixauthor.widgets._shared.assemble import RUNNER, assemble_script, assemble_style
from pixauthor.widgets.present import runner_texts

View = dict[str, Any]
BAD_REQUEST: Final = 400


class RunnerHost(anywidget.AnyWidget):
    """The runner in a notebook; who conducts the session says so in ``respond``.

    No state of a session is a trait: whoever sees a page may set the traits of its widgets, and Voila shows those of
    all. Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = assemble_script(*RUNNER, "runner/index.js")
    _css = assemble_style("runner/index.css")
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)
    can = traitlets.List(traitlets.Unicode()).tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)

    def __init__(self, can: Iterable[str] = (), code: str = "") -> None:
        """Begin to listen: ``can`` and ``code`` are as in ``session.js`` and ``entry.js``."""
        self._language = current_language()
        super().__init__(texts=runner_texts(self._language), language=self._language, can=list(can), code=code)
        self.on_msg(self._receive)

    def respond(self, path: str, data: Mapping[str, Any]) -> tuple[int, View]:
        """Return status and body of the reply, as the session service has them (``schemas/openapi.yaml``)."""
        raise NotImplementedError

    def _receive(self, _widget: Any, message: Mapping[str, Any], _buffers: Any) -> None:
        data = message.get("data") or {}
        status, body = self.respond(str(message.get("path")), data if isinstance(data, Mapping) else {})
        self.send({"reply": message.get("ask"), "status": status, "body": body})
