"""The doors people knock at: about 150, in some districts many, in others none."""

from __future__ import annotations

from typing import Any

from coordination.demo.stage import LANGUAGES, Page, Stage, rows_of
from sectors.access import Visibility
from sectors.models import Organization, Place, ServicePoint

# How often a point stands in a district. Districts that are not here have none: those are the gaps.
DISTRICTS = {
    "IQG15Q05": 9, "IQG15Q07": 7, "IQG15Q08": 5, "IQG15Q03": 4, "IQG15Q09": 3, "IQG15Q06": 3, "IQG15Q01": 1,
    "IQG09Q03": 9, "IQG09Q04": 6, "IQG09Q02": 5, "IQG09Q01": 2,
    "IQG11Q02": 6, "IQG11Q04": 2, "IQG11Q06": 1, "IQG11Q03": 1,
    "IQG06Q01": 5, "IQG06Q05": 2, "IQG06Q06": 2, "IQG06Q02": 1, "IQG06Q09": 1,
    "IQG13Q04": 5, "IQG13Q01": 4, "IQG13Q02": 1,
    "IQG16Q06": 3, "IQG16Q02": 3, "IQG16Q03": 2, "IQG16Q05": 2, "IQG16Q07": 2,
    "IQG10Q04": 3, "IQG10Q05": 3, "IQG10Q01": 1, "IQG10Q02": 1,
    "IQG01Q03": 4, "IQG01Q01": 4, "IQG01Q07": 1, "IQG01Q02": 2,
    "IQG08Q03": 3, "IQG08Q06": 3, "IQG08Q07": 3, "IQG08Q02": 2, "IQG08Q01": 1,
    "IQG02Q02": 2, "IQG17Q04": 2, "IQG17Q01": 1, "IQG14Q01": 1, "IQG07Q02": 2,
}  # fmt: skip
HOW_MANY = {"437": 4, "447": 4, "435": 3, "441": 3, "444": 1}
HOURS = [
    "Sun–Thu 08:30–15:00",
    "Sun–Thu 09:00–14:00",
    "Sat–Thu 08:00–16:00",
    "Mon, Wed 10:00–13:00",
    "Daily 09:00–17:00",
]
SPOKEN = [
    "Arabic",
    "Arabic, Kurdish",
    "Kurdish (Kurmanji), Arabic",
    "Kurdish (Sorani), Arabic, English",
    "Arabic, Turkmen",
]
KURDISH = {"IQG09", "IQG11", "IQG06"}
OVERLAP = (
    "IQG09Q03",
    ["LARE", "PABO", "KITE", "WMA", "AYL", "MSC"],
)  # child-friendly spaces, all in one district
METHODS = ["form", "email", "phone", "not-needed"]
LINES = {
    "CALM": ({"en": "Calm Line", "fr": "Ligne Calme", "ar": "خط الهدوء", "es": "Línea Calma"}, Visibility.PUBLIC),
    "SUMH": ({"en": "Sundial by telephone", "fr": "Sundial au téléphone", "ar": "سنديال عبر الهاتف",
              "es": "Sundial por teléfono"}, Visibility.PUBLIC),
    "QUIH": ({"en": "Quiet Harbour, by telephone only"}, Visibility.CONTACT_ONLY),
    "AMBW": ({"en": "Amber Window, by telephone only"}, Visibility.CONTACT_ONLY),
    "TLS": ({"en": "Threshold, by telephone only"}, Visibility.CONTACT_ONLY),
}  # fmt: skip


def make_points(stage: Stage) -> None:
    kinds, directions = rows_of("points.csv"), rows_of("directions.csv")
    for acronym, organization in stage.organizations.items():
        chosen: set[tuple[str, str]] = set()
        fitting = [kind for kind in kinds if set(kind["work"].split()) & set(stage.works[acronym])]
        for _number in range(HOW_MANY.get(organization.type.code, 2) if fitting else 0):
            kind = stage.dice.choices(fitting, [int(kind["times"]) for kind in fitting])[0]
            district = _district(stage, acronym)
            if (kind["kind"], district.pcode) not in chosen:
                chosen.add((kind["kind"], district.pcode))
                _make(stage, organization, kind, district, directions)
    space = next(kind for kind in kinds if kind["kind"] == "space")
    for acronym in OVERLAP[1]:
        _make(stage, stage.organizations[acronym], space, stage.places[OVERLAP[0]], directions)
    for acronym, (names, visibility) in LINES.items():
        _line(stage, stage.organizations[acronym], names, visibility, kinds[-1])
    stage.turn()


