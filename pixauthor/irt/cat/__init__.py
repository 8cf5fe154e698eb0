"""Computerised adaptive tests, simulated in batches: a test is a posterior, an ordered bank and rules.

Notation: ``n`` examinees in a batch, ``n_items`` in the bank, ``n_nodes`` of the prior's grid, ``n_fine`` abilities
at which the bank is put in order.
"""
