"""Addresses that cannot be answered as asked: a page that says why, never other rows in silence."""

from django.shortcuts import render


class AnswerInstead(Exception):
    """Raised anywhere in a view to answer with another page: a template, its context, a status."""

    template = ""
    status = 200

    def __init__(self, **context):
        super().__init__(self.template)
        self.context = context


class WrongAddress(AnswerInstead):
    """A query parameter asks for what there is not; carries the bound ``form`` to mend it."""

    template = "wrong_address.html"
    status = 400


class AnswerInsteadMiddleware:
    """Turns AnswerInstead from any view into its page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, AnswerInstead):
            return render(request, exception.template, exception.context, status=exception.status)
        return None
