"""What becomes of an outcome once the clock and the window are looked at (pix.md §2.6, Examiner)."""

from dataclasses import replace

from pixauthor.grading.model import AnswerStatus, Outcome


def finish(outcome: Outcome, *, timed_out: bool, focused_out: bool, certification: bool) -> Outcome:
    """Return the outcome that counts.

    A right answer after the timer becomes ``timedout``; a right answer to a focused question after the window was left
    becomes ``focusedOut``, in certification only. An answer worth a part of the credit loses it in the same way: late
    or out of focus, it must not be worth more than a right one.
    """
    if outcome.credit == 0:
        return outcome
    if timed_out:
        return replace(outcome, status=AnswerStatus.TIMED_OUT, credit=0.0)
    if focused_out and certification:
        return replace(outcome, status=AnswerStatus.FOCUSED_OUT, credit=0.0)
    return outcome
