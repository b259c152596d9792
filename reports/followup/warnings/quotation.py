"""One warning, named by an address or quoted by a task: computed anew, never taken from a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.db.models import Model
from django.utils import timezone

from aidtrack.web.fields import DayField
from projects.figures.viewpoint import SCOPES, default_day
from projects.models import Programme, Project
from reports.followup.warnings import wording
from reports.followup.warnings.catalogue import TESTS
from reports.followup.warnings.declared import ComputedWarning
from reports.followup.warnings.standpoint import Standpoint
from reports.followup.warnings.subjects import OF_KIND, RELATED, WarnedSubject, grouped_subjects
from reports.models import SUBJECTS, OfSubject, Task, WarningLevel, WarningRule


class QuotationForm(forms.Form):
    """The parameters that name a warning; whatever else an address has is no concern of it."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in SUBJECTS])
    ref = forms.CharField()
    rule = forms.CharField()
    programme = forms.CharField()
    scope = forms.ChoiceField(choices=SCOPES)
    as_of = DayField()


@dataclass(frozen=True)
class QuotationSource:
    """A rule and a subject in reach, as of a day; the warning may be in force or not."""

    at: Standpoint
    rule: WarningRule
    subject: WarnedSubject

    def warning(self) -> ComputedWarning | None:
        return warning_of(self.at, self.rule, self.subject)


@dataclass(frozen=True)
class QuotedWarning:
    """What somebody saw: a warning in force on a day, with its numbers and in a sentence."""

    subject: Model
    rule: WarningRule
    programme: Programme
    scope: str
    as_of: date
    level: WarningLevel
    numerator: Decimal
    denominator: Decimal | None
    sentence: str

    @property
    def task_fields(self) -> dict:
        """What a task keeps of it besides its subject, by the names of its fields."""
        names = ("rule", "programme", "scope", "as_of", "numerator", "denominator")
        return {name: getattr(self, name) for name in names} | {"quoted_level": self.level}


@dataclass(frozen=True)
class FigureNow:
    """The warning that a task quotes as of the programme's default day; no level: it is over."""

    as_of: date
    level: WarningLevel | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    sentence: str = ""


def quotation_source(user, params: Mapping) -> QuotationSource | None:
    """What the parameters name; None where one is wrong or the subject is out of reach."""
    form = QuotationForm(params)
    if not form.is_valid():
        return None
    chosen = form.cleaned_data
    programmes = Programme.objects.visible_to(user).select_related("scheme")
    programme = programmes.filter(code=chosen["programme"]).first()
    if programme is None or chosen["as_of"] < programme.starts_on:
        return None
    at = Standpoint(programme, chosen["scope"], chosen["as_of"], timezone.localdate(), user)
    rule = next((rule for rule in at.rules if rule.code == chosen["rule"]), None)
    subject = _subject_in_reach(user, programme, chosen["kind"], chosen["ref"])
    return QuotationSource(at, rule, subject) if rule and subject else None


def _subject_in_reach(user, programme: Programme, kind: str, ref: str) -> WarnedSubject | None:
    if kind == "project":
        projects = Project.objects.visible_to(user).filter(programme=programme, code=ref)
        project = projects.select_related(*RELATED[kind]).first()
        return OF_KIND[kind](project) if project else None
    subjects = grouped_subjects(kind, programme, user).values()
    return next((subject for subject in subjects if subject.ref == ref), None)


def warning_of(at: Standpoint, rule: WarningRule, subject: WarnedSubject) -> ComputedWarning | None:
    """The warning of a rule for one subject; None where it is not in force."""
    test = TESTS[rule.test]
    if subject.kind not in test.kinds:
        return None
    seen_from = at.of_kind(subject.kind)
    if subject.kind == "project":
        seen_from = seen_from.narrowed(lambda projects: projects.filter(pk=subject.pk))
    in_force = test.find(seen_from, rule)
    return next((warning for warning in in_force if warning.subject == subject), None)


def quotation(user, params: Mapping) -> QuotedWarning | None:
    """The warning that kind, ref, rule, programme, scope and as_of name, computed now.

    None where it is not in force on that day, or out of the person's reach.
    """
    source = quotation_source(user, params)
    warning = source and source.warning()
    return _quoted(source.at, warning) if warning else None


def _quoted(at: Standpoint, warning: ComputedWarning) -> QuotedWarning:
    return QuotedWarning(
        subject=subject_row(warning.subject),
        rule=warning.rule,
        programme=at.programme,
        scope=at.scope,
        as_of=at.on,
        level=warning.level,
        numerator=warning.numerator,
        denominator=warning.denominator,
        sentence=wording.sentence(warning, on=at.on),
    )


def subject_row(subject: WarnedSubject) -> Model:
    """The row, unit, pairing or project itself."""
    model = OfSubject._meta.get_field(subject.kind).related_model
    return model.objects.select_related(*RELATED[subject.kind]).get(pk=subject.pk)


def figure_now(task: Task, *, today: date) -> FigureNow | None:
    """The warning that a task quotes, as of its programme's default day; None where it quotes none.

    By the rule as it is now, although it may not be in force any more.
    """
    if not (task.rule_id and task.programme_id and task.subject_key):
        return None
    kind, _pk = task.subject_key
    at = Standpoint(task.programme, task.scope, default_day(task.programme), today)
    warning = warning_of(at, task.rule, OF_KIND[kind](task.subject))
    if warning is None:
        return FigureNow(at.on)
    words = wording.sentence(warning, on=at.on)
    return FigureNow(at.on, warning.level, warning.numerator, warning.denominator, words)
