"""Sentences that are put into words when they are read, in the language of the reader."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, override


def _filled(sentence, words: Mapping) -> str:
    return str(sentence) % words


# A lazy sentence with words filled in, as lazy as before: worded(_("in %(place)s"), {"place": …}).
worded = lazy(_filled, str)


def in_each_language(sentence) -> dict[str, str]:
    """A lazy sentence as it is stored: {code of a language: what it says}."""
    by_language = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            by_language[language] = str(sentence)
    return by_language


def in_own_language(by_language: Mapping[str, str]) -> str:
    """A sentence that was stored in each language, in that of the reader."""
    return by_language.get(get_language()) or next(iter(by_language.values()), "")
