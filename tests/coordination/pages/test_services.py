from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sectors.access import Visibility
from sectors.changes.services import change_service
from sectors.models import Reach, Service, ServicePoint
from tests import make

LIST, ADD = "/services/", "/services/add/"


def titles(response):
    return [row.name for row in response.context["page"]]


def form_of(response):
    """What a browser would send back unchanged: every field of the form as it stands in the page."""
    data = {}
    for field in response.context["form"]:
        value = field.value()
        if isinstance(value, bool):
            data |= {field.name: "on"} if value and field.name != "different" else {}
        elif isinstance(value, list | tuple):
            data |= {field.name: [str(getattr(one, "pk", one)) for one in value]} if value else {}
        elif value is not None:
            shown = field.field.widget.format_value(field.field.prepare_value(value))
            data[field.name] = shown[0] if isinstance(shown, list) else shown or ""
    return data


@pytest.fixture
def filled(cast, browse):
    """Hala's form for a new service, filled in."""
    response = browse(cast.hala).get(ADD)
    return form_of(response) | {
        "organization": str(cast.hope.pk), "activity": str(cast.safe_spaces.pk), "place": "Sumail", "status": "ongoing",
        "description": "Play and drawing, every afternoon.", "visibility": "",
    }  # fmt: skip


## THE LIST


def test_each_person_sees_their_own_list(cast, browse):
    def seen(person):
        return sorted(titles(browse(person).get(LIST)))

    everything = {"Sunrise child-friendly space", "CANARY staff counselling", "CANARY women's centre", "CANARY safe line",
                  "CANARY quiet service", "CANARY behind the door"}  # fmt: skip
    public = ["Sunrise child-friendly space"]
    assert seen(None) == seen(cast.nour) == public
    assert seen(cast.lena) == ["CANARY lake space", *public]
    assert seen(cast.mona) == ["CANARY quiet service", "CANARY staff counselling", *public]
    assert seen(cast.hala) == [
        "CANARY quiet service",
        "CANARY staff counselling",
        "CANARY women's centre",
        *public,
    ]
    assert set(seen(cast.salma)) == set(seen(cast.amina)) == everything
    assert set(seen(cast.root)) == everything | {"CANARY lake space"}


def test_strangers_find_no_trace_of_what_they_may_not_see(cast, browse):
    for address in (
        LIST,
        f"{LIST}?q=counselling",
        f"{LIST}?place=IQG15",
        f"{LIST}?activity=8.1",
        f"{LIST}?status=ongoing",
    ):
        assert "CANARY" not in browse(None).get(address).content.decode()


def test_the_question_is_in_the_address(cast, browse):
    page = browse(cast.amina).get(LIST, {"place": "IQG15", "activity": "8.1"})

    assert sorted(titles(page)) == ["CANARY behind the door", "CANARY women's centre"]
    assert page.context["filter"].form["place"].value() == "IQG15"


def test_one_asks_for_those_who_take_referrals(cast, browse):
    make.service(
        cast.hope,
        cast.mosul,
        cast.safe_spaces,
        name="Taking",
        point=make.point(cast.hope, cast.mosul, accepting=True),
    )
    make.service(
        cast.hope,
        cast.mosul,
        cast.safe_spaces,
        name="Full",
        point=make.point(cast.hope, cast.mosul, accepting=False),
    )

    assert titles(browse(None).get(LIST, {"accepting": "true"})) == ["Taking"]


def test_nonsense_shows_nothing_and_says_so(cast, browse):
    page = browse(cast.amina).get(LIST, {"status": "upside down"})

    assert titles(page) == []
    assert "There is a problem" in page.content.decode()


def test_a_page_number_that_makes_no_sense_is_the_first_or_last(cast, browse):
    assert (
        browse(None).get(LIST, {"page": "x"}).status_code
        == browse(None).get(LIST, {"page": "99"}).status_code
        == 200
    )


def test_what_takes_referrals_comes_first_then_what_was_confirmed_last(cast, browse):
    taking = make.point(cast.hope, cast.mosul, accepting=True)
    old = make.TODAY - timedelta(days=200)
    make.service(cast.hope, cast.mosul, cast.safe_spaces, name="old")
    make.service(cast.hope, cast.mosul, cast.safe_spaces, name="taking", point=taking, confirmed_on=old)
    make.service(cast.hope, cast.mosul, cast.safe_spaces, name="ended", status="ended")
    Service.objects.filter(name="old").update(confirmed_on=old)

    assert titles(browse(None).get(LIST)) == ["taking", "Sunrise child-friendly space", "old", "ended"]


