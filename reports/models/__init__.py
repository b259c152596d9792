"""The nouns of the app, a module each."""

from reports.models.published import PublishedFigure, PublishedTable

__all__ = ["PublishedFigure", "PublishedTable"]
