import argparse
import json
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rest_framework import serializers
from tqdm import tqdm

from accounts.models import User
from exchange.workbooks.choices import ImportStatus, Way
from exchange.workbooks.incoming import answers, import_work, requests
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.models import Import
from exchange.workbooks.sayings import (
    PLACE,
    AnswerSerializer,
    ArrangeSerializer,
    answer_all,
    arrangements_from,
    questions_meant,
)
from ground.lifecycle.machine import NotAllowed
from ground.work import progress
from units.models import Unit

SHOWN = 50
EPILOG = """\
What a page asks can be said here, too, and is remembered for the unit in the same way (not with --dry-run):

  --column 控权之策=measures --column D=-        what columns mean, by heading or letter; - leaves one out
  --headings 3-4 --rows 5-40 --turned           where the table lies
  --sheet 去年 --sheet 今年                      which sheets are read, hidden ones as well
  --answer grade:特大=高                         what words mean
  --answer post:会计、出纳=@each                 @each: a risk point for each, @one: one post, @unit: no post

Several sheets, or the same every month: --layout FILE, as the API's arrange and answer take it:

  {"sheets": [{"sheet": "表1", "top": 3, "columns": {"控权之策": "measures"}}],
   "answers": [{"field": "grade", "value": "特大", "words": "高"}]}
"""


