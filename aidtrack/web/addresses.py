"""Answers a wrong address with a page that says why, never with other rows."""

from django.shortcuts import render


class AnswerInstead(Exception):
    """Raised anywhere in a view to answer with another page: a template, its context, a status."""

    template = ""
    status = 200

    def __init__(self, **context):
        super().__init__(self.template)
        self.context = context

    def context_for(self, request) -> dict:
        return self.context


class WrongAddress(AnswerInstead):
    """A query parameter is unknown or wrong; carries the bound ``form`` to correct it."""

    template = "wrong_address.html"
    status = 400

    def context_for(self, request) -> dict:
        """Adds the other parameters of the address, so that correcting one keeps the rest."""
        form = self.context["form"]
        strange = form.fields.keys() | set(form.strange())
        other_parameters = [
            (name, value) for name, value in request.GET.items() if name not in strange
        ]
        return self.context | {"other_parameters": other_parameters}


class AnswerInsteadMiddleware:
    """Turns AnswerInstead from any view into its page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, AnswerInstead):
            return None
        context = exception.context_for(request)
        return render(request, exception.template, context, status=exception.status)
