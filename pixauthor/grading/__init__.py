"""What answers are worth."""

from pixauthor.grading.finish import finish
from pixauthor.grading.grade import grade
from pixauthor.grading.model import AnswerStatus, Mode, Outcome
from pixauthor.grading.shape import MalformedAnswer

__all__ = ["AnswerStatus", "MalformedAnswer", "Mode", "Outcome", "finish", "grade"]
