from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import OpenQuerySet
from sectors.models.records import Label


class TermQuerySet(OpenQuerySet):
    def of(self, vocabulary: str) -> TermQuerySet:
        """The codes in use of one vocabulary: the name of its file in `sectors/reference/`."""
        return self.filter(vocabulary=vocabulary, active=True)


class Term(Label):
    """One code of a small vocabulary: organisation types, target groups, modalities, referral methods …"""

    vocabulary = models.CharField(_("vocabulary"), max_length=60)
    extra = models.JSONField(
        default=dict, blank=True, help_text=_("What only this vocabulary has, such as the ages of a band")
    )

    objects = TermQuerySet.as_manager()

    class Meta(Label.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="term_once")]
