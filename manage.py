#!/usr/bin/env python
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aidtrack.settings")
    # A load or a migration takes longer than a page may.
    os.environ.setdefault("AIDTRACK_COMMAND", "1")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018  reads the settings, and with them the environment
    except ImproperlyConfigured as sentence:
        sys.exit(str(sentence))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
