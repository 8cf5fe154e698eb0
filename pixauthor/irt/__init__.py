"""Kernels of item response theory: numpy arrays in, numpy arrays out; no label, no file, no print.

Conventions, the same in every module:

- ``theta``: ability in logits, without the factor 1.7; ``b``: difficulty on the same scale; ``a``: discrimination
  per logit.
- P = 1 / (1 + exp(-a (theta - b))); in slope-intercept form the log-odds are ``a theta + d`` with ``d = -a b``.
- ``scores``: (n_persons, n_items), 1 right, 0 wrong, NaN not asked.
- ``grid``: nodes and weights of the latent distribution.
"""
