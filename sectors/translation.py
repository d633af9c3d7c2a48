"""Which fields speak four languages; history is registered here, so that it keeps all four (modeltranslation first)."""

import simple_history
from django.db import models
from modeltranslation.translator import TranslationOptions, register

from sectors.models import (
    Activity,
    Group,
    Membership,
    Need,
    Organization,
    Place,
    Sector,
    Service,
    ServicePoint,
    Synonym,
    Term,
)


@register(Sector)
@register(Term)
@register(Activity)
class LabelTranslation(TranslationOptions):
    fields = ("name", "hint")


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("name",)


@register(Group)
class GroupTranslation(TranslationOptions):
    fields = ("name",)


@register(ServicePoint)
class ServicePointTranslation(TranslationOptions):
    fields = ("name", "directions")


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("name", "description")


for model in (Organization, ServicePoint, Service, Membership, Need, Synonym):
    # A text of any length: the reason also says which many-to-many links changed (changes/rows.py).
    simple_history.register(model, history_change_reason_field=models.TextField(null=True))
