"""What a person enters as a comment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aidtrack.web.once import OnceForm
from reports.models import Comment


class CommentForm(OnceForm):
    use_required_attribute = False

    text = Comment._meta.get_field("text").formfield(
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Enter the comment.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="comment-%s", **kwargs)
