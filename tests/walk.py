"""The models that are ours, for tests that must hold for every one of them."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

from tests import make


def our_models() -> list[type]:
    ours = [c for c in apps.get_app_configs() if Path(c.path).parent == settings.BASE_DIR]
    return [model for config in ours for model in config.get_models()]


def factory(model):
    """The function of ``make`` that makes rows of the model: its name in snake case."""
    return getattr(make, re.sub(r"(?<=.)(?=[A-Z])", "_", model.__name__).lower())
