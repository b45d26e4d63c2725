"""The flow editor: one page, and what it asks of the server while somebody draws.

The page keeps the outline of the flow; the server draws it, tells its faults, and writes it as a whole.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from ground.lifecycle.keys import is_key
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NOT_YOUR_STEP
from ground.lifecycle.roles import Role
from ground.lifecycle.versions import StaleVersion, newest_change, version_of
from ground.pages.hostile_input import parsed
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, RolePage
from powers.api import OutlineSerializer
from powers.bpmn.charts import ALL, SeveralPools
from powers.bpmn.files import MOST_BYTES
from powers.bpmn.reader import read
from powers.bpmn.writer import written
from powers.drawing import draw_steps
from powers.models import Flow, PowerItem
from powers.outlines import ONLY_DRAFTS, Outline, borrowed, outline_of, replace_flow
from units.text_search import matching

SUGGESTIONS = 12


class _Drafting(RolePage):
    """Something about a draft flow that only its liaison does."""

    roles = (Role.LIAISON,)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and request.user.holds(self.roles):
            flows = Flow.objects.visible_to(request.user).select_related("power_item__unit")
            self.flow: Flow = get_object_or_404(flows, pk=kwargs["pk"])
            if not request.user.holds(self.roles, at=self.flow.unit):
                raise NotAllowed(NOT_YOUR_STEP)
            if not self.flow.is_editable:
                raise NotAllowed(ONLY_DRAFTS)
        return super().dispatch(request, *args, **kwargs)


class FlowEdit(_Drafting, Page):
    """The editor. POST writes the flow that it sends as JSON."""

    template_name = "powers/flow_edit.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        flow = self.flow
        posts = flow.unit.posts.filter(is_abolished=False)
        addresses = {
            "preview": reverse("powers:flow_preview", args=[flow.pk]),
            "bpmn": reverse("powers:flow_import", args=[flow.pk]),
            "starts": reverse("powers:flow_starts", args=[flow.pk]),
            "done": flow.get_absolute_url(),
        }
        return super().get_context_data(
            flow=flow,
            posts=posts,
            outline=outline_of(flow).as_data() | {"version": version_of(flow), "addresses": addresses},
            other_versions=flow.power_item.flows.exclude(pk=flow.pk).order_by("-version"),
            **context,
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        sent = _sent(request)
        outline, problems = _understood(sent, self.flow)
        if outline is None or problems:
            return JsonResponse({"problems": problems}, status=422)
        try:
            replace_flow(self.flow, outline, by=request.user, seen=str(sent.get("version") or ""))
        except NotAllowed as refusal:
            return JsonResponse({"problems": [_problem("", "", refusal.sentence)]}, status=409)
        except StaleVersion:
            change = newest_change(self.flow)
            sentence = _("%(who)s saved this flow at %(at)s, after you had opened it. Nothing was overwritten.") % {
                "who": change.who or _("system"),
                "at": f"{change.at.astimezone():%H:%M}",
            }
            theirs = outline_of(self.flow).as_data() | {"version": version_of(self.flow)}
            return JsonResponse({"problems": [_problem("", "", sentence)], "theirs": theirs}, status=409)
        return JsonResponse(outline_of(self.flow).as_data() | {"version": version_of(self.flow)})


class FlowPreview(_Drafting):
    """The drawing of an outline that is not saved yet, with its faults by step."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        outline, problems = _understood(_sent(request), self.flow)
        if outline is None:
            return JsonResponse({"problems": problems}, status=422)
        steps, ways = outline.rows(self.flow.unit)
        faults = outline.faults()
        wrong = {key for key, _fault in faults} | {p["step"] for p in problems}
        numbers = {step.key: number for number, step in enumerate(outline.steps, 1)}
        drawing = draw_steps(str(self.flow), steps, ways, faulty={numbers[key] for key in wrong if key in numbers})
        return JsonResponse(
            {
                "drawing": drawing if steps else "",
                "problems": problems,
                "faults": [_problem(key, "", fault.sentence) for key, fault in faults],
            }
        )


