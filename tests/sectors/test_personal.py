from __future__ import annotations

import pytest

from sectors.personal import personal_details


@pytest.mark.parametrize(
    "text",
    [
        "Girl, 14 years, referred by the school", "14-year-old boy", "Une fille de 14 ans", "14 ans, garçon",
        "Niña de 9 años", "طفلة عمرها 9 سنوات", "طفل عمره ٩ سنوات", "Call 0770 123 4567", "+964 (0) 770-123-4567",
        "ask sara@example.org", "ID 123456", "Passport A1234567", "حالة رقم 1234",
    ],
)  # fmt: skip
def test_words_about_one_person_are_noticed(text):
    assert personal_details(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "", "Group sessions for children aged 6-17 years", "Women and girls, 18–59 years", "Open Sun–Thu 9–15, room 4",
        "For every child under 5 years", "3,000 people in 12 camps since 2024", "Activity 8.1 of the 4Ws",
        "جلسات للأطفال من 6 إلى 17 سنة",
        "Pour les enfants de moins de 5 ans", "From 2025-01-05 on",
    ],
)  # fmt: skip
def test_a_service_described_plainly_is_left_alone(text):
    assert personal_details(text) == []
