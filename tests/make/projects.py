"""Rows of the app projects: programmes, projects, money, the reports of a month."""

from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise

from django.core.files.base import ContentFile
from django.utils import timezone

from pairings.models import (
    Pairing,
)
from projects.models import (
    Acceptance,
    Category,
    CategoryScheme,
    Confirmation,
    Evidence,
    Exemption,
    LateEntry,
    Programme,
    Project,
    ReportingMonth,
    StatusReport,
    Suspension,
    Tranche,
    Transfer,
    accept_as_opening,
)
from projects.month.statements import stated_facts
from tests.make.pairings import (
    administrator,
    number,
    organisation,
    pairing,
    prefecture,
    scheme,
    user,
)

# Each needs the one before it.
FACTS = ["started_on", "completed_on", "accepted_on", "handed_over_on"]


def category_scheme(code="twelfth-plan-classes", **fields):
    defaults = {"name": "十二五援疆规划分类", **fields}
    return CategoryScheme.objects.get_or_create(code=code, defaults=defaults)[0]


def category(scheme=None, **fields):
    n = next(number)
    defaults = {"code": f"class-{n}", "name": f"第{n}类", "position": n}
    return Category.objects.create(scheme=scheme or category_scheme(), **{**defaults, **fields})


def programme(code="2011-plan", **fields):
    """The plan of 2011, reported through June, unless named otherwise."""
    existing = Programme.objects.filter(code=code).first()
    if existing and not fields:
        return existing
    values = {
        "name": "2011年计划",
        "starts_on": date(2011, 1, 1),
        "ends_on": date(2011, 12, 31),
        "reported_through": date(2011, 6, 30),
        **fields,
    }
    values["scheme"] = values.get("scheme") or scheme()
    values.setdefault("category_scheme", category_scheme())
    return Programme.objects.create(code=code, **values)


def project(programme=None, lead_pairing=None, supporter=None, recipient=None, **fields):
    """A project under a pairing of its own; one that two projects share is named by its parties.

    A fact fills those that it needs: one handed over was accepted, completed and started that day.
    """
    n = next(number)
    plan = programme or default_programme(lead_pairing)
    values = {
        "code": f"P-{n}",
        "name": f"项目{n}",
        "delivery_mode": Project.DeliveryMode.TURNKEY,
        "planned_aid": 1000,
        **fields,
    }
    for earlier, later in reversed(list(pairwise(FACTS))):
        values.setdefault(earlier, values.get(later))
    pair = lead_pairing or pairing_of(plan.scheme, supporter, recipient)
    return Project.objects.create(programme=plan, lead_pairing=pair, **values)


def default_programme(lead_pairing):
    """The default programme, or one under the scheme of the pairing where that is another."""
    if lead_pairing is None or lead_pairing.scheme == scheme():
        return programme()
    code = f"plan-of-{lead_pairing.scheme.code}"
    existing = Programme.objects.filter(code=code).first()
    return existing or programme(code, scheme=lead_pairing.scheme)


def pairing_of(scheme, supporter, recipient):
    """The pairing of the two if both are named and there is one, else a new one."""
    if supporter and recipient:
        same = {"scheme": scheme, "supporter": supporter, "recipient": recipient}
        if existing := Pairing.objects.filter(**same).first():
            return existing
    return pairing(scheme=scheme, supporter=supporter, recipient=recipient)


def suspension(project=None, **fields):
    defaults = {"starts_on": date(2011, 5, 1), "reason": Suspension.Reason.WEATHER}
    return Suspension.objects.create(project=project or default_project(), **{**defaults, **fields})


def tranche(project=None, **fields):
    defaults = {"number": next(number), "planned_on": date(2011, 6, 1), "amount": 100}
    return Tranche.objects.create(project=project or default_project(), **{**defaults, **fields})


def transfer(
    project=None, amount=100, on=date(2011, 5, 20), level="at_project", accepted=True, **fields
):
    """Money at the project, from its lead supporter to its recipient, unless named otherwise."""
    project = project or default_project()
    defaults = {
        "programme": project.programme,
        "supporter": project.lead_pairing.supporter,
        "receiver": project.lead_pairing.recipient,
        "reason": "录入有误" if fields.get("reverses") else "",
    }
    row = Transfer.objects.create(
        project=project, amount=amount, on=on, level=level, **{**defaults, **fields}
    )
    return counted(row) if accepted else row


def counted(row):
    """The transfer, counted in figures as an opening balance."""
    accept_as_opening([row])
    return row


