"""A new campaign on disk."""

from collections.abc import Sequence
from pathlib import Path

from pixauthor.campaigns.code import Chooser, draw_code
from pixauthor.campaigns.draft import draft_campaign
from pixauthor.campaigns.model import Target
from pixauthor.campaigns.store import campaign_place, read_campaigns
from pixauthor.errors import PixauthorError
from pixauthor.files import write_atomic
from pixauthor.ids import is_item_id


def create_campaign(
    folder: Path,
    id_: str,
    *,
    title: str,
    competences: Sequence[Target] = (),
    tubes: Sequence[Target] = (),
    chooser: Chooser,
    locale: str = "fr",
) -> tuple[Path, str]:
    """Write the file of a new campaign and return it with the code that was drawn.

    Raises:
        PixauthorError: when the name cannot be one or is taken, there is no target, or the folder cannot be written.
    """
    if not is_item_id(id_):
        raise PixauthorError("campaign.bad-id", id=id_)
    if not competences and not tubes:
        raise PixauthorError("campaign.no-target")
    place = campaign_place(folder, id_)
    path = Path(place.path)
    if path.exists() or path.is_symlink():
        raise PixauthorError("campaign.exists", place=place)
    code = draw_code(chooser, taken_codes(folder))
    text = draft_campaign(id_=id_, title=title, code=code, competences=competences, tubes=tubes, locale=locale)
    write_atomic(path, text.encode())
    return path, code


def taken_codes(folder: Path) -> frozenset[str]:
    """Return the codes of the campaigns of a folder."""
    return frozenset(one.campaign.code for one in read_campaigns(folder)[0] if one.campaign is not None)