def test_a_word_in_the_name_fits_better_than_one_in_the_description(cast, browse):
    make.service(
        cast.hope, cast.mosul, cast.safe_spaces, name="Garden", confirmed_on=make.TODAY - timedelta(days=50)
    )
    make.service(cast.hope, cast.mosul, cast.safe_spaces, name="House", description="With a garden")

    assert titles(browse(None).get(LIST, {"q": "garden"})) == ["Garden", "House"]


def test_strangers_read_the_district_members_the_site(cast, browse):
    make.service(cast.hope, cast.site, cast.safe_spaces, name="In the camp")

    assert "Al-Muhamadath" not in browse(None).get(LIST).content.decode()
    assert "Al-Muhamadath" in browse(cast.mona).get(LIST).content.decode()


@pytest.mark.parametrize("who", ["nobody", "amina"])
def test_the_list_asks_as_often_for_three_as_for_one(cast, browse, who):
    client = browse(getattr(cast, who, None))

    def asked():
        with CaptureQueriesContext(connection) as counted:
            client.get(LIST, {"place": "IQG15"})
        return len(counted)

    make.service(cast.hope, cast.site, cast.safe_spaces, name="One", point=make.point(cast.hope, cast.site))
    client.get(LIST)
    one = asked()
    for number in range(3):
        point = make.point(cast.hope, cast.site, phone="+9647501234567")
        row = make.service(
            cast.hope, cast.site, cast.counselling, sector=cast.health, name=str(number), point=point
        )
        row.target_groups.set([cast.children])

    assert asked() == one


def test_the_map_counts_what_the_person_may_see(cast, browse):
    def counts(person):
        return {area.place.pcode: area.count for area in browse(person).get(LIST).context["map"].areas}

    assert counts(None) == {"IQG09": 0, "IQG15": 1}
    assert counts(cast.amina) == {"IQG09": 2, "IQG15": 3}


def test_an_area_of_the_map_asks_the_same_question_there(cast, browse):
    page = browse(cast.amina).get(LIST, {"activity": "8.1", "page": "1"})

    assert page.context["map"].areas[1].url == "?activity=8.1&place=IQG15"


## ONE SERVICE


def test_a_service_says_who_what_where_when(cast, browse):
    row = make.service(
        cast.hope, cast.site, cast.safe_spaces, sector=cast.protection, name="Blue tent", start=make.TODAY, people_reached=120,
        point=make.point(cast.hope, cast.site, name="Tent 4", phone="+9647501234567", hours="Sun-Thu 9-15", accepting=True),
    )  # fmt: skip

    text = browse(None).get(f"/services/{row.public_id}/").content.decode()

    for words in ("Hope Initiative", "Child-friendly spaces", "Al-Mosul, Ninewa", "Since 10 Mar 2026", "tel:+9647501234567",
                  "Sun-Thu 9-15", "Accepting referrals", "og:title"):  # fmt: skip
        assert words in text
    assert "Al-Muhamadath" not in text
    assert "120" not in text


def test_who_may_not_see_it_finds_nothing(cast, browse):
    address = f"/services/{cast.restricted.public_id}/"

    answers = {person and person.name: browse(person).get(address).status_code for person in cast.everybody}

    assert answers == {None: 404, "Nour": 404, "Lena": 404, "Mona": 404, "Karim": 404, "Salma": 200, "Hala": 200,
                       "Omar": 200, "Amina": 200, "Root": 200}  # fmt: skip


def test_what_is_not_public_is_not_to_be_forwarded(cast, browse):
    page = browse(cast.salma).get(f"/services/{cast.restricted.public_id}/")
    text = page.content.decode()

    assert ("Do not forward" in text, "og:title" in text, page.context["share"]) == (True, False, "")
    assert 'content="noindex"' in text


def test_the_text_to_share_is_short_and_public(cast, browse):
    point = make.point(cast.hope, cast.site, phone="+9647501234567", hours="h" * 200)
    row = make.service(cast.hope, cast.site, cast.safe_spaces, name="N" * 190, point=point)

    text = browse(cast.amina).get(f"/services/{row.public_id}/").context["share"]

    assert len(text) <= 400
    assert text.endswith(f"/services/{row.public_id}/")
    assert "Muhamadath" not in text


