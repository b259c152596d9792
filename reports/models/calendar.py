"""Personal links to the calendar of what is due."""

import secrets
from hashlib import sha256

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pairings.querysets import OwnRowQuerySet


def token_digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


class CalendarFeedQuerySet(OwnRowQuerySet):
    def in_force(self):
        """Those not revoked, of people who may still sign in."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)

    def of_token(self, token: str):
        return self.in_force().filter(digest=token_digest(token))

    def make(self, user) -> str:
        """A new link in place of an earlier one; returns its token, which nothing stores."""
        token = secrets.token_urlsafe(32)
        with transaction.atomic():
            self.revoke(user)
            self.create(user=user, digest=token_digest(token))
        return token

    def revoke(self, user) -> bool:
        """Ends the person's link; whether there was one."""
        feed = self.filter(user=user, revoked_at__isnull=True).first()
        if feed:
            feed.revoked_at = timezone.now()
            feed.save()
        return feed is not None


class CalendarFeed(models.Model):
    """A link by which programs fetch a person's calendar without signing in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="calendar_feeds",
        verbose_name=_("user"),
    )
    # SHA-256 of the token in the address.
    digest = models.CharField(_("checksum"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    # NULL: in force.
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    objects = models.Manager.from_queryset(CalendarFeedQuerySet)()

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at__isnull=True),
                name="calendar_feed_stands_once_per_person",
                violation_error_message=_("This person already has a calendar link."),
            ),
            models.CheckConstraint(
                name="calendar_feed_is_revoked_after_it_was_made",
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("created_at")),
                violation_error_message=_("A calendar link cannot be revoked before it was made."),
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.created_at:%Y-%m-%d}"
