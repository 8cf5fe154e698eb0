"""Text that people write, as values with places: YAML files, their traps, and the shape they must have."""