class Command(BaseCommand):
    help = "Bring a spreadsheet into the register on behalf of a person, with the rights of that person."

    def create_parser(self, *args: Any, **options: Any) -> Any:
        return super().create_parser(
            *args, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, **options
        )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="user name of the person who brings it")
        parser.add_argument("--unit", help="code of the unit; left out where the rows name their units")
        parser.add_argument("--whole", action="store_true", help="all rows or none, instead of row by row")
        parser.add_argument("--filed", action="store_true", help="file what comes in, instead of leaving drafts")
        parser.add_argument("--only-known", action="store_true", help="refuse posts and steps that the unit lacks")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, and write nothing")
        said = parser.add_argument_group("how it is read, where it is not understood by itself")
        said.add_argument("--layout", type=Path, metavar="FILE", help="a JSON file that says all of it")
        said.add_argument(
            "--sheet", action="append", metavar="NAME", help="read this sheet, and none that is not named"
        )
        said.add_argument("--form", choices=list(INCOMING_FORMS), help="which form it is")
        said.add_argument("--column", action="append", metavar="HEADING=FIELD", help="what a column means")
        said.add_argument("--headings", metavar="ROW[-ROW]", help="rows of the headings")
        said.add_argument("--rows", metavar="[FIRST]-[LAST]", help="rows of the table below them")
        said.add_argument(
            "--turned", action=argparse.BooleanOptionalAction, help="the headings stand one below the other"
        )
        said.add_argument(
            "--grouped",
            action=argparse.BooleanOptionalAction,
            help="unit, department, post and power stand in the first row of their group alone",
        )
        said.add_argument("--answer", action="append", metavar="FIELD:VALUE=WORDS", help="what words mean")

    def handle(self, *args: Any, file: Path, user: str, unit: str | None, **options: Any) -> None:
        person = User.objects.filter(username=user, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account {user}.")
        of_unit = Unit.objects.filter(code=unit).first() if unit else None
        if unit and of_unit is None:
            raise CommandError(f"There is no unit with the code {unit}.")
        try:
            layout = _layout(options)
            with file.open("rb") as content:
                source = requests.bring(
                    content,
                    file.name,
                    by=person,
                    unit=of_unit,
                    send=False,
                    whole=options["whole"],
                    file_at_once=options["filed"],
                    make_missing=not options["only_known"],
                )
            self._read(source, layout, options)
        except (OSError, NotAllowed) as error:
            raise CommandError(str(error)) from error
        except serializers.ValidationError as error:
            raise CommandError(f"This cannot be meant: {json.dumps(error.detail, ensure_ascii=False)}") from error
        self._tell(source)
        if options["dry_run"]:
            requests.cancel(source)
            return
        requests.write(source, send=False)
        self._go_on(source)
        if source.status != ImportStatus.DONE:
            raise CommandError(source.sentence)
        self.stdout.write(f"brought in: {source.new} new, {source.changed} changed; {source.filed} filed")

    def _read(self, source: Import, layout: dict[str, Any], options: dict[str, Any]) -> None:
        """Read the file as it is understood, then as it is said: first where its tables lie, then their columns."""
        self._go_on(source, may_be_arranged=True)
        told = layout.get("sheets", []) + _of_options(source, options)
        if told:
            _checked(ArrangeSerializer(data={"sheets": told}))
        if unknown := {one["sheet"] for one in told} - {sheet["name"] for sheet in source.sheets}:
            known = ", ".join(sheet["name"] for sheet in source.sheets)
            raise CommandError(f"There is no sheet {', '.join(sorted(unknown))}; there are: {known}.")
        for names in (PLACE, ("form", "columns")):
            part = [{"sheet": one["sheet"]} | {n: one[n] for n in names if n in one} for one in told]
            part = [one for one in part if set(one) - {"sheet", "form"}]
            if part:
                arrangements = arrangements_from(source, _checked(ArrangeSerializer(data={"sheets": part}))["sheets"])
                requests.arrange(source, arrangements, remember=not options["dry_run"], send=False)
                self._go_on(source, may_be_arranged=True)
        if source.status != ImportStatus.READY:
            raise CommandError(source.sentence)
        for one in [*layout.get("answers", []), *map(_answer, options["answer"] or [])]:
            asked = _checked(AnswerSerializer(data=one))
            if not questions_meant(source, asked):
                self.stdout.write(f"no row asks this: {asked['field']} “{asked['value']}”")
                continue
            answer_all(source, asked, remember=not options["dry_run"], send=False)
            if source.status != ImportStatus.READY:  # of many rows
                self._go_on(source)

    def _go_on(self, source: Import, *, may_be_arranged: bool = False) -> None:
        with tqdm(total=100, disable=None) as bar:

            def told(percent: int) -> None:
                bar.update(percent - bar.n)

            with progress.watched(told):
                import_work.go_on(source.pk)
        source.refresh_from_db()
        if may_be_arranged and source.status == ImportStatus.REFUSED and source.sheets:
            return
        if source.status in (ImportStatus.REFUSED, ImportStatus.FAILED):
            raise CommandError(source.sentence)

    def _tell(self, source: Import) -> None:
        for sheet in source.sheets:
            if sheet.get("is_left_out"):
                self.stdout.write(f"{sheet['name']}: {'hidden, ' if sheet['is_hidden'] else ''}left out")
                continue
            if not sheet["form"]:
                self.stdout.write(f"{sheet['name']}: no form that is known")
                continue
            self.stdout.write(f"{sheet['name']}: {sheet['title']} ({sheet['form']}), {sheet['rows']} rows")
            for name, words in (
                ("unplaced", "not known"),
                ("lacks", "missing"),
                ("hidden_columns", "hidden, but read"),
            ):
                if sheet.get(name):
                    self.stdout.write(f"  {words}: {', '.join(sheet[name])}")
            for name, n in sheet.get("carried", {}).items():
                self.stdout.write(f"  {name}: {n} empty cells read as what stands above them")
        for claim in source.contradictions:
            self.stdout.write(f"  row {claim['row']}: {claim['sentence']}")
        for given in answers.given(source):
            self.stdout.write(
                f"  {given.question.field} “{given.question.value}”: {given.sentence} ({given.count} rows)"
            )
        rows = source.rows.exclude(problems=[]).select_related("source")
        for row in rows[:SHOWN]:
            for problem in row.remarks:
                mark = "refused" if problem.refuses else "note"
                value = f"“{problem.value}” " if problem.value else ""
                self.stdout.write(f"  row {row.number} {problem.field}: {value}{problem.sentence} ({mark})")
        self.stdout.write(
            f"{source.new} new, {source.changed} changed, {source.unchanged} unchanged, {source.refused} refused"
        )


def _layout(options: dict[str, Any]) -> dict[str, Any]:
    """What the file of --layout says. Raises CommandError, OSError."""
    if not options["layout"]:
        return {}
    try:
        told = json.loads(options["layout"].read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise CommandError(f"{options['layout']} is no JSON: {error}") from error
    lists = (
        isinstance(told, dict)
        and not set(told) - {"sheets", "answers"}
        and all(isinstance(part, list) and all(isinstance(one, dict) for one in part) for part in told.values())
    )
    if not lists or any("sheet" not in one for one in told.get("sheets", [])):
        raise CommandError(f'{options["layout"]} holds lists "sheets" and "answers"; each sheet is named by "sheet".')
    return told


def _checked(told: serializers.Serializer) -> dict[str, Any]:
    told.is_valid(raise_exception=True)
    return dict(told.validated_data)


def _of_options(source: Import, options: dict[str, Any]) -> list[dict[str, Any]]:
    """What the options say of the sheets of a file, as ArrangeSerializer has it. Raises CommandError."""
    named = options["sheet"]
    told: dict[str, dict[str, Any]] = {}
    if named:
        told = {name: {"sheet": name} for name in named}
        for sheet in source.sheets:
            wanted = sheet["name"] in named
            if wanted == bool(sheet.get("is_left_out")):
                told[sheet["name"]] = {"sheet": sheet["name"], "is_left_out": not wanted}
    place = _place(options)
    if place:
        read = named or [sheet["name"] for sheet in source.sheets if not sheet.get("is_left_out")]
        if len(read) != 1:
            raise CommandError(f"Say with --sheet which one is meant: {', '.join(read)}.")
        told[read[0]] = {"sheet": read[0]} | told.get(read[0], {}) | place
    return list(told.values())


def _place(options: dict[str, Any]) -> dict[str, Any]:
    """What the options say of one sheet. Raises CommandError."""
    place: dict[str, Any] = {}
    if text := options["headings"]:
        match = re.fullmatch(r"(\d{1,7})(?:-(\d{1,7}))?", text)
        if not match:
            raise CommandError("Write --headings as 3, or as 3-4 where they take two rows.")
        place |= {"top": int(match[1]), "height": int(match[2] or match[1]) - int(match[1]) + 1}
    if text := options["rows"]:
        match = re.fullmatch(r"(\d{0,7})-(\d{0,7})", text)
        if not match:
            raise CommandError("Write --rows as 5-40, 5- or -40.")
        place |= {name: int(part) for name, part in (("first", match[1]), ("last", match[2])) if part}
    for name in ("turned", "grouped"):
        if options[name] is not None:
            place[f"is_{name}"] = options[name]
    if options["column"]:
        place["columns"] = dict(_parted(text, "--column", "HEADING=FIELD") for text in options["column"])
    if options["form"]:
        place["form"] = options["form"]
    return place


def _answer(text: str) -> dict[str, str]:
    """An answer of the command, as AnswerSerializer has it. Raises CommandError."""
    asked, words = _parted(text, "--answer", "FIELD:VALUE=WORDS")
    field, colon, value = asked.partition(":")
    if not colon:
        raise CommandError("Write --answer as FIELD:VALUE=WORDS.")
    if words.startswith("@") and words[1:] in Way.values:
        return {"field": field, "value": value, "way": words[1:]}
    return {"field": field, "value": value, "words": words}


def _parted(text: str, option: str, shape: str) -> tuple[str, str]:
    before, sign, after = text.rpartition("=")
    if not sign:
        raise CommandError(f"Write {option} as {shape}.")
    return before, after
