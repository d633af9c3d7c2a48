from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import Role, ScopedQuerySet, below, scope_of
from sectors.models.groups import Group
from sectors.models.organizations import Organization


class UserQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> UserQuerySet:
        """Oneself, and the people one shares a group with."""
        scope = scope_of(user)
        if scope.everything:
            return self.all()
        shared = Membership._base_manager.filter(
            models.Q(group__in=scope.groups) | below(scope.managed_groups, "group__path"), active=True
        )
        return self.filter(models.Q(pk=getattr(user, "pk", None)) | models.Q(pk__in=shared.values("user_id")))

    def editable_by(self, user: Any) -> UserQuerySet:
        scope = scope_of(user)
        return self.all() if scope.everything else self.filter(pk=getattr(user, "pk", None))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractUser):
    """A person who signs in, named by an e-mail address."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "email"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class MembershipQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> MembershipQuerySet:
        """Members see who belongs to their groups; those who manage one also who once did."""
        scope = scope_of(user)
        if scope.everything:
            return self.all()
        return self.filter(
            models.Q(group__in=scope.groups, active=True) | below(scope.managed_groups, "group__path")
        )

    def editable_by(self, user: Any) -> MembershipQuerySet:
        scope = scope_of(user)
        return self.all() if scope.everything else self.filter(below(scope.managed_groups, "group__path"))


class Membership(models.Model):
    """What a person is in a group; a focal point speaks for one organisation there."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", verbose_name=_("group"))
    role = models.CharField(_("role"), max_length=30, choices=Role, default=Role.MEMBER)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    active = models.BooleanField(_("active"), default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["group", "role", "user"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "group", "role", "organization"], name="membership_once"),
            # NULL is unlike any other NULL, so those without an organisation need a rule of their own.
            models.UniqueConstraint(
                fields=["user", "group", "role"],
                condition=models.Q(organization=None),
                name="membership_once_for_nobody",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.FOCAL_POINT, organization=None),
                name="focal_point_of_somebody",
                violation_error_message=_("Choose the organisation this person is the focal point of."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
