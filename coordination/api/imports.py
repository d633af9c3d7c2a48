"""4W files in: send one, read what would happen, import it, undo it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action as extra
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from coordination import working
from coordination.api.import_answers import Answering, Taken
from coordination.api.scoped import Pages
from coordination.api.work import WorkSerializer, accepted
from coordination.gate import Scoped
from sectors.access import contributes, visible
from sectors.changes import imports as changes
from sectors.changes.applied import apply_import
from sectors.changes.imports import AlreadyApplied
from sectors.changes.undone import undo_import
from sectors.changes.work import open_work
from sectors.forms.imports import UploadForm
from sectors.fourws import sentences
from sectors.fourws.sentences import FileProblem
from sectors.models import Import, ImportRow, Work


class ImportSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)
    group = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = Import
        fields = [
            "id", "version", "group", "file_name", "sheet", "header_row", "state", "counts", "created_at", "applied_at",
            "undone_at",
        ]  # fmt: skip


class ImportRowSerializer(serializers.ModelSerializer):
    service = serializers.SlugRelatedField("public_id", read_only=True)
    problems = serializers.SerializerMethodField()

    class Meta:
        model = ImportRow
        fields = ["number", "state", "cells", "problems", "service"]

    def get_problems(self, row: ImportRow) -> list[dict[str, Any]]:
        """What is wrong, where, and what to do, in the language of the request."""
        return [
            {
                "row": row.number,
                "column": problem["column"],
                "value": problem["value"],
                "reason": sentences.reason(problem),
                "fix": sentences.fix(problem),
            }
            for problem in row.problems
        ]


class SendSerializer(serializers.Serializer):
    group = serializers.SlugField()
    file = serializers.FileField()
    period = serializers.CharField(required=False, help_text="For files without dates: 2022, or 2022-03")


class ImportApi(Answering, Scoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Your files, and those of the groups you manage."""

    model = Import
    serializer_class = ImportSerializer
    may_add = staticmethod(contributes)
    pagination_class = Pages
    filter_backends: list[Any] = []
    lookup_field = "public_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group__place").defer("content", "parsed")

    @extend_schema(
        request={"multipart/form-data": SendSerializer},
        responses={201: ImportSerializer, 202: WorkSerializer},
    )
    def create(self, request: Request) -> Response:
        """Send a file. Nothing is written to the map until you POST to `apply`."""
        form = UploadForm(request.data, request.FILES, user=request.user)
        group = form.fields["group"].queryset.filter(slug=request.data.get("group", "")).first()
        form.data = {**request.data.dict(), "group": group.pk if group else ""}
        if not form.is_valid():
            raise ValidationError(form.errors)
        name, content = form.content()
        if len(content) > working.LARGE_FILE:
            given = {"group": group, "file_name": name[:255], "content": content}
            work = working.begin(Work.Kind.READ, by=request.user, arguments={"fixed": form.fixed()}, **given)
            if work.error:
                raise ValidationError({"file": working.sentence(work)})
            return accepted(work, request)
        try:
            batch = changes.upload_file(
                group=group, by=request.user, file_name=name, content=content, fixed=form.fixed()
            )
        except FileProblem as problem:
            raise ValidationError({"file": str(problem)}) from problem
        return Response(self.get_serializer(batch).data, status=201)

    def get_parsers(self) -> list[Any]:
        return (
            [MultiPartParser()]
            if getattr(self, "action_map", {}).get("post") == "create"
            else super().get_parsers()
        )

    @extend_schema(responses=ImportRowSerializer(many=True))
    @extra(detail=True)
    def rows(self, request: Request, id: str) -> Response:
        """The rows of the file, with what is wrong in each: `?state=problem`."""
        rows = (
            visible(ImportRow, request.user)
            .filter(batch=self.get_object())
            .select_related("service")
            .order_by("number")
        )
        if state := request.query_params.get("state"):
            rows = rows.filter(state=state)
        return self.get_paginated_response(ImportRowSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=None, responses={200: ImportSerializer, 202: WorkSerializer})
    @extra(detail=True, methods=["post"])
    def apply(self, request: Request, id: str) -> Response:
        """Write the good rows to the map, in one transaction. Many rows: 202, and the work to look at."""
        batch = self.get_object()
        if work := long_work(Work.Kind.APPLY, batch, request, Import.State.DRAFT):
            return accepted(work, request)
        try:
            return Response(self.get_serializer(apply_import(batch, by=request.user)).data)
        except AlreadyApplied as error:
            raise Taken from error

    @extend_schema(request=None, responses={200: ImportSerializer, 202: WorkSerializer})
    @extra(detail=True, methods=["post"])
    def undo(self, request: Request, id: str) -> Response:
        """Take the import back, except rows somebody has edited since."""
        batch = self.get_object()
        if work := long_work(Work.Kind.UNDO, batch, request, Import.State.APPLIED):
            return accepted(work, request)
        undo_import(batch, by=request.user)
        return Response(self.get_serializer(self.get_object()).data)


def long_work(kind: str, batch: Import, request: Request, state: str) -> Work | None:
    """What is being done to the import already, or this, if it takes long."""
    if working.is_large(batch) and batch.state == state:
        return working.begin(kind, by=request.user, batch=batch)
    return open_work(batch)
