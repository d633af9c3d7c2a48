"""Letters go out at most once: whoever is ended in the middle, and whatever the mail server does."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from smtplib import SMTPConnectError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from coordination import letters
from coordination.mail import compose
from coordination.outbox import deliver
from sectors.changes import letters as changes
from sectors.models import Letter, Membership
from tests import make

State = Letter.State


@pytest.fixture
def plain(monkeypatch):
    """A kind of letter that needs no row: what is tested is the way, not the words."""

    def words(letter: Letter) -> Any:
        return compose(letter, subject=f"Number {letter.period}", parts=["Hello."])

    monkeypatch.setitem(letters.LETTERS, Letter.Kind.REMINDER, words)


def write(cast, *people, period="1", **extra):
    return changes.write_letters(
        people or [cast.mona], Letter.Kind.REMINDER, period=period, group=cast.iraq, **extra
    )


def states():
    return dict(Counter(Letter.objects.values_list("state", flat=True)))


class Server(EmailBackend):
    """A mail server that does as it is told, once for each word in `ways`."""

    ways: ClassVar[list[Any]] = []
    opened: ClassVar[int] = 0

    def open(self) -> bool:
        type(self).opened += 1
        if self.ways and isinstance(self.ways[0], SMTPConnectError | ConnectionRefusedError):
            raise self.ways.pop(0)
        return True

    def send_messages(self, messages: Any) -> int:
        if self.ways and (way := self.ways.pop(0)):
            raise way
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.ways, Server.opened = [], 0
    return Server


def test_a_letter_is_asked_for_often_and_sent_once(cast, plain):
    assert [write(cast), write(cast), write(cast, cast.mona, cast.hala)] == [1, 0, 1]
    assert [deliver(), deliver()] == [2, 0]
    write(cast)
    assert deliver() == 0
    assert sorted(message.to for message in mail.outbox) == [["hala@example.org"], ["mona@example.org"]]


def test_the_next_period_is_another_letter(cast, plain):
    write(cast, period="2026-W47")
    write(cast, period="2026-W48")
    deliver()
    assert [message.subject for message in mail.outbox] == ["Number 2026-W47", "Number 2026-W48"]


def test_many_letters_need_one_connection(cast, plain, server):
    write(cast, cast.mona, cast.hala, cast.karim)
    assert (deliver(), server.opened) == (3, 1)


@pytest.mark.parametrize(
    "trouble",
    [
        SMTPConnectError(421, b"busy"),
        ConnectionRefusedError(),
        SMTPDataError(451, b"try later"),
        SMTPRecipientsRefused({"mona@example.org": (450, b"greylisted")}),
    ],
)
def test_a_server_that_is_away_or_busy_is_asked_again_later_and_never_twice_at_once(
    cast, plain, server, trouble
):
    write(cast)
    server.ways = [trouble]
    before = timezone.now()
    assert deliver() == 0

    letter = Letter.objects.get()
    assert (letter.state, letter.tries) == (State.WAITING, 1)
    assert letter.not_before >= before + timedelta(minutes=1)
    assert deliver() == 0

    Letter.objects.update(not_before=timezone.now())
    assert deliver() == 1
    assert [deliver(), len(mail.outbox)] == [0, 1]


@pytest.mark.parametrize("trouble", [SMTPServerDisconnected("gone"), TimeoutError()])
def test_a_line_that_breaks_when_the_server_may_have_the_mail_is_never_tried_again_by_itself(
    cast, plain, server, trouble
):
    write(cast)
    server.ways = [trouble]
    deliver()
    Letter.objects.update(not_before=timezone.now())

    assert [deliver(), deliver(), states(), len(mail.outbox)] == [0, 0, {State.UNCERTAIN: 1}, 0]


def test_people_decide_about_an_uncertain_letter(cast, plain, server):
    write(cast)
    server.ways = [TimeoutError()]
    deliver()
    letter = Letter.objects.get()

    assert [changes.send_again(letter), changes.send_again(letter)] == [True, False]
    assert [deliver(), changes.send_again(letter), states()] == [1, False, {State.SENT: 1}]


def test_an_address_that_is_refused_for_good_is_not_tried_again_and_the_others_go_out(cast, plain, server):
    write(cast, cast.mona, cast.hala)
    server.ways = [SMTPRecipientsRefused({"mona@example.org": (550, b"no such user")}), None]
    deliver()

    assert states() == {State.FAILED: 1, State.SENT: 1}
    assert Letter.objects.get(state=State.FAILED).error == "550 b'no such user'"


def test_a_sender_that_is_ended_in_the_middle_leaves_one_uncertain_letter(cast, plain):
    write(cast, cast.mona, cast.hala)
    changes.claim_letter(timezone.now())  # and then: kill -9
    assert deliver() == 1
    assert states() == {State.SENDING: 1, State.SENT: 1}

    Letter.objects.filter(state=State.SENDING).update(tried_at=timezone.now() - timedelta(minutes=11))
    assert deliver() == 0
    assert states() == {State.UNCERTAIN: 1, State.SENT: 1}


def test_a_letter_that_would_come_too_late_is_not_sent(cast, plain, server):
    write(cast, period="old", not_after=timezone.now() - timedelta(minutes=1))
    write(cast, period="soon", not_after=timezone.now() + timedelta(seconds=30))
    server.ways = [SMTPDataError(451, b"later")]
    deliver()
    assert states() == {State.DROPPED: 2}


def test_after_a_day_and_a_half_without_a_server_a_letter_is_given_up(cast, plain, server):
    write(cast)
    for _number in range(changes.TRIES):
        server.ways = [ConnectionRefusedError()]
        Letter.objects.update(not_before=timezone.now())
        deliver()
    assert states() == {State.FAILED: 1}


def test_nobody_without_access_gets_a_letter(cast, plain):
    write(cast)
    cast.mona.is_active = False
    cast.mona.save()
    assert [deliver(), states()] == [0, {State.DROPPED: 1}]


def test_words_that_cannot_be_written_stop_no_other_letter(cast, plain, monkeypatch):
    monkeypatch.setitem(letters.LETTERS, Letter.Kind.DIGEST, lambda letter: 1 / 0)
    changes.write_letters([cast.mona], Letter.Kind.DIGEST, period="1", group=cast.iraq)
    write(cast)
    assert [deliver(), states()] == [1, {State.FAILED: 1, State.SENT: 1}]


def test_every_try_has_the_same_name_so_that_mail_servers_see_a_double(cast, plain):
    write(cast)
    deliver()
    assert mail.outbox[0].message()["Message-ID"] == f"<{Letter.objects.get().public_id}@testserver>"


def test_a_welcome_is_in_the_language_of_whoever_gets_it_and_else_of_whoever_wrote_it(cast, browse):
    new = {"role": "member", "organization": "", "name": "Sara"}
    client = browse(cast.amina)
    client.post("/groups/iraq/people/add/", new | {"email": "s1@example.org", "language": "fr"})
    client.post("/groups/iraq/people/add/", new | {"email": cast.nour.email, "language": "en"})
    deliver()

    french, english = mail.outbox
    assert "vous pouvez" in french.subject.lower()
    assert english.subject.endswith("you can sign in now")


def test_who_left_before_the_welcome_went_out_gets_none_and_who_comes_back_gets_another(cast, browse):
    client = browse(cast.amina)
    new = {"email": "s@example.org", "role": "member", "organization": "", "name": "Sara", "language": "en"}
    client.post("/groups/iraq/people/add/", new)
    row = Membership.objects.get(user__email="s@example.org")
    client.post(f"/groups/iraq/people/{row.pk}/end/")
    assert [deliver(), states()] == [0, {State.DROPPED: 1}]

    client.post("/groups/iraq/people/add/", new)
    assert [deliver(), states()] == [1, {State.DROPPED: 1, State.SENT: 1}]


def test_a_mail_server_that_is_away_loses_nobody_and_no_request_waits_for_it(cast, browse, server):
    server.ways = [ConnectionRefusedError()] * 3
    page = browse(cast.amina).post(
        "/groups/iraq/people/add/",
        {"email": "s@example.org", "role": "member", "organization": "", "name": "Sara", "language": "en"},
        follow=True,
    )
    assert "An invitation is on its way." in page.content.decode()
    assert server.opened == 0
    assert Membership.objects.get(user__email="s@example.org").active
    assert [deliver(), states()] == [0, {State.WAITING: 1}]


def test_a_thousand_letters_are_found_with_three_statements_each(cast, plain, django_assert_max_num_queries):
    people = [make.person(f"reader{number}", group=cast.iraq) for number in range(10)]
    write(cast, *people)
    with django_assert_max_num_queries(1 + 10 * 4 + 1):
        assert deliver() == 10
