"""The page of a calibration: what was measured, how sure it is, and what to do with each item."""