def test_reach_by_month_is_for_those_who_may_change_it(cast, browse):
    Reach.objects.create(service=cast.public, month=make.TODAY.replace(day=1), total=4321)
    address = f"/services/{cast.public.public_id}/"

    seeing = [
        person.name
        for person in cast.everybody
        if person and "4,321" in browse(person).get(address).content.decode()
    ]

    assert seeing == ["Hala", "Omar", "Amina", "Root"]


## ADDING


def test_a_focal_point_adds_a_service_and_is_told_who_sees_it(cast, browse, filled):
    page = browse(cast.hala).post(ADD, filled, follow=True)

    row = Service.objects.get(description="Play and drawing, every afternoon.")
    assert page.redirect_chain[-1][0] == f"/services/{row.public_id}/"
    written = (row.organization, row.place, row.visibility, row.confirmed_by)
    assert written == (cast.hope, cast.sumail, Visibility.PUBLIC, cast.hala)
    assert "Everybody sees it" in page.content.decode()


def test_a_sensitive_service_is_restricted_and_the_page_says_why(cast, browse, filled):
    page = browse(cast.hala).post(ADD, filled | {"description": "A bed in the safe house."}, follow=True)

    assert Service.objects.get(description="A bed in the safe house.").visibility == Visibility.RESTRICTED
    assert "because of: safe house" in page.content.decode()


def test_the_same_form_five_times_is_one_service(cast, browse, filled):
    client = browse(cast.hala)
    answers = [client.post(ADD, filled | {"different": "on"}) for _time in range(5)]

    row = Service.objects.get(description="Play and drawing, every afternoon.")
    assert {answer["Location"] for answer in answers} == {f"/services/{row.public_id}/"}


def test_one_form_makes_a_service_in_every_place_and_a_point_along_with_it(cast, browse, filled):
    browse(cast.hala).post(
        ADD, filled | {"more_places": "IQG15Q05\nduhok (IQG09)\nIQG09Q03", "different": "on"}
    )
    rows = Service.objects.filter(description="Play and drawing, every afternoon.")
    assert sorted(row.place.name for row in rows) == ["Al-Mosul", "Duhok", "Sumail"]


def test_a_new_point_is_made_along_with_the_service(cast, browse, filled):
    browse(cast.hala).post(
        ADD, filled | {"point_name": "Room 4", "point_phone": "٠٧٥٠ ١٢٣ ٤٥٦٧", "visibility": "1"}
    )

    point = ServicePoint.objects.get(name="Room 4")
    assert (point.place, point.phone, point.visibility) == (cast.sumail, "0750 123 4567", Visibility.MEMBERS)
    assert point.services.get().description == "Play and drawing, every afternoon."


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"place": ""}, "place", "Write where it is"),
        ({"place": "Al-Mosel"}, "place", "Did you mean one of these? Al-Mosul (IQG15Q05)"),
        ({"place": "Lac"}, "place", "No place here is called “Lac”"),
        ({"place": "IQG15Q05", "more_places": "Nowhere"}, "more_places", "No place here is called “Nowhere”"),
        ({"activity": ""}, "activity", "Choose an activity, or a reporting sector."),
        ({"end": "2020-01-01", "start": "2021-01-01"}, "__all__", "The end is before the start"),
        (
            {"description": "Girl, 14 years, comes on Mondays"},
            "description",
            "This looks like the age of somebody",
        ),
        ({"description": "Call 0750 123 4567"}, "description", "This looks like a phone number"),
        ({"name": "Sun\u202erise"}, "name", "invisible sign"),
        ({"point_phone": "0750 123 4567"}, "point_name", "Give the new point a name"),
        ({"point_name": "x", "point_phone": "ask Ali"}, "point_phone", "This is not a phone number"),
        ({"visibility": "3"}, "place", "no place is stored"),
        ({"people_targeted": "-5"}, "people_targeted", "greater than or equal to 0"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    cast, browse, filled, wrong, field, words
):
    before = Service.objects.count()

    page = browse(cast.hala).post(ADD, filled | wrong)

    assert words in " ".join(page.context["form"].errors[field])
    assert Service.objects.count() == before
    assert form_of(page) | {"once": ""} == filled | wrong | {"once": ""}


def test_a_sentence_is_said_once(cast, browse, filled):
    page = browse(cast.hala).post(ADD, filled | {"activity": ""})

    assert page.context["form"].errors == {"activity": ["Choose an activity, or a reporting sector."]}


