"""Rules of measure: from responses to item parameters, with their provenance."""
