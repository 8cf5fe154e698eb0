"""The drawing code that every host shares: JupyterLab, Voila, static pages, the session service's page."""
