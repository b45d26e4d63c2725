"""API of imports: bring a file, see what becomes of its rows, have it written."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from exchange.workbooks.choices import RowOutcome
from exchange.workbooks.filters import ImportFilter
from exchange.workbooks.incoming import answers, requests
from exchange.workbooks.incoming.files import MOST_BYTES
from exchange.workbooks.incoming.questions import Question, questions_of
from exchange.workbooks.incoming.sheets import column_letters
from exchange.workbooks.models import Import, ImportRow
from exchange.workbooks.refusals import TOO_LARGE
from exchange.workbooks.sayings import (
    AnswerSerializer,
    ArrangeSerializer,
    QuestionSerializer,
    answer_all,
    arrangements_from,
)
from ground.pages.api import RegisterReadOnlyViewSet, VisibleField
from ground.pages.strictness import KnownFields, read_nothing
from units.models import Unit


class ImportSerializer(serializers.ModelSerializer):
    why = serializers.CharField(source="sentence", read_only=True, help_text="Why it went no further; else empty.")
    contradictions = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = [
            "id",
            "unit",
            "file_name",
            "at",
            "status",
            "why",
            "contradictions",
            "whole",
            "file_at_once",
            "make_missing",
            "new",
            "changed",
            "unchanged",
            "refused",
            "filed",
            "finished_at",
        ]
        read_only_fields = fields

    def get_contradictions(self, source: Import) -> list[str]:
        return [f"{claim['sheet']} {claim['row']}: {claim['sentence']}" for claim in source.contradictions]


class ArrangedSheetSerializer(serializers.Serializer):
    """A table of the file as it was understood; what can be said of it `arrange` takes."""

    name = serializers.CharField()
    form = serializers.CharField(help_text="Empty where none was found, or where the sheet is left out.")
    is_hidden = serializers.BooleanField(default=False)
    is_left_out = serializers.BooleanField(default=False)
    rows = serializers.IntegerField(default=0)
    top = serializers.IntegerField(default=1)
    height = serializers.IntegerField(default=1)
    is_turned = serializers.BooleanField(default=False)
    is_grouped = serializers.BooleanField(
        default=False,
        help_text="Empty cells of a unit, department, post or power are read as what stands above them.",
    )
    carried = serializers.DictField(
        child=serializers.IntegerField(), default=dict, help_text="Field → rows in which that is so."
    )
    lacks = serializers.ListField(child=serializers.CharField(), default=list)
    hidden_rows = serializers.ListField(source="hidden", child=serializers.IntegerField(), default=list)
    hidden_columns = serializers.ListField(child=serializers.CharField(), default=list)
    is_cut = serializers.BooleanField(default=False, help_text="It has more columns than are read.")
    columns = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_columns(self, sheet: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"letter": column_letters(column["index"] + 1)}
            | {name: column[name] for name in ("heading", "field", "guess", "values")}
            for column in sheet.get("columns", [])
        ]


class OfRowsSerializer(serializers.Serializer):
    """What several rows ask or asked alike."""

    form = serializers.CharField(source="question.form")
    field = serializers.CharField(source="question.field")
    code = serializers.CharField(source="question.code")
    value = serializers.CharField(source="question.value")
    rows = serializers.IntegerField(source="count")
    sentence = serializers.CharField()


class AskedSerializer(OfRowsSerializer):
    """A question that refused rows ask alike; `answer` takes one of its offers, other words, or one of its ways."""

    offers = serializers.ListField(child=serializers.CharField())
    ways = serializers.ListField(child=serializers.CharField())


class GivenSerializer(OfRowsSerializer):
    """An answer that rows were read by; `ask_again` takes it back."""

    is_of_before = serializers.BooleanField(help_text="It was given about an earlier file of the unit.")


class ArrangedImportSerializer(ImportSerializer):
    """An import with its tables, with what its rows ask and what was answered."""

    sheets = ArrangedSheetSerializer(many=True, read_only=True)
    questions = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    class Meta(ImportSerializer.Meta):
        fields = [*ImportSerializer.Meta.fields, "sheets", "questions", "answers"]
        read_only_fields = fields

    @extend_schema_field(AskedSerializer(many=True))
    def get_questions(self, source: Import) -> Any:
        return AskedSerializer(questions_of(source) if source.is_ready and source.refused else [], many=True).data

    @extend_schema_field(GivenSerializer(many=True))
    def get_answers(self, source: Import) -> Any:
        return GivenSerializer([] if source.is_at_work else answers.given(source), many=True).data


class BringSerializer(KnownFields):
    """A spreadsheet, for one unit or for those that its rows name."""

    file = serializers.FileField(max_length=200)
    unit = VisibleField(queryset=Unit.objects.all(), required=False, allow_null=True)
    make_missing = serializers.BooleanField(default=True)

    def validate_file(self, file: Any) -> Any:
        if file.size > MOST_BYTES:
            raise serializers.ValidationError(TOO_LARGE % {"limit": MOST_BYTES >> 20})
        return file


class WriteSerializer(KnownFields):
    whole = serializers.BooleanField(default=False)
    file_at_once = serializers.BooleanField(default=False)


class ProblemSerializer(serializers.Serializer):
    """What is wrong with a cell, or worth a look where it refuses nothing."""

    field = serializers.CharField()
    value = serializers.CharField()
    sentence = serializers.CharField()
    refuses = serializers.BooleanField()


class ImportRowSerializer(serializers.ModelSerializer):
    sheet = serializers.CharField(source="sheet_name", read_only=True)
    problems = ProblemSerializer(source="remarks", many=True, read_only=True)
    values = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ImportRow
        fields = ["id", "sheet", "number", "values", "outcome", "problems"]
        read_only_fields = fields


class ImportViewSet(mixins.CreateModelMixin, RegisterReadOnlyViewSet):
    """The caller's own imports. A file is read by a worker: ask again until its state is `ready`, then write it."""

    queryset = Import.objects.select_related("unit")
    serializer_class = ImportSerializer
    lists_columns = False
    filterset_class = ImportFilter
    asked = {"rows": ("outcome",)}
    http_method_names = ["get", "post", "head", "options"]

    def get_serializer_class(self) -> Any:
        return ImportSerializer if self.action == "list" else ArrangedImportSerializer

    def get_parsers(self) -> Any:
        return [MultiPartParser(), FormParser()] if self.action_map.get("post") == "create" else super().get_parsers()

    @extend_schema(request={"multipart/form-data": BringSerializer}, responses={201: ArrangedImportSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = BringSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        file = asked.validated_data["file"]
        source = requests.bring(
            file,
            file.name,
            by=request.user,  # type: ignore[arg-type]
            unit=asked.validated_data.get("unit"),
            make_missing=asked.validated_data["make_missing"],
        )
        return Response(self.get_serializer(source).data, status=201)

    @extend_schema(
        parameters=[OpenApiParameter("outcome", enum=RowOutcome.values)], responses=ImportRowSerializer(many=True)
    )
    @action(detail=True, filterset_class=None)
    def rows(self, request: Request, pk: str | None = None) -> Response:
        """What becomes of each row, page by page."""
        rows = self.get_object().rows.select_related("source").order_by("pk")
        if (outcome := request.query_params.get("outcome")) is not None:
            if outcome not in RowOutcome.values:
                known = ", ".join(RowOutcome.values)
                raise serializers.ValidationError({"outcome": _("Known: %(known)s.") % {"known": known}})
            rows = rows.filter(outcome=outcome)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(ImportRowSerializer(page, many=True).data)

    @extend_schema(
        request=ArrangeSerializer, responses=ArrangedImportSerializer, summary="Say how its sheets are to be read"
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def arrange(self, request: Request, pk: str | None = None) -> Response:
        """The file is read again, and what was said is remembered for the unit."""
        asked = ArrangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        source = self.get_object()
        requests.arrange(source, arrangements_from(source, asked.validated_data["sheets"]))
        return Response(self.get_serializer(source).data)

    @extend_schema(request=AnswerSerializer, responses=ArrangedImportSerializer, summary="Answer what its rows ask")
    @action(detail=True, methods=["post"], filterset_class=None)
    def answer(self, request: Request, pk: str | None = None) -> Response:
        """One answer for all rows that ask the same; it is remembered for the unit."""
        asked = AnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        source = self.get_object()
        answer_all(source, asked.validated_data)
        return Response(self.get_serializer(source).data)

    @extend_schema(request=QuestionSerializer, responses=ArrangedImportSerializer, summary="Take an answer back")
    @action(detail=True, methods=["post"], filterset_class=None)
    def ask_again(self, request: Request, pk: str | None = None) -> Response:
        """Its rows ask again, and so does the next file of the unit."""
        asked = QuestionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        source = self.get_object()
        requests.ask_again(source, Question.of(asked.validated_data))
        return Response(self.get_serializer(source).data)

    @extend_schema(request=WriteSerializer, responses=ArrangedImportSerializer, summary="Have the rows brought in")
    @action(detail=True, methods=["post"], filterset_class=None)
    def write(self, request: Request, pk: str | None = None) -> Response:
        asked = WriteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        source = self.get_object()
        requests.write(source, **asked.validated_data)
        return Response(self.get_serializer(source).data)

    @extend_schema(request=None, responses=ArrangedImportSerializer, summary="Do not bring it in")
    @action(detail=True, methods=["post"], filterset_class=None)
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        read_nothing(request)
        source = self.get_object()
        requests.cancel(source)
        return Response(self.get_serializer(source).data)


ROUTES = [("imports", ImportViewSet)]
