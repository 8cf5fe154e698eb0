"""Kernels of item response theory: numpy arrays in, numpy arrays out; no label, no file, no print.

Conventions, the same in every module:

- ``theta``: ability in logits, without the factor 1.7; ``b``: difficulty on the same scale; ``a``: discrimination
  per logit.
- P = 1 / (1 + exp(-a (theta - b))); in slope-intercept form the log-odds are ``slope theta + intercept``, with
  ``slope = a`` and ``intercept = -a b``.
- ``Items``: parameters of items of any models (``items.py``, ``irf``). ``Answers``: who answered what, sparse
  (``answers.py``). Category k of item j is column ``offsets[j] + k`` of every table by category.
- ``grid``: nodes and weights of the latent distribution, (n_nodes,).
"""