def test_words_that_look_personal_pass_when_somebody_says_they_are_not(cast, browse, filled):
    browse(cast.hala).post(ADD, filled | {"description": "Hotline 0750 123 4567", "not_a_person": "on"})

    assert Service.objects.filter(description="Hotline 0750 123 4567").count() == 1


def test_a_focal_point_cannot_write_for_another_organisation(cast, browse, filled):
    page = browse(cast.hala).post(ADD, filled | {"organization": cast.care.pk})

    assert list(page.context["form"].errors) == ["organization"]


def test_what_the_organisation_already_lists_there_is_shown_before_saving(cast, browse, filled):
    client = browse(cast.hala)
    client.post(ADD, filled | {"different": "on"})
    again = form_of(client.get(ADD))

    page = client.post(ADD, filled | {"once": again["once"]})

    assert "Is it one of these?" in page.content.decode()
    client.post(ADD, filled | {"once": again["once"], "different": "on"})
    assert Service.objects.filter(description="Play and drawing, every afternoon.").count() == 2


def test_a_copy_is_filled_in_and_somebody_elses_is_not(cast, browse):
    mine = browse(cast.hala).get(ADD, {"copy": cast.restricted.public_id})
    other = browse(cast.karim).get(ADD, {"copy": cast.restricted.public_id})

    assert mine.context["form"]["name"].value() == "CANARY women's centre"
    assert "CANARY women" not in other.content.decode()


def test_adding_is_for_those_who_may(cast, browse):
    answers = {person and person.name: browse(person).get(ADD).status_code for person in cast.everybody}

    assert answers == {None: 302, "Nour": 403, "Lena": 200, "Mona": 403, "Salma": 403, "Karim": 200, "Hala": 200,
                       "Omar": 200, "Amina": 200, "Root": 200}  # fmt: skip


def test_text_sent_after_the_session_ended_is_there_after_signing_in(cast, browse, filled, client):
    answer = client.post(ADD, filled)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={ADD}")

    client.force_login(cast.hala, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(ADD)

    assert page.context["form"]["description"].value() == "Play and drawing, every afternoon."
    assert "Your sign-in has changed" in page.content.decode()


def test_text_of_a_form_older_than_the_last_sign_in_comes_back_to_be_sent_again(cast, filled):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.hala, backend="django.contrib.auth.backends.ModelBackend")

    answer = strict.post(ADD, filled | {"csrfmiddlewaretoken": "x" * 64})

    assert (answer.status_code, answer["Location"]) == (302, ADD)
    assert strict.get(ADD).context["form"]["description"].value() == "Play and drawing, every afternoon."
    assert Service.objects.filter(description="Play and drawing, every afternoon.").count() == 0


def test_partners_who_do_not_publish_their_name_are_not_named(cast, browse):
    cast.public.partners.set([cast.quiet, cast.hope])
    cast.public.donors.set([cast.quiet])
    address = f"/services/{cast.public.public_id}/"

    assert "CANARY" not in browse(None).get(address).content.decode()
    assert "CANARY Quiet House" in browse(cast.mona).get(address).content.decode()


def test_another_site_cannot_put_words_into_a_form(cast, filled):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(ADD, filled).status_code == 403
    assert strict.cookies == {}


def test_text_of_one_person_is_not_shown_to_the_next(cast, browse, filled, client):
    client.post(ADD, filled)
    client.force_login(cast.karim, backend="django.contrib.auth.backends.ModelBackend")

    assert "Play and drawing" not in client.get(ADD).content.decode()


## CHANGING


def edit(cast, browse, person, **changes):
    client = browse(person)
    address = f"/services/{cast.public.public_id}/edit/"
    return client, address, form_of(client.get(address)) | changes


def test_only_what_was_changed_is_written(cast, browse):
    client, address, data = edit(cast, browse, cast.hala, description="Open to all.")
    client.cookies["django_language"] = "ar"

    client.post(address, data)

    row = Service.objects.get(pk=cast.public.pk)
    assert (row.description_ar, row.name_ar, row.name_en) == (
        "Open to all.",
        None,
        "Sunrise child-friendly space",
    )


