"""What a person changes about themselves."""

from __future__ import annotations

from django.db import transaction

from sectors.models import User


@transaction.atomic
def change_profile(user: User, *, name: str, language: str, by: User) -> User:
    """Another name or language; only for oneself, so `by` has to be the same person."""
    if by.pk != user.pk:
        raise ValueError("One changes only one's own profile")
    user.name, user.language = name.strip(), language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "language"])
    return user
