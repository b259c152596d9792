"""What a leader enters to issue a task, and what an address says beforehand."""

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from pairings.access.reach import ACTING, reach
from pairings.models import Organisation
from projects.models import StatusReport
from reports.followup.tasks.forms import OF_DAY, DeedOnceForm, lines_input, of_model
from reports.followup.tasks.issuing import parties_of
from reports.followup.warnings.subjects import RELATED
from reports.models import SUBJECTS, Item, Task, WarningRule

DAYS = timedelta(days=14)


class TaskPrefillForm(forms.Form):
    """What the task is to be about. Whatever a person does not see is not there."""

    kind = forms.ChoiceField(choices=[(name, name) for name in SUBJECTS], required=False)
    ref = forms.CharField(required=False, max_length=100)
    rule = forms.ModelChoiceField(None, to_field_name="code", required=False)
    item = forms.ModelChoiceField(None, required=False)
    report = forms.ModelChoiceField(None, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for name, model in (("rule", WarningRule), ("item", Item), ("report", StatusReport)):
            self.fields[name].queryset = model.objects.visible_to(user)

    @property
    def subject(self):
        """The one named, else that of the agenda item or the report. Raises Http404."""
        kind, ref = self.cleaned_data["kind"], self.cleaned_data["ref"]
        item, report = self.cleaned_data["item"], self.cleaned_data["report"]
        if kind:
            return subject_named(kind, ref, self.user)
        return item.subject if item else report.project if report else None

    @property
    def origin(self) -> dict:
        """The fields of the task that say where it comes from."""
        item, report = self.cleaned_data["item"], self.cleaned_data["report"]
        if item:
            return {"origin": Task.Origin.ITEM, "item": item}
        if report:
            return {"origin": Task.Origin.REPORT, "report": report}
        rule = self.cleaned_data["rule"]
        return {"origin": Task.Origin.WARNING if rule else Task.Origin.NOTE}


def subject_named(kind: str, ref: str, user):
    """The row, unit, pairing or project of a ref, as warnings name it. Raises Http404."""
    rows = Task._meta.get_field(kind).related_model.objects.visible_to(user)
    rows = rows.select_related(*RELATED[kind])
    match kind:
        case "row":
            rows = rows.filter(prefecture__ref=ref)
        case "project":
            rows = rows.filter(code=ref)
        case "pairing":
            rows = rows.filter(ref=ref)
    # The ref of a unit is made of two, each of which may have hyphens.
    subject = next((row for row in rows if kind != "unit" or row.ref == ref), None)
    if subject is None:
        raise Http404
    return subject


def offices_for(user, subject) -> tuple[list[Organisation], list[Organisation]]:
    """The parties of the subject with who acts for them, and the others in the person's reach."""
    pks = parties_of(subject)
    party = Q(pk__in=pks) | Q(parent__in=pks, kind__in=ACTING)
    offices = Organisation.objects.filter(is_collective=False).order_by("ref")
    reached = reach(user)
    others = offices if reached.everything else offices.filter(pk__in=reached.organisations)
    return list(offices.filter(party)), list(others.exclude(party))


class TaskForm(DeedOnceForm):
    deed = "task"

    title = of_model(
        Task,
        "title",
        label=pgettext_lazy("task", "Matter"),
        error_messages={"required": _("Enter what the task is about.")},
    )
    demand = of_model(
        Task,
        "demand",
        label=pgettext_lazy("task", "Demand"),
        widget=lines_input(),
        error_messages={"required": _("Enter what is demanded.")},
    )
    responsible = forms.ModelChoiceField(
        None,
        label=pgettext_lazy("task", "Responsible"),
        error_messages={"required": _("Choose one responsible office.")},
    )
    is_outside_meant = forms.BooleanField(label=_("Yes, this office is meant"), required=False)
    assisting = forms.ModelMultipleChoiceField(
        None, label=pgettext_lazy("task", "Assisting"), required=False
    )
    due_on = of_model(
        Task,
        "due_on",
        label=pgettext_lazy("task", "Due day"),
        widget=forms.DateInput(attrs=OF_DAY, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the due day.")},
    )
    evidence_required = of_model(Task, "evidence_required")
    is_urgent = of_model(Task, "is_urgent")

    def __init__(self, *args, user, subject, **kwargs):
        super().__init__(*args, **kwargs)
        parties, others = offices_for(user, subject)
        pks = [office.pk for office in [*parties, *others]]
        groups = [(_("Parties of the subject"), parties), (_("Other offices"), others)]
        choices = [
            (label, [(office.pk, office.label) for office in offices])
            for label, offices in groups
            if offices
        ]
        for name in ("responsible", "assisting"):
            self.fields[name].queryset = Organisation.objects.filter(pk__in=pks)
            self.fields[name].choices = choices
        self.fields["responsible"].choices = [("", "—"), *choices]
        self.initial.setdefault("due_on", timezone.localdate() + DAYS)


def title_for(subject, rule, report=None) -> str:
    """What a task is called at first, after the rule or the problem of a report; empty where
    neither is named.
    """
    label = rule.label if rule else report.get_problem_type_display() if report else ""
    if not (label and subject):
        return label[:120]
    return (_t("%(rule)s: %(subject)s") % {"rule": label, "subject": subject.label})[:120]
