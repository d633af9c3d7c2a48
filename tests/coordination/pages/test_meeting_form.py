"""Planning a meeting: what the form keeps, and what the next meeting takes over."""

from __future__ import annotations

from datetime import timedelta

from meetings.models import Meeting


def plan(client, group, **data):
    return client.post(
        "/meetings/add/",
        {"group": group.pk, "kind": "subnational", "day": "2027-01-12", "begins": "10:00", "ends": "11:30"}
        | data,
    )


def test_a_meeting_that_comes_again_gives_its_rhythm_to_the_next(cast, browse):
    amina = browse(cast.amina)
    plan(amina, cast.iraq, repeats="monthly")
    first = Meeting.objects.get()
    answer = amina.post(f"/meetings/{first.public_id}/next/", follow=True)
    second = Meeting.objects.exclude(pk=first.pk).get()

    assert (first.kind, first.repeats) == ("subnational", "monthly")
    assert (second.kind, second.repeats, second.day.isoformat()) == ("subnational", "monthly", "2027-02-09")
    assert second.ends_at - second.starts_at == timedelta(minutes=90)
    assert "Every month, such as on the second Tuesday" in answer.content.decode()


def test_an_unknown_rhythm_is_named_and_what_was_typed_comes_back(cast, browse):
    answer = plan(browse(cast.amina), cast.iraq, repeats="hourly", venue="Blue hall")

    assert answer.status_code == 200
    assert answer.context["form"].errors == {
        "repeats": ["Select a valid choice. hourly is not one of the available choices."]
    }
    assert 'value="Blue hall"' in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_meeting_can_stop_coming_again(cast, browse):
    amina = browse(cast.amina)
    plan(amina, cast.iraq, repeats="weekly")
    meeting = Meeting.objects.get()
    data = {
        "kind": "regular",
        "day": "2027-01-12",
        "begins": "10:00",
        "repeats": "",
        "seen": meeting.version,
    }
    amina.post(f"/meetings/{meeting.public_id}/edit/", data)

    meeting.refresh_from_db()
    assert meeting.repeats == ""
