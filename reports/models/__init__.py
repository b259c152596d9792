"""The models of the app, a module each: published statements and loads."""

from reports.models.loads import HeaderName, Load
from reports.models.published import PublishedFigure, PublishedTable

__all__ = ["HeaderName", "Load", "PublishedFigure", "PublishedTable"]
