"""The groups and the people. All of them are invented."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from coordination.demo.stage import Stage
from sectors.access import Role, all_rows
from sectors.models import Group, Membership, User

GROUPS = {
    "iraq": ("IRQ", "", Group.Kind.NATIONAL, {
        "en": "MHPSS Technical Working Group Iraq (demonstration)",
        "fr": "Groupe de travail technique SMSPS Irak (démonstration)",
        "ar": "فريق العمل الفني للصحة النفسية والدعم النفسي الاجتماعي – العراق (عرض تجريبي)",
        "es": "Grupo técnico de trabajo SMAPS Irak (demostración)",
    }),
    "ninewa": ("IQG15", "iraq", Group.Kind.SUBNATIONAL, {
        "en": "MHPSS Working Group Ninewa (demonstration)",
        "fr": "Groupe de travail SMSPS Ninive (démonstration)",
        "ar": "فريق عمل نينوى (عرض تجريبي)",
        "es": "Grupo de trabajo SMAPS Nínive (demostración)",
    }),
    "duhok": ("IQG09", "iraq", Group.Kind.SUBNATIONAL, {
        "en": "MHPSS Working Group Duhok (demonstration)",
        "fr": "Groupe de travail SMSPS Dahuk (démonstration)",
        "ar": "فريق عمل دهوك (عرض تجريبي)",
        "es": "Grupo de trabajo SMAPS Duhok (demostración)",
    }),
    "children": ("IRQ", "iraq", Group.Kind.TASK_TEAM, {
        "en": "Task team on children and caregivers (demonstration)",
        "fr": "Équipe spéciale enfants et familles (démonstration)",
        "ar": "فريق مهام الأطفال ومقدمي الرعاية (عرض تجريبي)",
        "es": "Equipo de tareas de infancia y cuidadores (demostración)",
    }),
    "chad": ("TCD", "", Group.Kind.NATIONAL, {
        "en": "MHPSS Technical Working Group Chad (demonstration)",
        "fr": "Groupe de travail technique SMSPS Tchad (démonstration)",
        "ar": "فريق العمل الفني – تشاد (عرض تجريبي)",
        "es": "Grupo técnico de trabajo SMAPS Chad (demostración)",
    }),
}  # fmt: skip
ZONES = {"chad": "Africa/Ndjamena"}
PEOPLE = [
    ("amina", "Amina Haddad", "iraq", Role.COORDINATOR, ""),
    ("omar", "Omar Said", "iraq", Role.INFORMATION_MANAGER, ""),
    ("hala", "Hala Nasser", "iraq", Role.FOCAL_POINT, "LARE"),
    ("salma", "Salma Aziz", "iraq", Role.CASE_MANAGEMENT, ""),
    ("mona", "Mona Farid", "iraq", Role.MEMBER, ""),
    ("karim", "Karim Jalal", "iraq", Role.FOCAL_POINT, "TICA"),
    ("rojin", "Rojin Azad", "iraq", Role.FOCAL_POINT, "OBF"),
    ("layth", "Dr Layth Karim", "iraq", Role.FOCAL_POINT, "MHP"),
    ("ines", "Ines Calder", "iraq", Role.FOCAL_POINT, "AYL"),
    ("samir", "Samir Odeh", "iraq", Role.FOCAL_POINT, "AUP"),
    ("petra", "Petra Lindqvist", "iraq", Role.FOCAL_POINT, "ABH"),
    ("zainab", "Zainab Mahdi", "iraq", Role.FOCAL_POINT, "HOPE"),
    ("tom", "Tom Ashby", "iraq", Role.FOCAL_POINT, "BAB"),
    ("shirin", "Shirin Baran", "iraq", Role.FOCAL_POINT, "QUIH"),
    ("nawal", "Nawal Idris", "iraq", Role.FOCAL_POINT, "STN"),
    ("yusuf", "Yusuf Rahim", "ninewa", Role.COORDINATOR, ""),
    ("maryam", "Maryam Thamer", "ninewa", Role.FOCAL_POINT, "NWS"),
    ("dilan", "Dilan Hesso", "duhok", Role.COORDINATOR, ""),
    ("berivan", "Berivan Sado", "duhok", Role.FOCAL_POINT, "WMA"),
    ("rania", "Rania Khoury", "children", Role.COORDINATOR, ""),
    ("zainab", "Zainab Mahdi", "children", Role.FOCAL_POINT, "HOPE"),
    ("lena", "Léna Abakar", "chad", Role.COORDINATOR, ""),
    ("ousmane", "Ousmane Issa", "chad", Role.FOCAL_POINT, "SAHEL"),
    ("nadia", "Nadia Brahim", "chad", Role.MEMBER, ""),
]
LANGUAGE_OF = {"lena": "fr", "ousmane": "fr", "nadia": "fr", "karim": "ar", "zainab": "ar"}


def make_groups(stage: Stage) -> None:
    for slug, (pcode, parent, kind, names) in GROUPS.items():
        group = Group(
            slug=slug,
            kind=kind,
            parent=stage.groups.get(parent),
            place=stage.places[pcode],
            email=f"mhpss-{slug}@example.org",
            time_zone=ZONES.get(slug, "Asia/Baghdad"),
            **{f"name_{language}": name for language, name in names.items()},
        )
        group.full_clean()
        group.save()
        stage.groups[slug] = group


def make_people(stage: Stage, password: str) -> None:
    """People sign in by a code sent to them; where a password is wanted it is the same for all."""
    secret = make_password(password or None)
    for word, name, group, role, acronym in PEOPLE:
        if word not in stage.people:
            person = User(
                email=f"{word}@example.org", name=name, language=LANGUAGE_OF.get(word, ""), password=secret
            )
            person.save()
            stage.people[word] = person
        organization = stage.organizations.get(acronym)
        _join(stage.people[word], stage.groups[group], role, organization)
        if organization:
            stage.speakers[acronym] = stage.people[word]
    stage.people["nour"] = User(
        email="nour@example.org", name="Nour Selim", password=secret
    )  # in no group yet
    stage.people["nour"].save()
    _keeper(stage, secret)


def _join(person: User, group: Group, role: str, organization: object) -> None:
    member = Membership(user=person, group=group, role=role, organization=organization)
    member.full_clean()
    member.save()


def _keeper(stage: Stage, secret: str) -> None:
    """Who keeps the site: sees everything, including the admin pages."""
    keeper = User(
        email="keeper@example.org",
        name="Keeper of the site",
        password=secret,
        is_staff=True,
        is_superuser=True,
    )
    keeper.save()
    stage.people["keeper"] = keeper


def is_demo() -> bool:
    """Whether all there is in the database is a demonstration."""
    names = all_rows(Group).values_list("slug", flat=True)
    people = all_rows(User).exclude(email__endswith="@example.org")
    return set(names) <= set(GROUPS) and not people.exists()
