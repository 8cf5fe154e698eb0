"""The form of a campaign in JupyterLab: choose or make one, edit it, save it without changing anything else."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

import anywidget
import traitlets

from pixauthor.bank.scan import SUFFIX
from pixauthor.campaigns.check import inspect_campaign
from pixauthor.campaigns.code import draw_code
from pixauthor.campaigns.create import create_campaign, taken_codes
from pixauthor.campaigns.model import Target
from pixauthor.campaigns.plan import Plan, make_plan
from pixauthor.campaigns.rules import codes_of
from pixauthor.campaigns.store import CampaignFile, campaign_ids, parse_campaign, read_campaigns
from pixauthor.editing.store import ItemFiles
from pixauthor.errors import PixauthorError
from pixauthor.locale import catalogue, current_language, text
from pixauthor.widgets._shared.assemble import assemble_style, join_modules
from pixauthor.widgets.campaign.edits import Command
from pixauthor.widgets.campaign.opening import end_conflict, keep_draft, open_state, save_state
from pixauthor.widgets.campaign.state import FormState, reduce
from pixauthor.widgets.campaign.view import Ground, count_by_skill, view_of
from pixauthor.workspace import Workspace

_SCRIPTS: Final = ("_shared/dom.js", "campaign/morph.js", "campaign/parts.js", "campaign/form.js")

NO_FILE: Final = CampaignFile(path="")


class CampaignForm(anywidget.AnyWidget):
    """Campaigns of a workspace, one at a time. ``revision`` grows at every change of the text.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = join_modules(*_SCRIPTS)
    _css = assemble_style("campaign/index.css")
    shell = traitlets.Dict().tag(sync=True)
    form = traitlets.Dict().tag(sync=True)
    notice = traitlets.Unicode().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)
    revision = traitlets.Int()

    def __init__(
        self,
        workspace: Workspace,
        campaign: str = "",
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Open a campaign by its id; the first one by default, none when there is none.

        Raises:
            PixauthorError: when there is no campaign of this name, or its file cannot be opened.
        """
        self.workspace = workspace
        self._files, self._clock = ItemFiles(root=workspace.root), clock
        self._state: FormState | None = None
        self._file = NO_FILE
        self._codes: Mapping[str, str] = {}
        language = current_language()
        super().__init__(texts=dict(catalogue(language, "campaign")["form"]), language=language)
        ids = campaign_ids(workspace.campaigns_dir)
        self._draw()
        if campaign or ids:
            self.choose(campaign or ids[0])
        self.on_msg(self._receive)

    @property
    def text(self) -> str:
        """The text of the campaign as it is now, saved or not."""
        return self._state.text if self._state else ""

    @property
    def plan(self) -> Plan | None:
        """What the campaign can serve as it is now; None while its text has a fault of form."""
        campaign = self._file.campaign
        return make_plan(campaign, self.workspace.framework, self.workspace.bank) if campaign else None

    def choose(self, campaign: str) -> None:
        """Open a campaign by its id; what was typed and not saved comes back, and can be undone.

        Raises:
            PixauthorError: when there is none, or it cannot be opened.
        """
        if campaign not in (known := campaign_ids(self.workspace.campaigns_dir)):
            raise PixauthorError("campaign.unknown", campaign=campaign, known=", ".join(known) or "–")
        path = f"campaigns/{campaign}{SUFFIX}"
        self._state, notice = open_state(self._files, path, self.language)
        others = [one.campaign for one in read_campaigns(self.workspace.campaigns_dir)[0] if one.campaign]
        self._codes = codes_of(one for one in others if one.id != campaign)
        self._changed(notice)

    def create(self, campaign: str, title: str) -> None:
        """Make a campaign on the first competence, and open it. Raises: as ``create_campaign``."""
        first = next(iter(self.workspace.framework.competences.values()))
        level = min(skill.level for skill in first.skills)
        create_campaign(
            self.workspace.campaigns_dir,
            campaign.strip(),
            title=title.strip() or campaign,
            competences=[Target(name=first.code, up_to=max(level, 3))],
            chooser=secrets.SystemRandom(),
        )
        self.choose(campaign.strip())
        self.notice = text("campaign.form.created", self.language, campaign=campaign.strip())

    def edit(self, command: Command) -> None:
        """Make an edit, undo or redo, and keep a draft. Raises: when the edit cannot be made."""
        if self._state is None:
            return
        self._state = reduce(self._state, command)
        self._changed("")
        # A draft that cannot be kept costs safety, not the edit.
        with suppress(PixauthorError):
            keep_draft(self._files, self._state, self._clock())

    def save(self) -> bool:
        """Write what changed; False when the file is no longer what was opened: the author then chooses.

        Raises:
            PixauthorError: when the file cannot be written.
        """
        if self._state is None:
            return False
        self._state, told = save_state(self._files, self._state, self._clock())
        self._changed(text(f"campaign.form.{told}", self.language, path=self._state.opened.path))
        return self._state.conflict is None

    def resolve(self, side: str) -> None:
        """End a conflict: ``"mine"`` writes over, ``"theirs"`` takes the file, ``"both"`` merges.

        Raises:
            PixauthorError: when both changed the same field, or the file cannot be written.
        """
        if self._state is None or self._state.conflict is None:
            return
        path, conflict = self._state.opened.path, self._state.conflict
        self._state = end_conflict(self._files, conflict, side, self._clock())
        gone = self._state.opened.text is None
        self._state = None if gone else self._state
        self._changed("" if gone else text("campaign.form.saved", self.language, path=path))

    def new_code(self) -> None:
        """Draw a code that no campaign has."""
        code = draw_code(secrets.SystemRandom(), taken_codes(self.workspace.campaigns_dir))
        self.edit({"do": "set", "pointer": ["code"], "value": code})

    def _changed(self, notice: str) -> None:
        """Show the state as it is now, and tell who follows."""
        state = self._state
        self._file = parse_campaign(state.text, state.opened.path.rpartition("/")[2]) if state else NO_FILE
        self.notice = notice
        self._draw()
        self.revision += 1

    def _draw(self) -> None:
        state = self._state
        bank = self.workspace.bank
        ids = campaign_ids(self.workspace.campaigns_dir)
        chosen = state.opened.path.rpartition("/")[2].removesuffix(SUFFIX) if state else ""
        self.shell = {
            "campaigns": list(ids),
            "chosen": chosen,
            "unsaved": bool(state and state.unsaved),
            "undo": bool(state and state.history.past),
            "redo": bool(state and state.history.future),
            "conflict": bool(state and state.conflict),
        }
        if state is None:
            self.form = {}
            return
        campaign = self._file.campaign
        counts = count_by_skill(bank, campaign.locale if campaign else "fr")
        ground = Ground(framework=self.workspace.framework, counts=counts, language=self.language)
        findings = inspect_campaign(self._file, self.workspace.framework, bank, self._codes)
        self.form = view_of(self._file, findings, ground, state.text)

    def _receive(self, _widget: Any, command: Command, _buffers: Any) -> None:
        try:
            _COMMANDS.get(str(command.get("do")), CampaignForm.edit)(self, command)
        except PixauthorError as error:
            self.notice = error.render()


_COMMANDS: Final[Mapping[str, Callable[[CampaignForm, Command], object]]] = {
    "choose": lambda form, command: form.choose(str(command["value"])),
    "new": lambda form, command: form.create(str(command["campaign"]), str(command["title"])),
    "save": lambda form, _: form.save(),
    "code": lambda form, _: form.new_code(),
    "resolve": lambda form, command: form.resolve(str(command["side"])),
}
