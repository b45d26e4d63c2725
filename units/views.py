"""Pages of the unit tree."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.keys import is_key
from ground.lifecycle.roles import REGISTER_READERS, UNIT_READERS, Role
from ground.pages.pickers import SUGGESTIONS, PickPage
from ground.pages.tabs import TabbedPage
from ground.pages.views import EditPage, ListPage, Page, TransitionPage
from units import tree
from units.filters import OfficialFilter, OrganFilter, UnitFilter
from units.forms import ContactForm, OfficialForm, OrganForm, PeriodForm, PostForm, UnitForm
from units.models import OFFICIAL_READERS, IssuingOrgan, Official, Post, PostPeriod, Unit
from units.tables import OfficialTable, OrganTable, UnitTable
from units.text_search import matching


class Units(ListPage):
    roles = UNIT_READERS
    model = Unit
    as_csv = True
    form_of = "units"
    table_class = UnitTable
    order = ("path",)
    filterset_class = UnitFilter
    title = _("Units")
    intro = _("The tree of areas and units that you may see.")
    empty = _("There is no unit yet. An administrator adds them.")
    create_url = reverse_lazy("units:create")
    create_label = _("New unit")
    create_roles = (Role.ADMINISTRATOR,)
    template_name = "units/list.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("division")


class UnitDetail(TabbedPage):
    """A unit in tabs; each app adds its own (`tabs.py`)."""

    roles = UNIT_READERS
    model = Unit
    tabs_of = "units.unit"
    template_name = "units/detail.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("division", "warning_contact")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        unit, user = self.object, self.request.user
        return super().get_context_data(
            ancestors=[u for u in Unit.objects.get_ancestors(unit) if user.holds(UNIT_READERS, at=u)],
            leader=unit.posts.filter(is_main_leader=True, is_abolished=False).first(),
            may_see_who=user.holds((Role.UNIT_HEAD, Role.INSPECTOR, Role.CHECKER, Role.ADMINISTRATOR), at=unit),
            may_administer=user.holds((Role.ADMINISTRATOR,), at=unit),
            reads_register=user.holds(REGISTER_READERS, at=unit),
            **context,
        )


class Tree(Page):
    """The tree of units, a branch at a time: as far as ?open names the way, or the units that ?q finds."""

    roles = UNIT_READERS
    template_name = "units/tree.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user, wanted = self.request.user, self.request.GET.get("q", "").strip()[:100]
        found = tree.found(user, wanted) if wanted else []
        nodes = [] if wanted else tree.opened(user, self.opened())
        return super().get_context_data(q=wanted, found=found, nodes=nodes, most=tree.FOUND, **context)

    def opened(self) -> Unit | None:
        wanted = self.request.GET.get("open", "")
        if not wanted:
            return None
        if not is_key(wanted):
            raise Http404
        return get_object_or_404(Unit.objects.visible_to(self.request.user), pk=wanted)


class Branch(Page):
    """One branch of the tree, open or (?closed) closed, to take the place of what the page shows of it."""

    roles = UNIT_READERS
    template_name = "units/_branch.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        unit = get_object_or_404(Unit.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        is_open = "closed" not in self.request.GET
        return super().get_context_data(node=tree.branch(unit, is_open=is_open), **context)


class UnitEdit(EditPage):
    roles = (Role.ADMINISTRATOR,)
    model = Unit
    form_class = UnitForm
    title_new = _("New unit")
    title_edit = _("Edit unit")

    def choose_unit(self) -> None:
        return None  # a new unit names its parent in the form

    def unit_of(self, row: Unit) -> Unit:
        return row

    def get_form_kwargs(self) -> dict[str, Any]:
        parents = Unit.objects.reachable_by(self.request.user, self.roles).order_by("path")
        return super().get_form_kwargs() | {"parents": parents}


class ContactEdit(EditPage):
    roles = (Role.LIAISON, Role.UNIT_HEAD, Role.ADMINISTRATOR)
    model = Unit
    form_class = ContactForm
    title_edit = _("Name the warning contact")

    def unit_of(self, row: Unit) -> Unit:
        return row


class PostEdit(EditPage):
    roles = (Role.LIAISON, Role.ADMINISTRATOR)
    model = Post
    form_class = PostForm
    title_new = _("New post")
    title_edit = _("Edit post")


class Officials(ListPage):
    roles = OFFICIAL_READERS
    model = Official
    table_class = OfficialTable
    order = ("name", "pk")
    filterset_class = OfficialFilter
    title = _("Officials")
    intro = _("Only those who keep accounts or inspect see names here.")
    empty = _("No officials yet.")
    create_url = reverse_lazy("units:official_create")
    create_label = _("New official")
    create_roles = (Role.ADMINISTRATOR,)

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("periods__post__unit")


class OfficialEdit(EditPage):
    roles = (Role.ADMINISTRATOR,)
    model = Official
    form_class = OfficialForm
    title_new = _("New official")

    def next_url(self, row: Official) -> str:
        return reverse("units:officials")


class PeriodEdit(EditPage):
    """Enter a further post period of an official, or mend and end one."""

    roles = (Role.ADMINISTRATOR,)
    model = PostPeriod
    form_class = PeriodForm
    title_new = _("New post period")
    title_edit = _("Edit post period")

    def find(self, pk: int | None) -> None:
        officials = Official.objects.visible_to(self.request.user)
        if "official" in self.kwargs:
            self.official = get_object_or_404(officials, pk=self.kwargs["official"])
            return
        kept = self.request.user.where_holds(self.roles, "post__unit__path")
        self.object = get_object_or_404(PostPeriod.objects.filter(kept), pk=pk)
        self.official = self.object.official

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"official": self.official}

    def next_url(self, row: PostPeriod) -> str:
        return reverse("units:officials")


class UnitTransition(TransitionPage):
    model = Unit


ADMINISTRATOR = (Role.ADMINISTRATOR,)


class UnitPick(PickPage):
    """Units that an administrator keeps, by words of their name or code."""

    roles = ADMINISTRATOR
    key = "code"

    def rows(self, wanted: str) -> Any:
        return Unit.objects.reachable_by(self.request.user, self.roles).named(wanted).order_by("path")


class OfficialPick(PickPage):
    """Officials whom an administrator keeps, by words of name or staff number."""

    roles = ADMINISTRATOR
    key = "staff_number"

    def rows(self, wanted: str) -> Any:
        officials = Official.objects.visible_to(self.request.user).prefetch_related("periods__post__unit")
        return matching(officials, ("name", "staff_number"), wanted, indexed=True)


class PostPick(PickPage):
    """Posts of units that an administrator keeps: first words of the unit, then of the post."""

    roles = ADMINISTRATOR
    key = "pk"

    def rows(self, wanted: str) -> Any:
        unit, *words = wanted.split()
        units = Unit.objects.reachable_by(self.request.user, self.roles)
        found = units.named(unit).order_by("path")[:SUGGESTIONS]
        posts = Post.objects.filter(unit__in=[u.pk for u in found], is_abolished=False).select_related("unit")
        return matching(posts, ("department", "name"), " ".join(words), indexed=False)


class AtUnit(Page):
    """A page about an area or a unit: the one that the address names, else the part of the tree that the person looks
    at, else the top of what they see."""

    unit: Unit

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and request.user.holds(self.roles):
            reachable = Unit.objects.reachable_by(request.user, REGISTER_READERS).select_related("division")
            pk = kwargs.get("pk")
            scope = getattr(request, "scope", None)
            if pk is None and scope and request.user.holds(REGISTER_READERS, at=scope):
                self.unit = get_object_or_404(reachable, pk=scope.pk)
            elif pk is None:
                # The top of what the person sees: the shortest path.
                top = min(request.user.paths_below(REGISTER_READERS), key=lambda path: (len(path), path))
                self.unit = get_object_or_404(reachable, path=top)
            else:
                self.unit = get_object_or_404(reachable, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = self.request.user
        ancestors = [u for u in Unit.objects.get_ancestors(self.unit) if user.holds(REGISTER_READERS, at=u)]
        return super().get_context_data(unit=self.unit, ancestors=ancestors, **context)


class Organs(ListPage):
    """The organs that issue documents, as administrators keep them."""

    roles = (Role.ADMINISTRATOR,)
    model = IssuingOrgan
    table_class = OrganTable
    filterset_class = OrganFilter
    order = ("unit__path", "pk")
    title = _("Issuing organs")
    intro = _("Who issues the documents of an area: full name, sign in document numbers, supervision phone.")
    empty = _("No organ is named yet; documents bear the usual name of the area.")
    create_url = reverse_lazy("units:organ_create")
    create_label = _("New issuing organ")
    create_roles = (Role.ADMINISTRATOR,)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("unit")


class OrganEdit(EditPage):
    roles = (Role.ADMINISTRATOR,)
    model = IssuingOrgan
    form_class = OrganForm
    title_new = _("New issuing organ")
    title_edit = _("Edit issuing organ")

    def choose_unit(self) -> None:
        return None  # the form asks for it
