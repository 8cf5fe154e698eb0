"""Speed and memory against other tools, as ratios in one run: ``make bench``."""
