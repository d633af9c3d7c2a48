"""What a draft asks, and answering it: twins of the buttons of its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.exports.marked import marked_workbook
from coordination.pages.import_draft import XLSX
from sectors.changes import fixes
from sectors.changes import imports as changes
from sectors.changes.fixes import NoSuchAnswer, Outcome
from sectors.changes.imports import AlreadyApplied
from sectors.changes.rows import Conflict
from sectors.forms.fixes import AnswerForm, ChoiceForm, leave_out
from sectors.forms.imports import ColumnsForm
from sectors.fourws import questions
from sectors.fourws.answers import NEW
from sectors.fourws.decided import decided
from sectors.fourws.decisions import CELLS, LEFT_OUT, ROW
from sectors.fourws.receipt import columns_of
from sectors.fourws.sentences import FileProblem
from sectors.models import Import

KINDS = [*CELLS, ROW, LEFT_OUT, "date_order", "duplicates", "only_mhpss", "meanwhile", "ended"]


class Taken(APIException):
    """Somebody imported it, or answered it otherwise, meanwhile."""

    status_code = 409
    default_code = "already_applied"


class CandidateSerializer(serializers.Serializer):
    kind = serializers.CharField()
    value = serializers.CharField(help_text="Send it back as the `value` of an answer of this `kind`")
    label = serializers.CharField()
    why = serializers.CharField()


class QuestionSerializer(serializers.Serializer):
    """Equal cells, one question however many rows."""

    key = serializers.CharField()
    kind = serializers.CharField(help_text="What an answer is; empty when each row needs its own")
    field = serializers.CharField(source="name")
    column = serializers.CharField()
    header = serializers.CharField()
    text = serializers.CharField(source="value", help_text="What stands in the cells")
    reason = serializers.CharField(source="text")
    fix = serializers.CharField()
    rows = serializers.ListField(child=serializers.IntegerField())
    candidates = serializers.SerializerMethodField()

    def get_candidates(self, line: questions.Together) -> list[dict[str, str]]:
        found = []
        for offer in line.offers:
            kind, _colon, value = offer["tap"].partition(":")
            found.append({"kind": kind, "value": value, "label": offer["label"], "why": offer["why"]})
        return found


class AnswerSerializer(serializers.Serializer):
    """An answer. To cells: `kind` place, organization, activity, sector or text, with `field`, `text` and `value`
    (a candidate's value, a P-code, a code, a name; "new" for an organisation; empty text for a blank cell).
    To one row: `cells` with `row` and `cells` (column from 0 → text). `left_out` with `rows`. To the file: `date_order`
    with `column` and day_first or month_first; `duplicates` one or all; `only_mhpss` yes or no."""

    kind = serializers.ChoiceField(choices=KINDS)
    field = serializers.CharField(required=False)
    text = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    value = serializers.CharField(required=False, allow_blank=True)
    row = serializers.IntegerField(required=False, min_value=1)
    rows = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=50_000
    )
    cells = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=5000), required=False
    )
    column = serializers.IntegerField(required=False, min_value=0)
    remember = serializers.BooleanField(required=False, default=False)
    version = serializers.IntegerField(required=False, help_text="Of the import, as you read it")


class DecidedSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    remembered = serializers.BooleanField()
    fixed = serializers.IntegerField()


class OutcomeSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="Of the answer, to take it back")
    fixed = serializers.IntegerField()
    left = serializers.IntegerField()


class ReadingSerializer(serializers.Serializer):
    """How the file is read: what you leave out stays as it is."""

    sheet = serializers.CharField(required=False, allow_blank=True)
    header_row = serializers.IntegerField(required=False, min_value=1, max_value=200)
    columns = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        help_text="Column from 0 → field, or empty",
    )
    period = serializers.CharField(required=False, allow_blank=True)
    version = serializers.IntegerField(required=False)


class Answering:
    """Questions, answers and the reading of one draft, as parts of its address."""

    get_object: Callable[[], Import]
    get_serializer: Callable[..., Any]

    @extend_schema(responses=QuestionSerializer(many=True))
    @extra(detail=True)
    def questions(self, request: Request, id: str) -> Response:
        """What needs you, equal cells together, with candidates; `?show=notes` for what is good to know."""
        asked = questions.notes if request.query_params.get("show") == "notes" else questions.problems
        return Response(QuestionSerializer(asked(self.get_object(), request.user), many=True).data)

    @extend_schema(
        request=AnswerSerializer, responses={200: DecidedSerializer(many=True), 201: OutcomeSerializer}
    )
    @extra(detail=True, methods=["get", "post"])
    def answers(self, request: Request, id: str) -> Response:
        """What was decided; POST an answer: one answers all equal cells."""
        batch = self.get_object()
        if request.method == "GET":
            return Response(DecidedSerializer(decided(batch, request.user), many=True).data)
        given = AnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.outcome(lambda: take(batch, given.validated_data, request.user), 201)

    @extend_schema(responses=OutcomeSerializer)
    @extra(detail=True, methods=["delete"], url_path=r"answers/(?P<number>\d+)", url_name="answer")
    def take_back(self, request: Request, id: str, number: str) -> Response:
        """As if it had never been given."""
        batch = self.get_object()
        return self.outcome(lambda: fixes.take_back(batch, int(number), by=request.user), 200)

    @extend_schema(request=ReadingSerializer, responses=OpenApiTypes.OBJECT)
    @extra(detail=True, methods=["get", "post", "delete"])
    def reading(self, request: Request, id: str) -> Response:
        """Sheet, header row and columns; POST reads it otherwise and remembers that, DELETE forgets it."""
        batch = self.get_object()
        if request.method == "POST":
            batch = self.safely(lambda: read_otherwise(batch, request))
        elif request.method == "DELETE":
            batch = self.safely(lambda: changes.reread_as_found(batch, by=request.user))
        return Response(
            {
                "version": batch.version, "sheet": batch.sheet, "header_row": batch.header_row,
                "sheets": batch.mapping["sheets"], "remembered": batch.mapping.get("remembered"),
                "columns": [
                    {"column": one.index, "letter": one.letter, "header": one.header, "field": one.field}
                    for one in columns_of(batch)
                ],
            }
        )  # fmt: skip

    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    @extra(detail=True)
    def marked(self, request: Request, id: str) -> HttpResponse:
        """The rows left over as a workbook, bad cells marked; `?rows=all` for the whole table of a draft."""
        batch = self.get_object()
        whole = request.query_params.get("rows") == "all" and batch.state == Import.State.DRAFT
        return HttpResponse(marked_workbook(batch, request.user, whole=whole), content_type=XLSX)

    def outcome(self, change: Callable[[], Outcome], status: int) -> Response:
        done = self.safely(change)
        return Response({"number": done.number, "fixed": done.fixed, "left": done.left}, status=status)

    def safely(self, change: Callable[[], Any]) -> Any:
        try:
            return change()
        except (AlreadyApplied, Conflict) as error:
            raise Taken from error
        except NoSuchAnswer as error:
            raise NotFound from error
        except FileProblem as problem:
            raise ValidationError({"file": str(problem)}) from problem


def take(batch: Import, given: dict[str, Any], user: Any) -> Outcome:
    """The same forms as the page."""
    kind, seen = given["kind"], given.get("version")
    if kind == ROW:
        return edit(batch, given, user)
    if kind == LEFT_OUT:
        known = set(
            batch.rows.filter(number__in=given.get("rows", [])[:500]).values_list("number", flat=True)
        )
        if not known:
            raise ValidationError({"rows": _("There are no such rows.")})
        return fixes.answer(batch, leave_out(list(known)), by=user, seen=seen)
    if kind not in CELLS:
        form: Any = ChoiceForm(given)
    else:
        value = given.get("value", "")
        tapped = kind == "text" or value == NEW or (kind != "place" and value.isdecimal())
        data = {**given, "value": value if tapped else "", "typed": value, "blank": value == ""}
        form = AnswerForm(data, batch=batch, user=user)
    if not form.is_valid():
        raise ValidationError(form.errors)
    remember = kind in CELLS and form.remembers()
    return fixes.answer(batch, form.decision(), by=user, seen=seen, remember=remember)


def edit(batch: Import, given: dict[str, Any], user: Any) -> Outcome:
    row = batch.rows.filter(number=given.get("row", 0)).first()
    if row is None:
        raise ValidationError({"row": _("There is no such row.")})
    open_columns = {str(one.index) for one in columns_of(batch) if one.field != "private"}
    if not given.get("cells", {}).keys() <= open_columns:
        raise ValidationError({"cells": _("There is no such column, or it is not kept.")})
    cells = {index: text for index, text in given.get("cells", {}).items() if text != row.cells[int(index)]}
    return fixes.edit_row(batch, row.number, cells, by=user, seen=given.get("version"))


def read_otherwise(batch: Import, request: Request) -> Import:
    asked = ReadingSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    given, found = asked.validated_data, columns_of(batch)
    named = {int(index): field for index, field in given.get("columns", {}).items() if index.isdecimal()}
    data = {f"column_{index}": field for index, field in named.items()}
    data |= {
        "sheet": given.get("sheet", batch.sheet),
        "header_row": given.get("header_row", batch.header_row),
        "period": given.get("period", batch.fixed_values.get("period", "")),
    }
    form = ColumnsForm(data, batch=batch, found=found, asked=list(named))
    if not form.is_valid():
        raise ValidationError(form.errors)
    return changes.reread_file(batch, by=request.user, seen=given.get("version"), **form.reading())
