from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, Visibility, below, scope_of
from sectors.models.groups import Group
from sectors.models.records import Record
from sectors.models.terms import Term
from sectors.text import fold


class OrganizationQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> OrganizationQuerySet:
        """Members see the organisations of their groups' country tree; everybody sees those that serve the public.

        Sub-selects, never joins, so that counting over organisations cannot double.
        """
        scope = scope_of(user)
        if scope.everything:
            return self.filter(deleted_at=None)
        return self.filter(
            self._public() | self._of_groups(scope) | models.Q(pk__in=[o for o, _p in scope.owned]),
            deleted_at=None,
        )

    def _public(self) -> models.Q:
        service: Any = self.model._meta.get_field(
            "services"
        ).related_model  # it stands on this file, not the other way
        services = service._base_manager.filter(
            models.Q(point=None) | models.Q(point__visibility=Visibility.PUBLIC, point__deleted_at=None),
            visibility=Visibility.PUBLIC,
            deleted_at=None,
        )
        # Asked of each organisation, which is quick; as a list of ids it would be all services at every question.
        return models.Q(models.Exists(services.filter(organization=models.OuterRef("pk"))), hide_name=False)

    def _of_groups(self, scope: Any) -> models.Q:
        if not scope.groups:
            return models.Q(pk__in=[])
        mine = Group._base_manager.filter(pk__in=scope.groups).values_list("path", flat=True)
        tops = frozenset(path.split("/")[0] + "/" for path in mine)
        groups = Group._base_manager.filter(below(tops, "path"))
        return models.Q(
            pk__in=Organization.groups.through._base_manager.filter(group__in=groups).values(
                "organization_id"
            )
        )

    def editable_by(self, user: Any) -> OrganizationQuerySet:
        """Coordinators change the organisations of their groups, focal points their own."""
        scope = scope_of(user)
        if scope.everything:
            return self.filter(deleted_at=None)
        groups = Group._base_manager.filter(below(scope.managed_groups, "path"))
        managed = Organization.groups.through._base_manager.filter(group__in=groups).values("organization_id")
        return self.filter(
            models.Q(pk__in=managed) | models.Q(pk__in=[o for o, _p in scope.owned]), deleted_at=None
        )

    def of_groups_of(self, user: Any) -> OrganizationQuerySet:
        """Those of the person's groups' country tree, and their own: not those known only by a public service."""
        scope = scope_of(user)
        if scope.everything:
            return self.filter(deleted_at=None)
        return self.filter(
            self._of_groups(scope) | models.Q(pk__in=[o for o, _p in scope.owned]), deleted_at=None
        )

    def current(self) -> OrganizationQuerySet:
        """Without those merged into another."""
        return self.filter(merged_into=None)


class Organization(Record):
    """Who does it: named as it writes itself."""

    name = models.CharField(_("name"), max_length=300, help_text=_("As the organisation writes it"))
    acronym = models.CharField(_("acronym"), max_length=60, blank=True)
    type = models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("type"),
        related_name="+",
        limit_choices_to={"vocabulary": "organization_types"},
    )
    groups = models.ManyToManyField(Group, blank=True, verbose_name=_("groups"), related_name="organizations")
    email = models.EmailField(_("role address"), blank=True, help_text=_("A shared mailbox, not a person's"))
    phone = models.CharField(
        _("role phone"), max_length=40, blank=True, help_text=_("An office number, not a person's")
    )
    website = models.URLField(_("website"), blank=True)
    hide_name = models.BooleanField(
        _("do not publish our name here"),
        default=False,
        help_text=_("The organisation and its services are then shown to members only"),
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    search_text = models.CharField(max_length=1000, blank=True, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return self.acronym or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = self.text_to_search()
        super().save(*args, **kwargs)

    def text_to_search(self) -> str:
        return f"{fold(self.name)} {fold(self.acronym)}".strip()[:1000]


class OrganizationAliasQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> OrganizationAliasQuerySet:
        """For those who share a group with it: a spelling may be the name of one that was merged into it."""
        return self.filter(organization__in=Organization.objects.of_groups_of(user))


class OrganizationAlias(models.Model):
    """Another spelling of an organisation, learnt from a person or a merge, so that files match next time."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="aliases")
    text = models.CharField(_("other spelling"), max_length=300)
    folded = models.CharField(max_length=300, db_index=True, editable=False)

    objects = OrganizationAliasQuerySet.as_manager()

    class Meta:
        ordering = ["text"]
        constraints = [models.UniqueConstraint(fields=["organization", "folded"], name="alias_once")]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.text)[:300]
        super().save(*args, **kwargs)
