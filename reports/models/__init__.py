"""The nouns of the app, a module each: what was printed, and what was loaded."""

from reports.models.loads import HeaderName, Load
from reports.models.published import PublishedFigure, PublishedTable

__all__ = ["HeaderName", "Load", "PublishedFigure", "PublishedTable"]
