"""A calibration in a notebook: choose, run, stop, look at every item."""

from pixauthor.widgets.calibration.widget import CalibrationWidget

__all__ = ["CalibrationWidget"]
