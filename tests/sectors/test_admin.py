from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from sectors.models import User


@pytest.mark.parametrize("model", admin.site._registry, ids=str)
def test_the_keepers_look_at_every_list_and_nobody_else(cast, browse, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    answers = {person and person.name: browse(person).get(address).status_code for person in cast.everybody}

    assert {name for name, status in answers.items() if status == 200} == {"Root"}


def test_staff_without_being_a_keeper_is_not_enough(cast, browse):
    User.objects.filter(pk=cast.amina.pk).update(is_staff=True)

    assert browse(User.objects.get(pk=cast.amina.pk)).get("/admin/").status_code == 302


def test_a_service_is_looked_at_here_and_changed_elsewhere(cast, browse):
    address = reverse("admin:sectors_service_change", args=[cast.public.pk])

    assert browse(cast.root).get(address).status_code == 200
    assert browse(cast.root).post(address, {"name": "changed"}).status_code == 403
