"""What a person enters with a deed on a task: one form a deed, several of them on one page."""

from django import forms
from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext, pgettext_lazy

from aidtrack.values.formats import listed
from aidtrack.web.once import OnceForm
from projects.models import Evidence
from reports.followup.tasks.answering import MOST_FILES
from reports.models import Answer, Extension, Task

OF_DAY = {"type": "date"}


def of_model(model, name: str, **options) -> forms.Field:
    return model._meta.get_field(name).formfield(**options)


def lines_input(**attrs) -> forms.Textarea:
    """Of several lines, so that Enter sends nothing."""
    return forms.Textarea(attrs={"rows": 4, **attrs})


class DeedForm(forms.Form):
    """``deed`` names it on the page and in the ids of its controls; ``row`` is the answer or the
    extension that it decides on, None for a deed on the task.
    """

    deed = ""
    use_required_attribute = False

    def __init__(self, *args, row=None, **kwargs):
        super().__init__(*args, auto_id=f"{self.deed}-%s", **kwargs)
        self.row = row


class DeedOnceForm(DeedForm, OnceForm):
    pass


class AcceptForm(DeedForm):
    deed = "accept"


class ReleaseForm(DeedForm):
    deed = "release"


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class ManyFilesField(forms.FileField):
    """Several files at once, each checked by itself; a list, empty for none."""

    def clean(self, data, initial=None):
        files = [super(ManyFilesField, self).clean(upload, initial) for upload in data or []]
        if len(files) > MOST_FILES:
            sentence = ngettext(
                "You chose %(n)s file; an answer takes %(most)s at most.",
                "You chose %(n)s files; an answer takes %(most)s at most.",
                len(files),
            )
            raise forms.ValidationError(sentence % {"n": len(files), "most": MOST_FILES})
        return files


class AnswerForm(DeedOnceForm):
    deed = "answer"

    text = of_model(Answer, "text", widget=lines_input(rows=5))
    file = ManyFilesField(
        label=pgettext_lazy("task", "evidence"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": Evidence.ACCEPTED}),
    )
    says_done = of_model(Answer, "says_done", label=_("this matter is done"))

    def file_hint(self) -> str:
        """Names the files of an answer that was refused: a browser forgets what was chosen."""
        uploads = self.files.get("file")
        if not uploads:
            return _t("at most 9 photographs or PDF documents")
        sentence = ngettext(
            "The answer was not sent: choose %(files)s again.",
            "The answer was not sent: choose these files again: %(files)s.",
            len(uploads),
        )
        return sentence % {"files": listed([upload.name for upload in uploads])}


class ReturnForm(DeedForm):
    deed = "return"

    reason = forms.CharField(
        label=_("reason for return"),
        max_length=500,
        widget=lines_input(rows=2),
        error_messages={"required": _("Enter a reason for returning the answer.")},
    )


class TaskClosingForm(DeedForm):
    """``seen_answer`` is the answer that the page had when it was opened."""

    deed = "close"

    outcome = forms.ChoiceField(
        label=_("outcome"),
        choices=Task.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended: A, B or C.")},
    )
    seen_answer = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ExtensionForm(DeedOnceForm):
    deed = "extension"

    until = of_model(
        Extension, "until", label=_("new due day"), widget=forms.DateInput(attrs=OF_DAY)
    )
    reason = of_model(Extension, "reason", widget=lines_input(rows=2))


class DecisionForm(DeedForm):
    deed = "decision"

    granted = forms.TypedChoiceField(
        choices=[("yes", _("yes")), ("no", _("no"))], coerce=lambda value: value == "yes"
    )
    words = of_model(
        Extension, "words", label=pgettext_lazy("task", "words"), widget=lines_input(rows=2)
    )
