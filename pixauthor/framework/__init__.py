"""About what, and on which scale: the framework of reference."""

from pixauthor.framework.model import Area, Competence, Framework, Level, PixRules, Skill, Tube

__all__ = ["Area", "Competence", "Framework", "Level", "PixRules", "Skill", "Tube"]
