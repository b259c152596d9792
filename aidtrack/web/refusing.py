"""Shows a refusal to the person: in the form or as a message."""

from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError

from aidtrack.values.refusals import Refused
from aidtrack.watch.refusals import write_refusal


@contextmanager
def refusal_in_form(form, field: str | None = None):
    """Puts a refusal into the form instead of raising it.

    A sentence goes to the field that it is about; to ``field``, or above the form, where the form
    has no such field. What follows the block shows the form again.
    """
    try:
        yield
    except Refused as refusal:
        write_refusal(refusal)
        form.add_error(field, str(refusal))
    except ValidationError as error:
        for name, sentences in getattr(error, "error_dict", {None: error}).items():
            form.add_error(name if name in form.fields else field, sentences)


@contextmanager
def refusal_as_message(request):
    """Makes a refusal a message on the next page instead of raising it."""
    try:
        yield
    except Refused as refusal:
        write_refusal(refusal)
        messages.error(request, str(refusal))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
