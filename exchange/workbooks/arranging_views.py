"""Pages on which a person says what a file means: its columns and tables, and words that its rows ask about."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.workbooks.arranging import NOTHING_MEANT, arrangements_of
from exchange.workbooks.choices import Way
from exchange.workbooks.incoming import requests
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.questions import Question
from exchange.workbooks.views import OfImport
from ground.lifecycle.machine import NotAllowed
from ground.pages.requests import SignedInRequest


class Place(OfImport):
    """What the columns are, where the table lies, which sheets are left out."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        source = self.source()
        told = [arrangements_of(request.POST, n, sheet, request.user) for n, sheet in enumerate(source.sheets)]
        arrangements = [one for of_sheet in told for one in of_sheet]
        if not arrangements:
            raise NotAllowed(_("Nothing was changed. Choose what a column is, or where the table lies."))
        requests.arrange(source, arrangements)
        messages.success(request, _("It is remembered for your unit; the file is read again."))
        return redirect(source)


class Answer(OfImport):
    """One answer for all rows that ask the same."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        source = self.source()
        question = Question.of(request.POST)
        way = request.POST.get("way", "")
        if question.form not in INCOMING_FORMS:
            raise NotAllowed(requests.NOTHING_ASKED)
        offered = request.POST.get("offer", "")
        words = request.POST.get("words", "").strip() or offered
        if way not in Way.values and not words:
            raise NotAllowed(NOTHING_MEANT)
        n = requests.answer(source, question, words, Way(way) if way in Way.values else Way.WORDS)
        done = ngettext("%(n)s row was read again.", "%(n)s rows were read again.", n)
        messages.success(request, done % {"n": n})
        return redirect(source)


class AskAgain(OfImport):
    """An answer taken back: its rows ask again, and the next file of the unit does."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        source = self.source()
        n = requests.ask_again(source, Question.of(request.POST))
        done = ngettext("%(n)s row asks again.", "%(n)s rows ask again.", n)
        messages.success(request, done % {"n": n})
        return redirect(source)
