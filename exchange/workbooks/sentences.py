"""What is told of a row, a sheet or a file: kept as a code with what it names, said in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.refusals import NOT_TO_ONESELF
from exchange.workbooks.choices import Way
from riskpoints.choices import RiskClass
from riskpoints.grading import Grade
from riskpoints.refusals import MAJORS_ARE_HIGH
from units.refusals import ENDS_FIRST, PERIOD_OVERLAPS

LABELS: dict[str, Any] = dict(Grade.choices) | dict(RiskClass.choices)
LABELS |= {f"way:{way.value}": way.label for way in Way}
SENTENCES: dict[str, str | Promise] = {
    # the words of a cell
    "no_name": _("The row names no risk point."),
    "no_title": _("The row has no name."),
    "no_measure": _("The row has no measure; the risk point stays a draft until it has one."),
    "no_grade": _("The row has neither a grade nor the four factors it is computed from."),
    "grade": _("This is no grade; write high, medium or low."),
    "risk_class": _("This is no class of risk."),
    "kind": _("This is no kind of power."),
    "method": _("This is no control method; write procedure, division, openness or warning."),
    "methods": _("%(methods)s control methods for %(measures)s measures: write one for all, or one for each."),
    "yes_or_no": _("Enter yes or no."),
    "date": _("This is no date; write it as 2026-11-25."),
    "factor": _("Enter a whole number from 1 to 5."),
    "factors": _("Give all four factors of the grade, or none."),
    "too_long": _("The text is longer than %(most)s characters."),
    "number": _("This is no number of the register."),
    "discretion": _("Enter large, medium or small."),
    "domain": _("This is no domain of the register."),
    "no_code": _("The row has neither a unit code nor a credit code."),
    "credit_code": _("This is no unified social credit code; a character is wrong or missing."),
    "unit_kind": _("This is no kind of unit."),
    "industry": _("This is no industry of the register."),
    "level": _("This is no level; write province, city, county or township."),
    "no_staff_number": _("The row has no staff number, by which people of one name are told apart."),
    "no_post": _("The row names no post."),
    "no_since": _("The row does not say since when the post is held."),
    "ends_first": ENDS_FIRST,
    "no_username": _("The row has no user name."),
    "username": _("A user name has letters, digits and @ . + - _ only, 60 at most."),
    "role": _("This is no role of the register."),
    "email": _("This is no e-mail address."),
    # what the grading rule says
    "grade_differs": _("By its factors the grade is “%(grade)s”. Give the reason for another grade."),
    "three_majors": MAJORS_ARE_HIGH,
    # what the register has
    "no_unit": _("The row names no unit."),
    "unknown_unit": _("You enter nothing for a unit of this name. Nearest: %(names)s."),
    "several_units": _("Several units have this name. Enter the unit code."),
    "unknown_post": _("The unit has no such post. Nearest: %(names)s."),
    "unknown_power": _("The unit has no such power item. Nearest: %(names)s."),
    "several_powers": _("The unit has several power items of this name. Write the code instead."),
    "unknown_step": _("The power item has no such step. Nearest: %(names)s."),
    "step_without_power": _("The unit has no step of this name, or several. Enter the power item of the step."),
    "unknown_number": _("The unit has no risk point in force or on its way under this number."),
    "twice": _("The same stands in row %(row)s already."),
    "on_its_way": _("It is on its way into the register and cannot be changed until it is registered or returned."),
    "confirmed": _("The power item is confirmed. Take it back to draft before it is changed."),
    "no_parent": _("The row names no unit above it, and no division in which it lies."),
    "parent_refused": _("The unit above it is refused."),
    "unknown_division": _("You keep no area of this division."),
    "code_elsewhere": _("A unit that you do not keep has this code."),
    "credit_taken": _("Code and credit code belong to two different units."),
    "closed": _("The unit is closed; reopen it first."),
    "other_name": _("This staff number belongs to somebody of another name."),
    "period_overlaps": PERIOD_OVERLAPS,
    "account_elsewhere": _("An account of this name exists, and another administrator keeps it."),
    "other_account": _("The account of this name belongs to somebody of another name."),
    "oneself": NOT_TO_ONESELF,
    "unknown_official": _("No official has this staff number."),
    "official_taken": _("This official has another account already."),
    "separation": _("Administrator, inspector and auditor must be three different people."),
    # worth a look
    "lies_elsewhere": _("In the register it lies below “%(unit)s”; units are moved by a reorganisation."),
    "new_post": _("The unit has no such post yet; it is added."),
    "new_step": _("The power item has no such step yet; it is added to the draft of its flow."),
    "no_step": _("The row names no step of this power item, so the risk point lies on the post."),
    "several_posts": _("Several posts stand here: %(posts)s. Say which one is meant."),
    "everybody": _("This means everybody, so the risk point lies on the unit."),
    "step_kept": _("The table names no power item for this step; it is kept with the risk point as it stands."),
    "department_kept": _("The row names no post of this department; it is kept with the risk point as it stands."),
    "person": _("This is no post of the unit; the post of the row is responsible, and the words are kept."),
    "no_person": _("This is no post of the unit; the words are kept with the risk point."),
    "no_head": _("This is no post of the department; the words are kept with the risk point."),
    "other_head": _("The register names another head of this department; it is changed on the page of the unit."),
    "no_responsible": _("Nobody is responsible for the measures; name a post before the risk point is filed."),
    "class_by_place": _("The row names no class of risk; it is taken from the place: %(name)s."),
    "grade_as_told": _("The row names no factors; the grade is taken as it stands in the file."),
    "same_person": _("Whoever is responsible is also the accountable leader."),
    "handler_monitors": _("At this step the handler is also the monitor."),
    "other_responsible": _("The register names others for these measures; they are changed on their own page."),
    # what stands in the sheet itself
    "formula": _("A formula with an error or without a stored result stands here. Mend it, or write the value."),
    "inexact": _("Of a number of more than 15 digits a workbook keeps only these. Write it as text."),
    "ditto_of_nothing": _("This means the same as another row, but nothing stands there. Write the text itself."),
    "ditto_of_row": _("Read as what stands in row No. %(row)s."),
    "ditto_and_more": _("Write out what stands above; only a bare “same as above” is read."),
    "carried_on": _("Row %(row)s goes on with this risk point and is read with it."),
    "other_below": _("Row %(row)s, which goes on with this risk point, says this; only what stands first is kept."),
    "carried_right": _("Taken from the column to its left, as a table lying on its side means it."),
    "day_read": _("Read as %(day)s."),
    "time_cut": _("Read as %(day)s; the time of day is left out."),
    "until_read": _("A period stands here; it is read as ending on %(day)s."),
    "no_day": _("These words name no day, so the date stays empty."),
    "unnumbered": _("The number in front of the name is left out."),
    "lead_left": _("“%(lead)s” only announces a list and is part of no measure."),
    "name_cut": _("More than a name: the first words are the name, and the whole text is the manifestation."),
    # what its person answered
    "answered": _("Read as answered: %(answer)s."),
    "answered_before": _("Read as answered last time: %(answer)s."),
    # what a sheet claims
    "total_rows": _("The sheet speaks of %(told)s, but has %(counted)s rows that count."),
    "total_parts": _("The parts %(parts)s add up to %(sum)s, not to %(told)s."),
    "total_grade": _("The sheet speaks of %(told)s of grade “%(grade)s”, but has %(counted)s."),
    # why an import went no further
    "damaged": _("The file is damaged or not a spreadsheet. Open it, save it again, and choose the new file."),
    "macros": _("The file contains macros. Save it as .xlsx and choose the new file."),
    "binary": _("A binary workbook (.xlsb) is not read. Save it as .xlsx and choose the new file."),
    "web_page": _("The file is a web page without a table. Open it, save it as .xlsx, and choose the new file."),
    "entities": _("The file refers to other files. Open it, save it again, and choose the new file."),
    "too_much": _("The file has too many cells. Delete the empty rows below the table."),
    "suffix": _("Only .xlsx, .xls, .ods and .csv are read; save the file as one of these."),
    "empty": _("The file is empty. Choose another one."),
    "too_large": _("The file is larger than %(limit)s MB. Make it smaller or split it."),
    "no_rows": _("The file has no rows."),
    "password": _("The file is protected by a password. Save it without one."),
    "characters": _("The characters of the file are neither UTF-8 nor GB18030. Save it as “CSV UTF-8”."),
    "no_form": _("No sheet has a known form. Compare its headings with the template."),
    "nothing_whole": _("%(count)s rows are refused, so nothing was imported. Fix them, or import only the others."),
    "not_yours": _("Your roles do not include the content of this file."),
    "broken": _("Something went wrong and nothing was imported. Please try again."),
}  # fmt: skip

NOBODY = _("none")


def sentence(problem: Mapping[str, Any]) -> str:
    """The sentence of a code, with what it names, in the language of the reader."""
    words = dict(problem)
    words |= {key: str(LABELS.get(words[key], words[key])) for key in ("grade", "name", "answer") if key in words}
    words["names"] = words.get("names") or NOBODY
    return str(SENTENCES[problem["code"]]) % words
