from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, which also collects ``_t(...)`` and guesses no translation."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_t"]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
