"""The life cycles as a document: a Mermaid diagram and a table for each, made from the declarations."""

from typing import Any

from django.utils import translation

from ground.lifecycle.machine import Lifecycle

HEAD = """# Life cycles

Drawn from the code by `manage.py lifecycles`; `make test` fails where this page is out of date.
Every transition records who, when and why in the change log.
"""


def document() -> str:
    """The whole page, in Markdown, in the order of the names."""
    return "\n".join([HEAD, *(section(Lifecycle.known[name]) for name in sorted(Lifecycle.known))])


def section(lifecycle: Lifecycle) -> str:
    lines = [f"## {lifecycle.name}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value}: {state.value} {_chinese(state)}" for state in lifecycle.states]
    for step in lifecycle.transitions.values():
        lines += [f"    {source} --> {step.target}: {step.verb}" for source in step.sources]
    lines += ["```", "", "| step | from | to | who | what must hold | reason |", "|---|---|---|---|---|---|"]
    for step in lifecycle.transitions.values():
        who = ", ".join(role.value for role in step.roles) or "the register itself"
        needs = [str(s) for r in lifecycle.requirements(step.verb) for s in _sentences(r)]
        lines.append(
            f"| `{step.verb}` {_chinese(step)} | {', '.join(step.sources)} | {step.target} "
            f"| {who} | {'<br>'.join(needs) or '–'} "
            f"| {'needed' if step.needs_reason else '–'} |"
        )
    return "\n".join([*lines, ""])


def _sentences(requirement: Any) -> list[Any]:
    sentence = getattr(requirement, "sentence", None)
    if sentence is None:
        return [(requirement.__doc__ or requirement.__name__).strip().splitlines()[0]]
    return list(sentence) if isinstance(sentence, tuple) else [sentence]


def _chinese(item: Any) -> str:
    with translation.override("zh-hans"):
        return str(item.label)
