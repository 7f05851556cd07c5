"""Random numbers of every kind that figures are given, each made by a generator for an array of some size."""

from typing import Any

import numpy as np

POOLS: dict[str, Any] = {
    "digits": lambda random, size: random.integers(-9, 10, size),
    "zeros": lambda random, size: random.integers(-9, 10, size) * (random.random(size) < 0.3),
    "bytes": lambda random, size: random.integers(-128, 128, size).astype(np.int8),
    "truths": lambda random, size: random.random(size) < 0.5,
    "large": lambda random, size: random.integers(-(10**6), 10**6, size),
    "quarters": lambda random, size: random.integers(-20, 21, size) / 4,
    "sixteenths": lambda random, size: random.integers(-20, 21, size) / 16,
    "thousandths": lambda random, size: random.integers(-3000, 3001, size) / 1000,
    "single tenths": lambda random, size: (random.integers(-20, 21, size) / 10).astype(np.float32),
    "thirds": lambda random, size: random.integers(-9, 10, size) / 3,
    "single ninths": lambda random, size: (random.integers(0, 10, size) / 9).astype(np.float32),
    "normal": lambda random, size: random.normal(0, 1, size),
    "single normal": lambda random, size: random.normal(0, 1, size).astype(np.float32),
    "tiny beside large": lambda random, size: random.choice([0.0001, 1000, 2, 1e9, 1e-9, 0, -0.5], size),
    "extreme": lambda random, size: random.choice([np.inf, -np.inf, np.nan, 1e300, 5e-324, 0, 3.5], size),
    "average": lambda random, size: (lambda weights: weights / weights.sum())(random.integers(1, 9, size)),
}
