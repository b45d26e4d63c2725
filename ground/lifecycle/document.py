"""The life cycles as a document: a diagram, a table of the steps and all that each of them causes.

Made from the declarations alone, without a database: effects say what they do in the first line of their docstring,
triggers in the comment over their function.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.utils import translation

from ground.lifecycle.database_effects import on_change_of_state
from ground.lifecycle.machine import Lifecycle, Stateful, Transition

HEAD = """# Life cycles

Drawn from the code by `manage.py lifecycles`; `make test` fails where this page is out of date.
Every step records who, when and why in the change log. All that a step causes stands in its row: the columns that it
fills, in parentheses those that the person acting is asked for; what else happens in the same transaction; who is
told, by which kind of notice. What triggers of the database do at every step stands below the table.
"""
COLUMNS = ("step", "from", "to", "who", "what must hold", "reason", "sets", "what follows", "who is told")
NONE = "–"


def document() -> str:
    """The whole page, in Markdown, in the order of the names."""
    return "\n".join([HEAD, *(section(Lifecycle.known[name]) for name in sorted(Lifecycle.known))])


def section(lifecycle: Lifecycle) -> str:
    lines = [f"## {lifecycle.name}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value}: {state.value} {_chinese(state)}" for state in lifecycle.states]
    for step in lifecycle.transitions.values():
        lines += [f"    {source} --> {step.target}: {step.verb}" for source in step.sources]
    lines += ["```", "", _row(COLUMNS), "|---" * len(COLUMNS) + "|"]
    lines += [_row(_cells(lifecycle, step)) for step in lifecycle.transitions.values()]
    effects = on_change_of_state(model_of(lifecycle))
    if effects:
        lines += ["", "At every step the database:", ""]
        lines += [f"- `{effect.function}` ({effect.file}): {effect.what}" for effect in effects]
    return "\n".join([*lines, ""])


def model_of(lifecycle: Lifecycle) -> type[Stateful]:
    """The model whose rows go through it. Raises LookupError where there is none."""
    for model in apps.get_models():
        if issubclass(model, Stateful) and model.lifecycle is lifecycle:
            return model
    raise LookupError(lifecycle.name)


def first_line(effect: Callable[..., Any]) -> str:
    """What a requirement or an effect says of itself. Raises ValueError where it says nothing."""
    if not effect.__doc__:
        raise ValueError(f"{effect.__module__}.{effect.__qualname__} does not say what it does")
    return effect.__doc__.strip().splitlines()[0]


def _cells(lifecycle: Lifecycle, step: Transition) -> list[str]:
    effects = lifecycle.effects(step.verb)
    notices = [
        f"{first_line(effect)} (“{', '.join(str(kind.label) for kind in effect.notifies)}”)"  # type: ignore[attr-defined]
        for effect in effects
        if hasattr(effect, "notifies")
    ]
    return [
        f"`{step.verb}` {_chinese(step)}",
        ", ".join(step.sources),
        step.target,
        ", ".join(role.value for role in step.roles) or "the register itself",
        _several([str(s) for r in lifecycle.requirements(step.verb) for s in _sentences(r)]),
        _reason(lifecycle, step),
        ", ".join(_columns(step)) or NONE,
        _several([first_line(effect) for effect in effects if not hasattr(effect, "notifies")]),
        _several(notices),
    ]


def _reason(lifecycle: Lifecycle, step: Transition) -> str:
    """Whether a reason is needed; or for what alone it is."""
    if step.needs_reason:
        return "needed"
    return _several([f"needed where: {s}" for r in lifecycle.shortfalls.get(step.verb, ()) for s in _sentences(r)])


def _columns(step: Transition) -> list[str]:
    stamped = [f"{step.stamp}_by", f"{step.stamp}_at"] if step.stamp else []
    kept = [step.reason_field] if step.reason_field else []
    return [f"`{name}`" for name in (*stamped, *kept, *step.sets)] + [f"(`{name}`)" for name in step.inputs]


def _sentences(requirement: Any) -> list[Any]:
    sentence = getattr(requirement, "sentence", None)
    if sentence is None:
        return [first_line(requirement)]
    return list(sentence) if isinstance(sentence, tuple) else [sentence]


def _several(sentences: list[str]) -> str:
    return "<br>".join(sentences) or NONE


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _chinese(item: Any) -> str:
    with translation.override("zh-hans"):
        return str(item.label)