def _district(stage: Stage, acronym: str) -> Place:
    """A district of the organisation's area; the areas named first come more often."""
    areas = stage.areas[acronym]
    area = stage.dice.choice([areas[0], *areas])
    near = [code for code in DISTRICTS if code.startswith(area)]
    return stage.places[stage.dice.choices(near, [DISTRICTS[code] for code in near])[0]]


def _make(
    stage: Stage,
    organization: Organization,
    kind: dict[str, str],
    district: Place,
    directions: list[dict[str, str]],
) -> None:
    place = _town(stage, district) if stage.dice.random() < 0.2 else district
    sensitive = kind["sensitive"] == "1"
    visibility = Visibility.RESTRICTED if sensitive else _seen(stage)
    fields: dict[str, Any] = {
        f"name_{language}": f"{kind[language]} – {_called(place, language)}" for language in LANGUAGES
    }
    if not sensitive and stage.dice.random() < 0.5:
        told = directions[4] if kind["kind"] == "camp" else stage.dice.choice(directions[:4])
        fields |= {f"directions_{language}": told[language] for language in LANGUAGES}
    fields |= {
        "place": place,
        "modality": stage.term("modalities", kind["modality"]),
        "accessibility": stage.term("accessibility", kind["access"]),
        "hours": stage.dice.choice(HOURS) if kind["modality"] != "MOB" else "",
        "languages": stage.dice.choice(SPOKEN[2:4] if place.path[4:9] in KURDISH else SPOKEN),
    }
    _keep(stage, organization, visibility, fields, kind)


def _keep(
    stage: Stage, organization: Organization, visibility: int, fields: dict[str, Any], kind: dict[str, str]
) -> None:
    number = len(stage.points) + 1
    confirmed, by = stage.confirmed(), stage.speaker(organization)
    point = ServicePoint(
        organization=organization,
        visibility=visibility,
        phone=f"+9647800000{number:03}",  # a block of zeros that nobody was given
        email=f"{organization.acronym.lower()}.{number}@example.org",
        referral_method=stage.term("referral_methods", stage.dice.choice(METHODS)),
        cost=stage.term("costs", "free" if stage.dice.random() < 0.93 else "partly"),
        accepting=stage.dice.choices([True, False, None], [78, 14, 8])[0],
        confirmed_on=confirmed,
        confirmed_by=by if confirmed else None,
        **fields,
    )
    stage.points.append(point)
    stage.kinds.append(kind)
    stage.pages.append(Page(point, by, made=stage.day(-stage.dice.randint(100, 500)), changed=confirmed))


def _line(
    stage: Stage, organization: Organization, names: dict[str, str], visibility: int, kind: dict[str, str]
) -> None:
    fields: dict[str, Any] = {f"name_{language}": name for language, name in names.items()}
    fields |= {
        "place": stage.places["IRQ"],
        "modality": stage.term("modalities", kind["modality"]),
        "accessibility": stage.term("accessibility", kind["access"]),
        "hours": "Daily 08:00–22:00" if visibility == Visibility.PUBLIC else "Sun–Thu 09:00–15:00",
        "languages": "Arabic, Kurdish (Sorani), Kurdish (Kurmanji)",
    }
    _keep(stage, organization, visibility, fields, kind)


def _town(stage: Stage, district: Place) -> Place:
    return stage.dice.choice(
        [
            place
            for place in stage.places.values()
            if place.level == 3 and place.path.startswith(district.path)
        ]
    )


def _seen(stage: Stage) -> Visibility:
    return stage.dice.choices([Visibility.PUBLIC, Visibility.MEMBERS], [85, 15])[0]


def _called(place: Place, language: str) -> str:
    return getattr(place, f"name_{language}") or place.name_en
