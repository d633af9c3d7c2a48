"""A focal point writes down a service, by keyboard and mouse, in English and in Arabic; anybody looks at the map."""

from __future__ import annotations

import pytest

from sectors.models import Place, Service


@pytest.fixture
def response(cast):
    """The cast, with names in Arabic and something to draw."""
    square = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    for number, (row, name) in enumerate(
        [
            (cast.ninewa, "نينوى"),
            (cast.duhok, "دهوك"),
            (cast.mosul, "الموصل"),
            (cast.sumail, "سميل"),
            (cast.site, "المحمدات"),
        ]
    ):
        row.name_ar, row.longitude, row.latitude = name, 42.5 + number, 36.5
        if row.level == 1:
            row.boundary = {
                "type": "Polygon",
                "coordinates": [[[42 + number + x, 36 + y] for x, y in square]],
            }
        row.search_text = row.text_to_search()
        row.save()
    return cast


def in_arabic(page, live_server):
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": live_server.url}])


@pytest.mark.parametrize(("language", "place"), [("en", "Sumail (IQG09Q03)"), ("ar", "سميل")])
def test_a_focal_point_writes_down_a_service(
    response, page, live_server, sign_in, barriers, shot, language, place
):
    sign_in(response.hala)
    if language == "ar":
        in_arabic(page, live_server)

    page.goto("/services/")
    page.click("a[href='/services/add/']")
    page.select_option("#id_activity", str(response.safe_spaces.pk))
    page.fill("#id_description", "Play and drawing. رسم ولعب")
    page.click("form.form button.button")
    assert (
        page.locator(".error-summary").count() == 1
    )  # the place is missing; what was written is still there
    assert page.input_value("#id_description") == "Play and drawing. رسم ولعب"
    assert barriers(page) == []
    shot(page, f"service-error-{language}", 360)
    page.fill("#id_place", place)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".facts")

    row = Service.objects.get(public_id=page.url.split("/")[-2])
    assert getattr(row, f"description_{language}") == "Play and drawing. رسم ولعب"
    assert (row.place, row.organization, row.confirmed_by) == (response.sumail, response.hope, response.hala)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert barriers(page) == []
    for width in (360, 1280):
        shot(page, f"service-{language}-{width}", width)


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(response, page, sign_in, width):
    sign_in(response.amina)
    page.set_viewport_size({"width": width, "height": 800})
    hope, public = response.hope.public_id, response.public.public_id
    for address in ("/services/", "/services/add/", f"/services/{public}/", f"/services/{public}/edit/", "/map/",
                    "/organizations/", "/organizations/add/", f"/organizations/{hope}/", f"/organizations/{hope}/merge/",
                    "/places/IQG15/", "/points/add/"):  # fmt: skip
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_the_list_and_the_small_map_lead_to_one_another(response, page, barriers):
    page.goto("/services/")
    assert barriers(page) == []
    page.locator(".map a", has_text="Ninewa").click()

    assert page.url.endswith("/services/?place=IQG15")
    assert page.locator("#found").inner_text() == "1 service"


def test_the_large_map_works_with_the_keyboard_and_asks_nobody_else(response, page, barriers, shot):
    page.goto("/services/")
    page.click("text=Large map")
    page.wait_for_selector("#large-map[data-ready=yes]")
    assert page.locator(".map-spot").count() == 1
    assert barriers(page) == []
    shot(page, "large-map", 1280)

    page.locator(".map-spot").focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a", has_text="Show them").click()

    assert page.url.endswith("/services/?place=IQG15Q05")
    assert page.locator("#found").inner_text() == "1 service"


def test_a_name_that_is_markup_stays_text_on_the_map(response, page):
    Place.objects.filter(pk=response.mosul.pk).update(name_en="<img src=x onerror=alert(1)>")
    page.goto("/map/")
    page.wait_for_selector("#large-map[data-ready=yes]")
    page.locator(".map-spot span").click()

    assert page.locator(".leaflet-popup strong").inner_text() == "<img src=x onerror=alert(1)>"


def test_names_that_may_be_meant_come_while_typing(response, page, sign_in):
    sign_in(response.amina)
    page.goto("/organizations/add/")
    page.locator("#id_name").press_sequentially("The Hope Initiativ")

    page.wait_for_selector("#alike a")
    assert page.locator("#alike a").inner_text().startswith("Hope Initiative")
