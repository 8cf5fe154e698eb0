"""Plots of a calibration: SVG with a title and a description, readable without colour, and the values behind them."""

from pixauthor.calibration.figures.curves import information_plot, item_curves, item_plot, options_plot
from pixauthor.calibration.figures.drawing import Figure, Subject, titled_svg, to_pdf
from pixauthor.calibration.figures.fit import fit_scatter, history_plot
from pixauthor.calibration.figures.groups import dif_plot, distractor_plot, group_curves_plot
from pixauthor.calibration.figures.linking import drift_plot, linking_scatter
from pixauthor.calibration.figures.maps import agreement_plot, level_plot, wright_map

__all__ = [
    "Figure",
    "Subject",
    "agreement_plot",
    "dif_plot",
    "distractor_plot",
    "drift_plot",
    "fit_scatter",
    "group_curves_plot",
    "history_plot",
    "information_plot",
    "item_curves",
    "item_plot",
    "level_plot",
    "linking_scatter",
    "options_plot",
    "titled_svg",
    "to_pdf",
    "wright_map",
]