def acceptance(transfer_=None, **fields):
    """That of a new transfer by a colleague, unless named otherwise."""
    values = {"kind": Acceptance.Kind.VERIFIED, "accepted_by": None, **fields}
    if values["kind"] != Acceptance.Kind.OPENING:
        values["accepted_by"] = values["accepted_by"] or user()
    return Acceptance.objects.create(transfer=transfer_ or transfer(accepted=False), **values)


def late_entry(transfer_=None, **fields):
    """That of a new transfer in a closed month, vouched for by somebody, unless named otherwise."""
    row = transfer_ or transfer(accepted=False)
    values = {"kind": Acceptance.Kind.VERIFIED, "transfer": row, **fields}
    first = row.on.replace(day=1)
    months = row.programme.months.filter(month=first)
    values["month"] = values.get("month") or months.first() or loaded_month(row.programme, first)
    values["accepted_by"] = values.get("accepted_by") or user()
    return LateEntry.objects.create(**values)


def in_region(
    programme=None,
    supporter=None,
    receiver=None,
    amount=100,
    on=date(2011, 4, 20),
    accepted=True,
    **fields,
):
    """Money that has arrived in the region and belongs to no project yet."""
    row = Transfer.objects.create(
        programme=programme or default_programme(None),
        supporter=supporter or organisation(),
        receiver=receiver or prefecture(),
        amount=amount,
        on=on,
        **{"level": Transfer.Level.IN_REGION, **fields},
    )
    return counted(row) if accepted else row


def reporting_month(programme=None, month=date(2011, 7, 1), **fields):
    """July of 2011, open and due on the 5th of August, unless named otherwise."""
    values = {"due_on": month.replace(day=28) + timedelta(days=9), **fields}
    plan = programme or default_programme(None)
    return ReportingMonth.objects.create(programme=plan, month=month, **values)


def loaded_month(programme=None, month=date(2011, 4, 1), **fields):
    """April of 2011, which came with the programme, unless named otherwise."""
    loaded = {"origin": "loaded", "due_on": None, "opened_at": None, "closed_at": timezone.now()}
    return reporting_month(programme, month, **{**loaded, **fields})


def status_report(project=None, month=None, **fields):
    """A draft that claims nothing new, entered by somebody, unless named otherwise."""
    project = project or default_project()
    month = month or default_month(project.programme)
    values = {"stage": Project.Stage.NOT_STARTED, **fields}
    values.setdefault("entered_by", None)
    values["entered_by"] = values["entered_by"] or user()
    if values.get("state") in ("submitted", "verified"):
        values.setdefault("submitted_at", timezone.now())
    if values.get("state") == "verified":
        values.setdefault("reviewed_at", timezone.now())
        values["reviewed_by"] = values.get("reviewed_by") or user()
    if values.get("state") == "returned":
        values.setdefault("return_reason", "请核对")
    report = StatusReport(project=project, month=month, **values)
    report.stated = values.get("stated", stated_facts(report, corrected=None))
    report.save()
    report.authors.add(report.entered_by)
    return report


def default_month(programme):
    """July of the programme: the one there is, else a new one."""
    existing = ReportingMonth.objects.filter(programme=programme, month=date(2011, 7, 1)).first()
    return existing or reporting_month(programme)


def exemption(month=None, person=None, projects=(), **fields):
    values = {"until": date(2011, 9, 30), "reason": "数字有误", **fields}
    values["granted_by"] = values.get("granted_by") or administrator()
    row = Exemption.objects.create(
        month=month or reporting_month(programme(f"plan-{next(number)}", name="计划")),
        user=person or user(),
        **values,
    )
    row.projects.set(projects)
    return row


def evidence(project=None, content=b"%PDF-1.7 %%EOF", **fields):
    """A document of a project, unless named otherwise; nothing looks into ``content`` here."""
    values = {
        "kind": Evidence.Kind.DOCUMENT,
        "content_type": "application/pdf",
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "original_name": "合同.pdf",
        **fields,
    }
    if not values.keys() & set(Evidence.OWNERS):
        values["project"] = project or default_project()
    values["added_by"] = values.get("added_by") or user()
    return Evidence.objects.create(file=ContentFile(content, name="given"), **values)


def confirmation(transfer_=None, **fields):
    row = transfer_ or transfer()
    values = {"on": row.on, "amount": row.amount, **fields}
    values["stated_by"] = values.get("stated_by") or user()
    return Confirmation.objects.create(transfer=row, **values)


def default_project():
    """``project`` for the functions that have a parameter of that name."""
    return project()
