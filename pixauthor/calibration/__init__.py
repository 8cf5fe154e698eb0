"""Rules of measure: from responses to item parameters, with their provenance.

What a psychometrician asks for stands here by name; each is imported when it is first used. In ``docs/calibration.md``
the names of mirt, TAM, difR and equateIRT stand beside them.
"""

from importlib import import_module
from typing import Any, Final

_HOMES: Final = {
    "Calibration": "model",
    "CatDesign": "cat_design",
    "Design": "model",
    "FormRequest": "assembly",
    "analyse_form": "classical",
    "analyse_items": "classical",
    "assemble_forms": "assembly",
    "calibrate": "run",
    "compare_levels": "scale_comparison",
    "compare_models": "fit_whole",
    "conditional_errors": "fit_whole",
    "covariance_table": "tables",
    "dependence": "fit",
    "detect_dif": "dif",
    "diff": "comparison",
    "distractor_curves": "classical",
    "estimate_abilities": "scores",
    "fit_all_options": "options_tables",
    "fit_options": "options_model",
    "from_wide": "wide",
    "given_scale": "scale",
    "grid_of": "scores",
    "guess_difficulties": "seeding",
    "item_fit": "fit",
    "item_table": "tables",
    "item_times": "fit_persons",
    "link": "linking",
    "link_chain": "linking",
    "load_calibration": "store",
    "make_pool": "item_pool",
    "model_fit": "fit_whole",
    "observed_points": "fit",
    "option_curves": "options_tables",
    "option_table": "options_tables",
    "person_fit": "fit_persons",
    "plan_seeding": "seeding",
    "propose_scale": "scale",
    "reliability": "fit_whole",
    "save_calibration": "store",
    "score_persons": "abilities",
    "set_angoff_scale": "scale",
    "set_bookmark_scale": "scale",
    "simulate_cat": "cat_study",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
