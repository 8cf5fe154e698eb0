"""Parallel forms from a bank, by mixed-integer programming.

After van der Linden 2005, Linear Models for Optimal Test Design (doi:10.1007/0-387-29054-0), chapters 4 to 6. The
solver is HiGHS, which scipy brings along.

A form is a choice of items. Everything that a form must be is a *row*: a sum of weights of its items (1 for an item of
some competence, its seconds, its information at some ability) between two bounds. Rows of one *group* stand or fall
together when it is asked why no form exists.
"""