class FlowImport(_Drafting):
    """The outline in a BPMN file; nothing is saved before the liaison has seen it.

    Of a file with several pools it answers which there are; one of them, or all, comes with the file again.
    """

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        file = request.FILES.get("file")
        if file is None:
            return JsonResponse({"problems": [_problem("", "", _("Choose a file first."))]}, status=422)
        try:
            chosen = request.POST.get("pool", "")
            return JsonResponse(_given(read(file.read(MOST_BYTES + 1), self.flow.unit, chosen)))
        except SeveralPools as several:
            pools = [{"key": pool.key, "name": pool.name, "steps": "、".join(pool.steps)} for pool in several.pools]
            together = {"key": ALL, "name": _("All as one flow"), "steps": ""}
            return JsonResponse({"pools": [*pools, together]})
        except NotAllowed as refusal:
            return JsonResponse({"problems": [_problem("", "", refusal.sentence)]}, status=422)


class FlowStarts(_Drafting):
    """Flows to start from, by words of the power; with ?flow= the outline of one of them."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        # What everybody may read on the public pages, and what the liaison sees of the register.
        wanted = request.GET.get("flow", "")
        if wanted:
            if not is_key(wanted):
                raise Http404
            this = Flow.objects.filter(pk=wanted)
            other = this.open_to_all().first() or get_object_or_404(this.visible_to(request.user))
            return JsonResponse(_given(borrowed(other, self.flow.unit)))
        words = request.GET.get("q", "").strip()
        if not words:
            return JsonResponse({"found": []})
        items = matching(PowerItem.objects.all(), ("name", "code"), words, indexed=True)
        flows = Flow.objects.open_to_all().filter(power_item__in=items.values("pk"))
        found = flows.exclude(power_item=self.flow.power_item_id).select_related("power_item__unit")[:SUGGESTIONS]
        return JsonResponse(
            {"found": [{"id": f.pk, "name": f"{f.power_item} · {f.unit}", "version": f.version} for f in found]}
        )


class FlowBpmn(RolePage):
    """A flow as a BPMN 2.0 file."""

    def get(self, request: SignedInRequest, pk: int) -> HttpResponse:
        flows = Flow.objects.visible_to(request.user).select_related("power_item__unit")
        flow = get_object_or_404(flows, pk=pk)
        response = HttpResponse(written(flow), content_type="application/xml; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="flow-{flow.pk}-v{flow.version}.bpmn"'
        return response


def _sent(request: SignedInRequest) -> dict[str, Any]:
    try:
        sent = parsed(request.body)
    except ValueError as error:
        raise Http404 from error
    return sent if isinstance(sent, dict) else {}


def _understood(sent: dict[str, Any], flow: Flow) -> tuple[Outline | None, list[dict[str, str]]]:
    """(the outline that was sent, why it cannot be saved); no outline where its shape is wrong."""
    shape = OutlineSerializer(data={"steps": sent.get("steps")})
    if shape.is_valid():
        outline = shape.outline()
        return outline, [_problem(p.step, p.field, p.sentence) for p in outline.problems(flow.unit)]
    steps, problems = sent.get("steps"), []
    errors = shape.errors.get("steps", [])
    # By position, as a list or as a mapping that holds only the positions with errors.
    by_place = errors.items() if isinstance(errors, dict) else enumerate(errors)
    for place, wrong in by_place:
        step = steps[place] if isinstance(steps, list) and isinstance(place, int) else None
        if not isinstance(step, dict) or not isinstance(wrong, dict):
            problems.append(_problem("", "", _first(wrong)))
            continue
        problems += [_problem(str(step.get("key", "")), name, _first(errors)) for name, errors in wrong.items()]
    return None, problems


def _first(errors: Any) -> str:
    """The first sentence in nested errors."""
    while isinstance(errors, list | dict):
        errors = next((part for part in (errors.values() if isinstance(errors, dict) else errors) if part), "")
    return str(errors)


def _problem(step: str, field: str, sentence: Any) -> dict[str, str]:
    return {"step": step, "field": field, "sentence": str(sentence)}


def _given(outline: Outline) -> dict[str, Any]:
    return outline.as_data() | {"notes": list(outline.notes)}
