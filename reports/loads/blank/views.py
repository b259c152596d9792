"""The empty workbook of a kind, for whoever may load that kind."""

from django.http import Http404
from django.views.decorators.http import require_safe

from aidtrack.web.downloads import xlsx_response
from reports.loads.blank.workbook import blank_workbook
from reports.loads.examining import may_load
from reports.loads.kinds import KINDS


@require_safe
def template(request, kind):
    if kind not in KINDS or not may_load(KINDS[kind], request.user):
        raise Http404
    return xlsx_response(blank_workbook(KINDS[kind], request.user))
