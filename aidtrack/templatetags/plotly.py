"""What a page with a Plotly chart must carry, so that the script adds no styles of its own."""

from django import template

from aidtrack.start import plotly_bundle

register = template.Library()


@register.simple_tag
def plotly_style_id():
    """The id under which the script looks for the map styles that it would otherwise embed."""
    return plotly_bundle.styles().embedded_id
