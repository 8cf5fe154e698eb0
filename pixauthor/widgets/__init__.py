"""What a person sees in a browser or a notebook: drawn items, preview pages, the practice runner, figures."""
