"""Groups: who coordinates where is public, who belongs to them is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from coordination.outbox import deliver
from sectors.access import Role
from sectors.models import Membership, User
from tests import make

NEW = {"email": "sara@example.org", "name": "Sara", "role": "member", "organization": "", "language": "en"}
OUTSIDERS = ["nour", "lena"]


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def membership(person):
    return Membership.objects.get(user=person)


def address(row, what=""):
    return f"/groups/{row.group.slug}/people/{row.pk}/{what}"


@pytest.fixture
def known(cast):
    """Addresses and people that must not get out: one of them speaks for an organisation that hides its name."""
    cast.iraq.email = "twg@example.org"
    cast.iraq.save()
    cast.quiet_person = make.person(
        "canary@example.org", group=cast.iraq, role=Role.FOCAL_POINT, organization=cast.quiet
    )
    return cast


## READING


def test_the_list_is_public_and_shows_the_tree(known, browse):
    make.group("closed", known.country, name="CANARY closed group", active=False)
    page = text(browse(None).get("/groups/"))

    assert "CANARY" not in page
    assert "mailto:twg@example.org" in page
    assert page.index("Group chad") < page.index("Group iraq") < page.index("Group ninewa")
    assert page.count('<ul class="tree">') == 2


def test_a_group_says_to_outsiders_where_it_works_and_how_to_reach_it(known, browse):
    make.meeting(known.iraq, title="CANARY meeting", starts_at=timezone.now() + timedelta(days=3))
    make.action(known.iraq)
    for person in [None, known.nour, known.lena]:
        page = text(browse(person).get("/groups/iraq/"))
        assert "mailto:twg@example.org" in page
        assert "Iraq" in page
        for word in ("CANARY", "Canary", "Amina", "open action", "Add a person", "Who gave whom"):
            assert word not in page, (person, word)


def test_an_unknown_group_and_a_closed_one_are_not_there(known, browse):
    make.group("closed", known.country, active=False)
    for person in (None, known.amina):
        assert browse(person).get("/groups/atlantis/").status_code == 404
        assert browse(person).get("/groups/closed/").status_code == 404


def test_members_see_people_without_their_addresses(known, browse):
    for person in (known.mona, known.hala, known.salma):
        page = text(browse(person).get("/groups/iraq/"))
        assert "CANARY Quiet House" in page
        assert "Amina" in page
        assert "Who gave whom" not in page
        assert page.replace(f"{person.email}", "").count("@example.org") == page.count("twg@example.org")


def test_a_person_without_a_name_does_not_show_their_address(known, browse):
    User.objects.filter(pk=known.karim.pk).update(name="")

    assert "karim" not in text(browse(known.mona).get("/groups/iraq/"))


def test_those_who_manage_see_addresses_and_history(known, browse):
    for person in (known.amina, known.omar, known.root):
        page = text(browse(person).get("/groups/iraq/"))
        assert "mailto:hala@example.org" in page
        assert "Who gave whom which role, and when" in page


def test_those_who_left_are_not_among_the_people(known, browse):
    Membership.objects.filter(user=known.karim).update(active=False)

    assert "Karim" not in text(browse(known.mona).get("/groups/iraq/"))
    assert "Karim" not in text(browse(known.omar).get("/groups/iraq/")).split("Who gave whom")[0]


def test_members_see_what_the_group_has_before_it(known, browse):
    make.meeting(known.iraq, title="April meeting", starts_at=timezone.now() + timedelta(days=3))
    make.meeting(known.iraq, title="Past meeting")
    make.meeting(known.ninewa_group, title="Of another group", starts_at=timezone.now() + timedelta(days=1))
    make.action(known.iraq, due=timezone.localdate() - timedelta(days=2))
    make.action(known.iraq)
    make.action(known.iraq, status="done")
    page = text(browse(known.mona).get("/groups/iraq/"))

    assert "April meeting" in page
    assert "Past meeting" not in page
    assert "Of another group" not in page
    assert '<span class="figure">2</span>' in page
    assert "1 of them late" in page


def test_members_of_the_group_above_read_a_group_below_like_strangers_unless_they_manage(known, browse):
    make.person("rima", group=known.ninewa_group)

    assert "Rima" not in text(browse(known.mona).get("/groups/ninewa/"))
    assert "rima@example.org" in text(browse(known.amina).get("/groups/ninewa/"))


@pytest.mark.parametrize("who", [None, "mona", "amina"])
def test_the_number_of_queries_does_not_grow(known, browse, who, django_assert_max_num_queries):
    client = browse(getattr(known, who) if who else None)
    addresses = ("/groups/", "/groups/iraq/")

    def asked():
        found = []
        for page in addresses:
            with django_assert_max_num_queries(15) as context:
                client.get(page)
            found.append(len(context))
        return found

    before = asked()
    for number in range(3):
        below = make.group(f"more-{number}", known.ninewa, parent=known.iraq)
        make.group(f"team-{number}", known.mosul, parent=below)
        make.person(
            f"p{number}",
            group=known.iraq,
            role=Role.FOCAL_POINT,
            organization=make.organization(groups=[known.iraq]),
        )
        make.action(known.iraq)

    assert asked() == before


## CHANGING


def test_who_may_open_which_page(known, browse):
    row = membership(known.mona)
    expected = {
        f"/groups/{known.iraq.slug}/people/add/": {"nour": 403, "lena": 403, "mona": 403, "hala": 403, "omar": 200, "amina": 200},
        address(row): {"nour": 404, "lena": 404, "mona": 403, "hala": 403, "omar": 200, "amina": 200},
        address(membership(known.salma)): {"lena": 404, "mona": 403, "omar": 403, "amina": 200},
        address(row, "end/"): dict.fromkeys(("nour", "mona", "amina"), 405),
        "/groups/atlantis/people/add/": {"amina": 404},
        address(row).replace("iraq", "ninewa"): {"amina": 404},
    }  # fmt: skip
    for page, people in expected.items():
        assert browse(None).get(page).status_code in (302, 405), page
        for name, status in people.items():
            assert browse(getattr(known, name)).get(page).status_code == status, (page, name)


def test_a_stranger_is_asked_to_sign_in_and_nothing_happens(known, browse):
    row = membership(known.mona)
    for page in ("/groups/iraq/people/add/", address(row), address(row, "end/")):
        assert browse(None).post(page, NEW).status_code == 302
    assert membership(known.mona).active
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_others_can_send_what_they_like(known, browse):
    row = membership(known.mona)
    for name, status in [("nour", 404), ("lena", 404), ("mona", 403), ("hala", 403)]:
        client = browse(getattr(known, name))
        assert client.post("/groups/iraq/people/add/", NEW).status_code == 403
        assert client.post(address(row), {"role": "coordinator"}).status_code == status
        assert client.post(address(row, "end/")).status_code == status
    row.refresh_from_db()

    assert (row.role, row.active) == ("member", True)
    assert not User.objects.filter(email=NEW["email"]).exists()
    deliver()
    assert mail.outbox == []


def test_a_person_is_added_and_gets_a_mail_in_their_language(known, browse):
    answer = browse(known.amina).post(
        "/groups/iraq/people/add/",
        NEW | {"role": "focal_point", "organization": known.hope.pk, "language": "fr"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/groups/iraq/")
    row = Membership.objects.get(user__email="sara@example.org")
    assert (row.role, row.organization, row.user.language) == ("focal_point", known.hope, "fr")
    deliver()
    [message] = mail.outbox
    assert (message.to, message.reply_to) == (["sara@example.org"], ["twg@example.org"])
    assert "http://testserver/accounts/login/code/" in message.body
    assert "Amina" in message.body
    assert "amina@example.org" not in message.body


def test_sent_twice_there_is_one_membership_and_one_mail(known, browse):
    client = browse(known.amina)
    client.post("/groups/iraq/people/add/", NEW)
    page = text(client.post("/groups/iraq/people/add/", NEW, follow=True))

    assert "Sara is this already: Member. Nothing has changed." in page
    assert Membership.objects.filter(user__email="sara@example.org").count() == 1
    deliver()
    assert len(mail.outbox) == 1


def test_no_name_becomes_a_header(known, browse):
    known.iraq.name_en = "Group\r\nBcc: canary@example.org"
    known.iraq.save()
    User.objects.filter(pk=known.amina.pk).update(name="Amina\r\nBcc: canary@example.org")
    browse(User.objects.get(pk=known.amina.pk)).post("/groups/iraq/people/add/", NEW)

    deliver()
    [message] = mail.outbox
    assert message.recipients() == ["sara@example.org"]
    assert "\n" not in message.subject
    assert message.message()["Bcc"] is None
    assert "\r" not in message.body


@pytest.mark.parametrize(
    "field, value",
    [("email", "sara@example.org\nBcc: x@example.org"), ("email", "sara"), ("email", "sarа@example.org"), ("name", "  "),
     ("name", "Sara\u202egro"), ("role", "keeper"), ("role", ""), ("organization", "999999"), ("language", "xx")],
)  # fmt: skip
def test_what_makes_no_sense_comes_back_with_what_was_typed(known, browse, field, value):
    answer = browse(known.amina).post("/groups/iraq/people/add/", NEW | {field: value})

    assert "There is a problem" in text(answer)
    assert list(answer.context["form"].errors) == [field]
    assert Membership.objects.filter(group=known.iraq, user__name="Sara").count() == 0
    deliver()
    assert mail.outbox == []


def test_a_focal_point_without_organisation_is_asked_for_it(known, browse):
    answer = browse(known.amina).post("/groups/iraq/people/add/", NEW | {"role": "focal_point"})

    assert "Choose the organisation this person is the focal point of." in text(answer)


def test_organisations_of_other_countries_cannot_be_chosen(known, browse):
    make.service(known.lake, known.lac, known.safe_spaces)  # public: so everybody sees the organisation
    answer = browse(known.amina).post("/groups/iraq/people/add/", NEW | {"organization": known.lake.pk})

    assert list(answer.context["form"].errors) == ["organization"]
    assert "Lake Aid" not in text(answer)


def test_an_information_manager_is_not_offered_the_roles_of_coordinators(known, browse):
    client = browse(known.omar)
    page = text(client.get("/groups/iraq/people/add/"))

    assert 'value="information_manager"' in page
    for role in ("coordinator", "case_management"):
        assert f'value="{role}"' not in page
        client.post("/groups/iraq/people/add/", NEW | {"role": role})
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_a_role_is_changed(known, browse):
    row = membership(known.mona)
    answer = browse(known.amina).post(address(row), {"role": "focal_point", "organization": known.care.pk})
    row.refresh_from_db()

    assert answer.status_code == 302
    assert (row.role, row.organization) == ("focal_point", known.care)
    page = text(browse(known.amina).get("/groups/iraq/"))
    assert "<bdi>Mona</bdi> was Member and became: Focal point of an organisation" in page


def test_an_ended_role_is_gone_on_the_next_request(known, browse):
    mona, amina = browse(known.mona), browse(known.amina)
    assert "Karim" in text(mona.get("/groups/iraq/"))

    amina.post(address(membership(known.mona), "end/"))

    assert "Karim" not in text(mona.get("/groups/iraq/"))
    assert amina.get(address(membership(known.mona))).status_code == 404
    assert amina.post(address(membership(known.mona), "end/")).status_code == 302  # sent twice


def test_the_last_coordinator_is_told_why_they_stay(known, browse):
    row, client = membership(known.amina), browse(known.amina)
    sentence = "Amina is the last coordinator of Group iraq. Make somebody else coordinator first."

    assert sentence in text(client.post(address(row, "end/"), follow=True))
    assert sentence in text(client.post(address(row), {"role": "member"}))
    row.refresh_from_db()
    assert (row.role, row.active) == ("coordinator", True)
