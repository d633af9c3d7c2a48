"""Finding services: one question in the address, the same rows for the list, the small map and the large one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.areas import SmallMap, counts_by_path, small_map
from sectors.access import below, in_member_area, visible
from sectors.filters import ServiceFilter
from sectors.models import Group, Organization, Place, Service
from sectors.models.places import PUBLIC_LEVEL

QUICK = ("q", "place", "activity", "target")
MORE = (
    "accepting", "sector", "layer", "organization", "organization_type", "status", "freshness", "group", "month",
)  # fmt: skip
A_PAGE = 50
MOST_CHOICES = 400


class Finder:
    """The question of one request and its answer."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self.asked = request.GET
        rows = visible(Service, request.user)
        self.filter = ServiceFilter(request.GET, queryset=rows, user=request.user, request=request)
        self.rows = self.filter.apply()

    @property
    def values(self) -> dict[str, Any]:
        """What was asked for, understood; nothing where it made no sense."""
        return getattr(self.filter.form, "cleaned_data", {}) if self.filter.is_valid() else {}

    @property
    def place(self) -> Place | None:
        return self.values.get("place")

    def form(self) -> Any:
        """The filters, with the lists of places and organisations short enough to choose from."""
        form = self.filter.form
        form.fields["place"].widget.choices = [("", _("All")), *place_choices(self.user, self.place)]
        form.fields["organization"].queryset = visible(Organization, self.user).current()
        for name in form.fields:
            form.fields[name].widget.attrs.pop("dir", None)
        return form

    def question(self) -> dict[str, Any]:
        """For templates: the filters a page shows, those behind “more”, and what the address carries along unseen."""
        form = self.form()
        return {
            "filter": self.filter,
            "quick": [form[name] for name in QUICK],
            "more": [form[name] for name in MORE],
            "carried": [field for field in form.hidden_fields() if field.value()],
            "more_open": any(self.asked.get(name) for name in MORE),
            "query": self.query(),
        }

    def ordered(self) -> Any:
        """What fits best, then what takes referrals, then what was confirmed last; what has ended comes last."""
        words = str(self.values.get("q") or "").strip()
        fits = Q(name__icontains=words) | Q(activity__name__icontains=words)
        # Without words there is nothing to sort by: PostgreSQL would read a constant as the number of a column.
        return self.rows.order_by(
            *([_first(fits)] if words else []),
            _first(~Q(status=Service.Status.ENDED) & (Q(end=None) | Q(end__gte=timezone.localdate()))),
            _first(Q(point__accepting=True)),
            F("confirmed_on").desc(nulls_last=True),
            "-pk",
        )

    def page(self) -> Any:
        """One page of services. The keys are sorted first, so that only fifty wide rows are ever read."""
        found = Paginator(self.ordered().values_list("pk", flat=True), A_PAGE).get_page(
            self.asked.get("page")
        )
        keys = list(found.object_list)
        rows = visible(Service, self.user).with_labels().prefetch_related("target_groups").in_bulk(keys)
        found.object_list = [rows[key] for key in keys if key in rows]
        return found

    def map(self) -> SmallMap | None:
        place = self.place or getattr(self.values.get("group"), "place", None)
        counts = {} if not self.filter.is_valid() else counts_by_path(self.rows)
        return small_map(counts, chosen=place, address=self.address_of, user=self.user)

    def address_of(self, place: Place) -> str:
        """The same question about another place."""
        return f"?{self.query(place=place.pcode)}"

    def query(self, **changed: str) -> str:
        asked = self.asked.copy()
        asked.pop("page", None)
        for name, value in changed.items():
            asked[name] = value
        return "&".join(part for part in asked.urlencode().split("&") if not part.endswith("="))

    def spots(self) -> list[tuple[Place, int]]:
        """Places with how many services are there, each as finely as this person may know it."""
        exact = Q(place__level__lte=PUBLIC_LEVEL) | in_member_area(self.user)
        shown = Case(
            When(exact, then=F("place_id")), default=Coalesce("place__adm2_id", "place__adm1_id", "place_id")
        )
        found = (
            self.rows.order_by()
            .annotate(shown=shown)
            .values_list("shown")
            .annotate(Count("pk", distinct=True))
        )
        counts = dict(found)
        rows = visible(Place, self.user).select_related("adm1").filter(pk__in=counts, level__gte=1)
        rows = rows.defer("boundary", "search_text", "adm1__boundary")
        return [(place, counts[place.pk]) for place in rows.order_by("path")]


def _first(condition: Q) -> Any:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def place_choices(user: Any, chosen: Place | None = None) -> list[tuple[str, Any]]:
    """Governorates with their districts, of the areas of the groups; without districts where that gets too long."""
    areas = frozenset(visible(Group, user).values_list("place__path", flat=True))
    rows = visible(Place, user).current().defer("boundary", "search_text", "other_names")
    found = list(rows.filter(below(areas, "path"), level__lte=2)[: MOST_CHOICES * 4])
    if len(found) > MOST_CHOICES:
        near = chosen.path.split("/")[1] if chosen and chosen.level else None
        found = [row for row in found if row.level < 2 or near in row.path.split("/")]
    names = {row.pk: row.name for row in found}
    if chosen is not None and chosen.pk not in names:
        found.append(chosen)
    top = [(row.pcode, row.name) for row in found if row.level == 0]
    under: dict[str, list[tuple[str, str]]] = {}
    for row in found:
        if row.level == 1:
            under.setdefault(row.name, []).insert(0, (row.pcode, row.name))
        elif row.level:
            under.setdefault(names.get(row.adm1_id, row.country), []).append((row.pcode, row.name))
    return [*top, *sorted(under.items())]
