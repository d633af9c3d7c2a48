"""Loading places from the shell: what was done in one line, or what is wrong and nothing done."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sectors.models import Place

LIST = """Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date
IRQ,1,IQG15,Ninewa,IRQ,2019-06-03
TCD,1,TD07,Lac,TCD,2020-01-01
"""


@pytest.fixture
def run(tmp_path: Path):
    def run(text: str, *options: str) -> str:
        file, out = tmp_path / "places.csv", StringIO()
        file.write_text(text, encoding="utf-8")
        call_command("load_places", str(file), *options, stdout=out)
        return out.getvalue()

    return run


@pytest.mark.django_db
def test_says_what_was_loaded(run):
    assert run(LIST) == "4 places created, 0 changed, 0 unchanged, 0 retired.\n"
    assert run(LIST) == "0 places created, 0 changed, 4 unchanged, 0 retired.\n"


@pytest.mark.django_db
def test_loads_one_country_only(run):
    run(LIST, "--country", "TCD")
    assert list(Place.objects.values_list("pcode", flat=True)) == ["TCD", "TD07"]


@pytest.mark.django_db
def test_names_row_and_column_of_a_fault_and_loads_nothing(run):
    with pytest.raises(CommandError) as caught:
        run(LIST.replace("Lac,TCD", "Lac,TD99"))
    assert str(caught.value) == (
        "Nothing was loaded.\n"
        "row 3, column “P-Code”: TD07 lies in TD99, which is not in this list or among the places."
    )
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_names_at_most_twenty_faults(run):
    rows = "\n".join(f"IRQ,1,,Place {number},IRQ,2019-06-03" for number in range(25))
    with pytest.raises(CommandError) as caught:
        run(LIST + rows)
    assert str(caught.value).splitlines()[-1] == "… and 5 more."


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path):
    with pytest.raises(CommandError, match=r"cannot be read: No such file or directory\."):
        call_command("load_places", str(tmp_path / "none.csv"))
