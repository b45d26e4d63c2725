"""Forms of the unit tree."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.forms import RegisterForm
from ground.pages.pickers import PickField
from units.models import IssuingOrgan, Official, Post, PostPeriod, Unit


class UnitForm(RegisterForm):
    """A unit; a new one is placed below `parent`, chosen among the units that the administrator keeps."""

    parent = PickField(Unit.objects.none(), key="code", route="units:pick", label=_("belongs to"))

    class Meta:
        model = Unit
        fields = [
            "name",
            "code",
            "kind",
            "level",
            "division",
            "industry",
            "credit_code",
            "is_area",
            "must_be_covered",
        ]

    def __init__(self, *args: Any, parents: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            del self.fields["parent"]
        else:
            self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
            self.order_fields(["parent", *self.Meta.fields])

    def save(self, commit: bool = True) -> Unit:
        if self.instance.pk:
            return super().save(commit)
        with transaction.atomic():
            # Two administrators adding below the same parent at once must not get the same path.
            parent = Unit.objects.select_for_update().get(pk=self.cleaned_data["parent"].pk)
            return Unit.objects.add_child(parent, instance=self.instance)


class ContactForm(RegisterForm):
    """What the unit itself keeps of its entry: who receives warnings."""

    class Meta:
        model = Unit
        fields = ["warning_contact"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["warning_contact"].queryset = self.instance.posts.filter(is_abolished=False)  # type: ignore[attr-defined]


class PostForm(RegisterForm):
    checked_too = ("unit",)

    class Meta:
        model = Post
        fields = ["department", "name", "discretion", "is_main_leader", "is_department_head", "is_abolished"]


class OfficialForm(RegisterForm):
    """An official together with the first post that they hold."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("post"))
    started_on = forms.DateField(label=_("since"))

    class Meta:
        model = Official
        fields = ["name", "staff_number"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["post"].queryset = self.unit.posts.filter(is_abolished=False)  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> Official:
        with transaction.atomic():
            official = super().save(commit)
            PostPeriod.objects.create(
                official=official, post=self.cleaned_data["post"], started_on=self.cleaned_data["started_on"]
            )
        return official


class PeriodForm(RegisterForm):
    """A post period of an official: at which post, from when, and until when."""

    checked_too = ("official",)  # periods of one person on one post do not overlap

    post = PickField(Post.objects.none(), key="pk", route="units:post_pick", label=_("post"))

    class Meta:
        model = PostPeriod
        fields = ["post", "started_on", "ended_on"]

    def __init__(self, *args: Any, official: Official, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.official = official
        posts = Post.objects.filter(self.user.where_holds((Role.ADMINISTRATOR,), "unit__path"), is_abolished=False)
        self.fields["post"].queryset = posts.select_related("unit")  # type: ignore[attr-defined]


class OrganForm(RegisterForm):
    """How the organ of an area is called in its documents."""

    unit = PickField(Unit.objects.none(), key="code", route="units:pick", label=_("area"))

    class Meta:
        model = IssuingOrgan
        fields = ["unit", "name", "sign", "office", "phone"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            del self.fields["unit"]
        else:
            areas = Unit.objects.reachable_by(self.user, (Role.ADMINISTRATOR,)).filter(is_area=True, organ=None)
            self.fields["unit"].queryset = areas  # type: ignore[attr-defined]
