from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from sectors.dates import written


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "30 Jun 2026"), ("fr", "30 juin 2026"), ("es", "30 de junio de 2026"), ("ar", "30 يونيو 2026")],
)
def test_a_day_is_written_as_the_language_does(language, expected):
    with override(language):
        assert written(date(2026, 6, 30)) == expected
        assert written(None) == ""


def test_with_its_weekday():
    with override("fr"):
        assert written(date(2026, 6, 30), weekday=True) == "mardi 30 juin 2026"