def test_two_people_at_once_lose_nothing(cast, browse):
    client, address, data = edit(cast, browse, cast.hala, description="Mine <b>bold</b>")
    change_service(
        Service.objects.get(pk=cast.public.pk),
        by=cast.amina,
        seen=1,
        description="Theirs",
        status="suspended",
    )

    page = client.post(address, data)

    text = page.content.decode()
    assert page.status_code == 409
    both = sorted((row.mine, row.theirs) for row in page.context["both"])
    assert both == [("Mine <b>bold</b>", "Theirs"), ("Ongoing", "Suspended")]
    assert ("Amina changed this" in text, "Mine &lt;b&gt;bold" in text, "Mine <b>" in text) == (
        True,
        True,
        False,
    )
    assert Service.objects.get(pk=cast.public.pk).description == "Theirs"

    client.post(address, form_of(page))
    row = Service.objects.get(pk=cast.public.pk)
    assert (row.description, row.status) == ("Mine <b>bold</b>", "suspended")


@pytest.mark.parametrize("what", ["edit", "history"])
def test_changing_is_for_those_who_may(cast, browse, what):
    address = f"/services/{cast.public.public_id}/{what}/"

    answers = {person and person.name: browse(person).get(address).status_code for person in cast.everybody}

    assert answers == {None: 302, "Nour": 403, "Lena": 403, "Mona": 403, "Salma": 403, "Karim": 403, "Hala": 200,
                       "Omar": 200, "Amina": 200, "Root": 200}  # fmt: skip


@pytest.mark.parametrize("what", ["confirm", "end", "undo"])
def test_pressing_is_for_those_who_may_and_never_by_a_link(cast, browse, what):
    seen, unseen = (f"/services/{row.public_id}/{what}/" for row in (cast.public, cast.restricted))

    assert [browse(person).post(seen).status_code for person in (None, cast.mona, cast.karim)] == [
        302,
        403,
        403,
    ]
    assert [browse(person).post(unseen).status_code for person in (cast.mona, cast.karim)] == [404, 404]
    assert browse(cast.hala).get(seen).status_code == 405
    assert Service.objects.get(pk=cast.public.pk).version == 1


def test_still_right_is_one_press(cast, browse):
    browse(cast.hala).post(f"/services/{cast.public.public_id}/confirm/", {"version": "1"})

    row = Service.objects.get(pk=cast.public.pk)
    assert (row.confirmed_on, row.confirmed_by) == (timezone.localdate(), cast.hala)


def test_a_press_on_an_old_page_changes_nothing(cast, browse):
    change_service(Service.objects.get(pk=cast.public.pk), by=cast.amina, description="New")

    page = browse(cast.hala).post(
        f"/services/{cast.public.public_id}/confirm/", {"version": "1"}, follow=True
    )

    assert "Somebody changed this meanwhile" in page.content.decode()
    assert Service.objects.get(pk=cast.public.pk).confirmed_on == make.TODAY


def test_ending_and_undoing(cast, browse):
    change_service(cast.public, by=cast.hala, description="Running")
    client, address = browse(cast.hala), f"/services/{cast.public.public_id}/"

    assert "not a date" in client.post(f"{address}end/", {"on": "soon"}, follow=True).content.decode()
    client.post(f"{address}end/", {"on": timezone.localdate().isoformat()})
    assert Service.objects.get(pk=cast.public.pk).status == "ended"
    client.post(f"{address}undo/")
    assert Service.objects.get(pk=cast.public.pk).status == "ongoing"


def test_the_history_says_who_changed_what_from_what_to_what(cast, browse):
    change_service(cast.public, by=cast.hala, description="First")
    change_service(
        cast.public, by=cast.amina, description="Second", sector=cast.health, target_groups=[cast.children]
    )

    page = browse(cast.hala).get(f"/services/{cast.public.public_id}/history/")

    latest = page.context["changes"][0]
    assert latest.by == cast.amina
    assert sorted((line.label, line.before, line.after) for line in latest.lines) == [
        ("Description (English)", "First", "Second"),
        ("Reporting sector", "Protection", "Health"),
        ("Target groups", "", "Children and adolescents"),
    ]
    assert '<del dir="auto">nothing</del>' in page.content.decode()


def test_a_suspended_service_does_not_say_that_its_door_takes_referrals(cast, browse):
    door = make.point(cast.hope, cast.mosul, accepting=True)
    row = make.service(cast.hope, cast.mosul, point=door, status="suspended")
    page = browse(None).get(f"/services/{row.public_id}/").content.decode()
    assert ("Accepting referrals" in page, "Suspended" in page) == (False, True)
