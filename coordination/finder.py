"""Finding services: one question in the address, the same rows for the list, the small map and the large one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from coordination.areas import SmallMap, counts_by_path, small_map
from sectors.access import below, knows_place, visible
from sectors.filters import ServiceFilter
from sectors.fourws.labels import first_name, name_fields
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

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many services there are at each place: once, for the list, its map and the large one."""
        return counts_by_path(self.rows) if self.filter.is_valid() else {}

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
        pages = Paginator(self.ordered().values_list("pk", flat=True), A_PAGE)
        pages.count = sum(self.counts.values())  # the map has counted already
        found = pages.get_page(self.asked.get("page"))
        keys = list(found.object_list)
        rows = visible(Service, self.user).with_labels().prefetch_related("target_groups").in_bulk(keys)
        found.object_list = [rows[key] for key in keys if key in rows]
        return found

    def map(self) -> SmallMap | None:
        place = self.place or getattr(self.values.get("group"), "place", None)
        return small_map(self.counts, chosen=place, address=self.address_of, user=self.user)

    def address_of(self, place: Place) -> str:
        """The same question about another place."""
        return f"?{self.query(place=place.pcode)}"

    def query(self, **changed: str) -> str:
        asked = self.asked.copy()
        asked.pop("page", None)
        for name, value in changed.items():
            asked[name] = value
        return "&".join(part for part in asked.urlencode().split("&") if not part.endswith("="))

    def addresses(self) -> Callable[[str], str]:
        """The same question about very many places: put together once, the code is filled in."""
        before, _mark, after = self.query(place="\0").partition("%00")
        return lambda pcode: f"{before}{quote_plus(pcode)}{after}"

    def spots(self) -> list[tuple[Spot, int]]:
        """Places with how many services are there, each as finely as this person may know it."""
        counts: Counter[str] = Counter()
        for path, count in self.counts.items():
            codes = path.rstrip("/").split("/")
            counts[codes[-1] if knows_place(self.user, path) else codes[: PUBLIC_LEVEL + 1][-1]] += count
        rows = visible(Place, self.user).filter(pcode__in=list(counts), level__gte=1).order_by("path")
        return [(spot, counts[spot.pcode]) for spot in spots_of(rows)]


class Spot(NamedTuple):
    """What a map says of a place; `above` is the area it lies in."""

    pcode: str
    name: str
    above: str
    level: int
    longitude: float | None
    latitude: float | None


def spots_of(rows: Any) -> Iterator[Spot]:
    """Without a model object for each of thousands of places."""
    names, above = name_fields(), [f"adm1__{name}" for name in name_fields()]
    for row in rows.values("pk", "pcode", "level", "longitude", "latitude", "adm1_id", *names, *above):
        yield Spot(
            row["pcode"],
            first_name(row[name] for name in names),
            first_name(row[name] for name in above) if row["adm1_id"] != row["pk"] else "",
            row["level"],
            row["longitude"],
            row["latitude"],
        )


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
