"""Answers of any number: from long tables to what the E-step works on, in memory, on disk or on a cluster."""
