"""The limits of the rules as data: a bank changes them in ``items/lint.yaml``, under the names given here."""

from collections.abc import Mapping
from typing import Final

Limits = Mapping[str, Mapping[str, float]]
"""Limit by rule and name."""

DEFAULTS: Final[Limits] = {
    "L01": {"ratio": 1.2, "margin": 5, "items": 20, "standard-errors": 2},
    "L02": {"ratio": 3, "margin": 20},
    "L11": {"words": 4},
    "L14": {"fewest": 3, "most": 5},
    "L17": {"probability": 0.01, "items": 20},
    "L18": {"words": 4},
    "L12": {"ratio": 1.5},
    "L19": {"words": 60, "idle-words": 45, "share": 0.6},
    # Kandel-Moles: 0 to 100, from hard to easy; 60 is a text for all adults, 30 one for students.
    "L20": {
        "words": 20,
        "sure-words": 100,
        "sentence": 25,
        "level-1": 60,
        "level-2": 60,
        "level-3": 50,
        "level-4": 50,
        "level-5": 40,
        "level-6": 40,
        "level-7": 30,
        "level-8": 30,
    },
    "L21": {"blanks": 2},
    "L23": {"words": 3},
    "L24": {"near": 0.4, "same": 0.9},
    "L25": {"words": 2, "carriers": 3},
    "L26": {"characters": 250},
    "L30": {"letters": 5},
    "L34": {"names": 10, "share": 0.8},
    "L37": {"reviewers": 2},
    "L40": {"words-per-minute": 200},
    "L42": {"bytes": 1_000_000, "most-bytes": 10_000_000},
}
