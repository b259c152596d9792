"""People by name, for templates."""

from django import template

from aidtrack.values import people

register = template.Library()
register.filter(people.person_name)
