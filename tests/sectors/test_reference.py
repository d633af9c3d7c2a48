"""The code lists we ship: counted, complete in four languages, and knowing the words real files use."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.utils import translation

from sectors.access import Visibility
from sectors.changes.reference import load_reference
from sectors.models import Activity, Crosswalk, Sector, Term
from sectors.models.activities import FOURWS_2012, MSP_2022
from sectors.models.services import default_visibility
from sectors.sensitive import is_sensitive
from sectors.text import fold

LANGUAGES = ("en", "fr", "es", "ar")
OCHA = [
    "CCM", "EDU", "ERY", "FSC", "HEA", "LOG", "NUT", "PRO", "PRO-CPN", "PRO-GBV", "PRO-HLP", "PRO-MIN", "SHL", "TEL", "WSH",
]  # fmt: skip
REFERRAL = {
    "registration_requirements", "nationality_requirements", "intake_criteria", "accessibility", "coverage_areas",
    "availability", "referral_methods", "next_steps", "response_delays", "feedback_mechanisms", "feedback_delays",
    "requested_services",
}  # fmt: skip
OTHER = {
    "layers", "organization_types", "population_groups", "target_groups", "age_bands", "modalities", "cadres",
    "training_types", "costs", "sensitive_words",
}  # fmt: skip

# Every sector word and organisation type met in 3W and 5W files that partners published, and where it belongs.
MET = {
    "CCCM": "CCM", "Manejo y gestión de Campamentos (CCCM)": "CCM", "Child Protection": "PRO-CPN", "CP": "PRO-CPN",
    "Education": "EDU", "EDU": "EDU", "EDUCATION_OP": "EDU", "EiE": "EDU", "EiE_OP": "EDU", "Educación": "EDU",
    "Operational Presence: Education in Emergencies": "EDU", "Emergency Livelihoods": "ERY", "Livelihoods": "ERY",
    "Relèvement Précoce": "ERY", "Recuperación Temprana": "ERY", "Food Security": "FSC", "FSS": "FSC", "FSAC": "FSC",
    "FSAC_OP": "FSC", "Securité alimentaire": "FSC", "Seguridad Alimentaria": "FSC",
    "Operational Presence: Food Security & Agriculture": "FSC", "Gender Based Violence": "PRO-GBV", "GBV": "PRO-GBV",
    "General Protection": "PRO", "Protection": "PRO", "PRO": "PRO", "PROTECTION_OP": "PRO", "Protección": "PRO",
    "Operational Presence: Protection": "PRO", "Protection - MHPSS": "PRO", "Health": "HEA", "HEA": "HEA",
    "HEALTH_OP": "HEA", "Operational Presence: Health": "HEA", "Santé": "HEA", "Salud": "HEA", "SNFI": "SHL",
    "ESNFI": "SHL", "ESNFI_OP": "SHL", "Shelter/NFI": "SHL", "Abris / NFI": "SHL",
    "Operational Presence: Emergency Shelter & Non-Food Items": "SHL", "Alojamiento de emergencia (Shelter)": "SHL",
    "WASH": "WSH", "WASH_OP": "WSH", "Operatioanl Presence: Water, Sanitation & Hygiene": "WSH",
    "Agua, Saneamiento e Higiene": "WSH", "NUTRITION_OP": "NUT", "Operational Presence: Nutrition": "NUT",
    "Nutrición": "NUT", "MPCA": "MPC", "Transferencias Multipropósito": "MPC", "Mine Action": "PRO-MIN",
    "MA": "PRO-MIN", "Coordination": "CSS", "CCS": "CSS", "Coordinación / Información": "CSS",
    "Réduction des Risques de Catastrophes": "DRR", "Logística": "LOG", "IT y Telecomunicación": "TEL",
    "حماية الطفل": "PRO-CPN", "التعليم": "EDU", "الصحة": "HEA", "العنف القائم على النوع الاجتماعي": "PRO-GBV",
    "التغذية": "NUT", "المأوى": "SHL", "الأمن الغذائي وسبل العيش": "FSC",
}  # fmt: skip
TYPES_MET = {
    "INGO": "437", "International NGO": "437", "ONG Internationale": "437", "ONG Internacional": "437",
    "NNGO": "441", "National NGO": "441", "ONG Nationale": "441", "ONG Nacional": "441", "UN": "447",
    "United Nations": "447", "Agence UN": "447", "Naciones Unidas": "447", "IO": "438", "Other": "443",
    "Mouvement de la Croix Rouge": "445", "Movimiento de la Cruz Roja Media Luna Roja": "445", "Donantes": "433",
    "Entité Gouvernementale": "435", "Gobierno": "435", "Iglesia - Grupo Religioso": "446",
    "وكالة الأمم المتحدة": "447", "منظمة غير حكومية عالمية": "437",
}  # fmt: skip

HARMFUL = [
    "A safe house for women who had to leave", "Shelter for survivors in the old town", "Gender-based violence response",
    "Women’s shelter", "Support to former child soldiers", "Prise en charge clinique du viol", "Espaces sûrs pour femmes",
    "Refugio para mujeres", "Atención a personas privadas de libertad", "دعم الناجيات من العنف القائم على النوع الاجتماعي",
    "خدمات للمحتجزين", "مأوى آمن للنساء", "LGBTIQ+ peer group", "Counselling in Duhok prison",
]  # fmt: skip

ORDINARY = [
    "Emergency shelter and NFI distribution", "Shelter and NFI", "Therapeutic feeding and play", "Child-friendly space",
    "Host families (familles d'accueil) receive counselling", "Abris d'urgence et NFI", "Foyers améliorés",
    "Comunidad de acogida", "Alojamiento de emergencia", "المأوى والمواد غير الغذائية", "مساحات صديقة للأطفال",
    "Safe water for health centres", "Psychological first aid in transit centres", "Violación de derechos laborales",
]  # fmt: skip


@pytest.fixture
def loaded(db: Any) -> dict[str, dict[str, int]]:
    return load_reference()


def by_word(rows: Any) -> dict[str, set[str]]:
    """Which codes a word leads to, in any language."""
    found: dict[str, set[str]] = {}
    for row in rows:
        names = [getattr(row, f"name_{language}") for language in LANGUAGES]
        for word in [row.code, *names, *row.aliases]:
            found.setdefault(fold(word), set()).add(row.code)
    return found


def test_the_sectors_are_ochas_fifteen_and_some_more(loaded: Any) -> None:
    assert sorted(Sector.objects.exclude(kind="extra").values_list("code", flat=True)) == OCHA
    areas = Sector.objects.filter(kind="aor").values_list("code", "parent__code")
    assert sorted(areas) == [("PRO-CPN", "PRO"), ("PRO-GBV", "PRO"), ("PRO-HLP", "PRO"), ("PRO-MIN", "PRO")]
    extras = set(Sector.objects.filter(kind="extra").values_list("code", flat=True))
    assert extras == {"MPC", "MS", "CSS", "AGR", "PRO-HTS", "COV19", "DRR", "OTH"}
    sensitive = set(Sector.objects.filter(sensitive=True).values_list("code", flat=True))
    assert sensitive == {"PRO-GBV", "PRO-HTS"}


def test_the_4ws_have_eleven_codes_and_forty_five_subcodes(loaded: Any) -> None:
    rows = Activity.objects.of(FOURWS_2012)
    assert list(rows.filter(parent=None).values_list("code", flat=True)) == [
        str(code) for code in range(1, 12)
    ]
    subcodes = Counter(rows.exclude(parent=None).values_list("parent__code", flat=True))
    assert subcodes == {
        "1": 3, "2": 3, "3": 8, "4": 2, "5": 3, "6": 2, "7": 3, "8": 6, "9": 4, "10": 4, "11": 7,
    }  # fmt: skip
    assert Counter(rows.values_list("grouping", flat=True)) == {"community": 27, "case": 21, "general": 8}
    psychotherapy = rows.get(code="8.4")
    assert (psychotherapy.layer, psychotherapy.parent.code, bool(psychotherapy.hint)) == (4, "8", True)
    assert not rows.filter(code__startswith="11", layer__isnull=False).exists()


def test_the_minimum_service_package_has_four_sections_and_twenty_two_activities(loaded: Any) -> None:
    rows = Activity.objects.of(MSP_2022)
    assert list(rows.filter(parent=None).values_list("code", flat=True)) == ["1", "2", "3", "4"]
    assert Counter(rows.exclude(parent=None).values_list("parent__code", flat=True)) == {
        "1": 2,
        "2": 4,
        "3": 14,
        "4": 2,
    }
    assert rows.get(code="3.1").name_en != rows.get(code="3.10").name_en
    assert rows.get(code="3.10").sector_codes == ["HEA"]
    assert set(rows.filter(sensitive=True).values_list("code", flat=True)) == {"3.9", "3.11", "4.2"}


def test_the_crosswalk_leads_from_the_package_to_the_4ws(loaded: Any) -> None:
    pairs = Crosswalk.objects.values_list("from_activity__edition", "to_activity__edition")
    assert set(pairs) == {(MSP_2022, FOURWS_2012)}
    found = Crosswalk.objects.filter(from_activity__code="3.10").values_list("to_activity__code", flat=True)
    assert set(found) == {"9.1", "9.2", "9.3", "9.4", "10.1", "10.2", "10.3", "10.4"}


def test_every_vocabulary_is_there(loaded: Any) -> None:
    assert set(Term.objects.values_list("vocabulary", flat=True)) == REFERRAL | OTHER
    assert list(Term.objects.of("layers").values_list("code", flat=True)) == ["1", "2", "3", "4"]
    assert Term.objects.of("organization_types").count() == 18
    bands = [term.extra for term in Term.objects.of("age_bands") if term.extra["default"]]
    assert [(band["min"], band["max"]) for band in bands] == [(0, 5), (6, 11), (12, 17), (18, 59), (60, None)]
    short = {term.code for term in Term.objects.of("population_groups") if term.extra["default"]}
    assert short == {"IDP", "REF", "RRI", "HST", "NDA", "MIG", "STA", "AID", "ALL"}
    hidden = set(Term.objects.of("target_groups").filter(sensitive=True).values_list("code", flat=True))
    assert hidden == {"GBV", "CAF", "LGB", "DET", "ALT", "TOR", "HIV"}


@pytest.mark.parametrize("model", [Sector, Activity, Term])
def test_every_row_speaks_four_languages_and_says_where_it_comes_from(loaded: Any, model: Any) -> None:
    for row in model.objects.all():
        for language in LANGUAGES:
            assert getattr(row, f"name_{language}").strip(), f"{row.code} in {language}"
        assert set(row.label_status) == set(LANGUAGES)
        assert row.source, row.code
        assert row.edition, row.code
        hints = [bool(getattr(row, f"hint_{language}")) for language in LANGUAGES]
        assert len(set(hints)) == 1, row.code
        assert "/" not in row.code or row.code.startswith("en:")


def test_arabic_labels_are_in_arabic_letters(loaded: Any) -> None:
    for row in [
        *Sector.objects.all(),
        *Activity.objects.all(),
        *Term.objects.exclude(vocabulary="sensitive_words"),
    ]:
        assert any("\u0600" <= letter <= "\u06ff" for letter in row.name_ar), row.name_ar


def test_a_reader_gets_the_label_in_their_language(loaded: Any) -> None:
    with translation.override("ar"):
        assert Sector.objects.get(code="HEA").name == "الصحة"
    with translation.override("fr"):
        assert str(Sector.objects.get(code="HEA")) == "Santé"


def test_no_word_leads_to_two_codes_of_one_list(loaded: Any) -> None:
    lists: list[Any] = [Sector.objects.all(), Activity.objects.of(FOURWS_2012), Activity.objects.of(MSP_2022)]
    lists += [
        Term.objects.of(vocabulary) for vocabulary in (REFERRAL | OTHER) - {"age_bands", "sensitive_words"}
    ]
    for rows in lists:
        assert {word: codes for word, codes in by_word(rows).items() if len(codes) > 1} == {}


def test_every_sector_word_met_in_real_files_finds_its_code(loaded: Any) -> None:
    words = by_word(Sector.objects.all())
    assert {word: words.get(fold(word)) for word in MET} == {word: {code} for word, code in MET.items()}
    assert "mhpss" not in words, "MHPSS is cross-cutting: it has no cluster"


def test_every_organisation_type_met_in_real_files_finds_its_code(loaded: Any) -> None:
    words = by_word(Term.objects.of("organization_types"))
    assert {word: words.get(fold(word)) for word in TYPES_MET} == {
        word: {code} for word, code in TYPES_MET.items()
    }


def test_population_words_met_in_real_files_find_their_code(loaded: Any) -> None:
    words = by_word(Term.objects.of("population_groups"))
    met = {
        "In-camp IDPs": {"IDP"},
        "Out-of-camp IDPs": {"IDP"},
        "Returnees": {"RRI"},
        "Mixto / Todos los grupos": {"ALL"},
    }
    assert {word: words.get(fold(word)) for word in met} == met


def test_wording_that_could_harm_is_noticed(loaded: Any) -> None:
    assert {wording: visibility_of(wording) for wording in HARMFUL} == dict.fromkeys(
        HARMFUL, Visibility.RESTRICTED
    )


def test_ordinary_wording_raises_no_alarm(loaded: Any) -> None:
    assert {wording: visibility_of(wording) for wording in ORDINARY} == dict.fromkeys(
        ORDINARY, Visibility.PUBLIC
    )


def visibility_of(wording: str) -> Visibility:
    return default_visibility(sensitive=is_sensitive(wording))
