"""Campaigns: what a teacher offers to a class, what it can serve, and what comes of it (pix.md §6)."""

from pixauthor.campaigns.model import Badge, Campaign, Criterion, Stage, Target, TargetProfile
from pixauthor.campaigns.plan import Plan, make_plan

__all__ = ["Badge", "Campaign", "Criterion", "Plan", "Stage", "Target", "TargetProfile", "make_plan"]
