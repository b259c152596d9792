"""Puts our site in the place of Django's own administration; read before any model is."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "pairings.access.admin_site.Workshop"
