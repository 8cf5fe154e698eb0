"""A pool of made-up items: four competences, five levels, families of two."""

import numpy as np
import pandas as pd

from pixauthor.calibration.item_pool import ItemPool
from pixauthor.irt.items import dichotomous

COMPETENCES = ("1.1", "1.2", "2.1", "2.2")


def make_pool(n_items=80, seed=1):
    rng = np.random.default_rng(seed)
    numbers = np.arange(n_items)
    competences = [COMPETENCES[number % 4] for number in numbers]
    levels = 1 + numbers // 4 % 5
    ids = [f"item-{number:03d}" for number in numbers]
    table = pd.DataFrame(
        {
            "item": [f"{name}@1" for name in ids],
            "id": ids,
            "competence": competences,
            "area": [code[0] for code in competences],
            "tube": [f"tube-{number % 8}" for number in numbers],
            "skill": [f"tube-{number % 8}-{level}" for number, level in zip(numbers, levels, strict=True)],
            "level": levels,
            "type": np.where(numbers % 3 == 0, "number", "single-choice"),
            "status": np.where(numbers % 10 == 9, "draft", "validated"),
            "family": [ids[number - number // 40 % 2 * 40] if number < 80 else ids[number] for number in numbers],
            "seconds": rng.uniform(30, 120, n_items),
        }
    )
    b = 0.8 * (levels - 3) + rng.normal(0, 0.4, n_items)
    return ItemPool(items=dichotomous("2pl", a=rng.lognormal(0, 0.2, n_items), b=b), table=table)
