"""A campaign in Jupyter: a form to write it, its items as pupils see them, a class that takes it."""

from pixauthor.widgets.campaign.form import CampaignForm
from pixauthor.widgets.campaign.preview import CampaignPreview
from pixauthor.widgets.campaign.simulation import CampaignSimulation

__all__ = ["CampaignForm", "CampaignPreview", "CampaignSimulation"]
