"""The whole line in one go, on the shipped bank, with real parts and simulated candidates."""
