"""What the change log calls the deeds that are no step of a life cycle, e.g. "user.invite" → “invited”.

Each app declares its own in its module `actions.py`; the words of steps come from the life cycles.
"""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Lifecycle, Sentence

EVERYWHERE: dict[str, Sentence] = {"create": _("created"), "edit": _("edited"), "delete": _("deleted")}
ACTIONS: dict[str, Sentence] = {}


def name_actions(of: str, **verbs: Sentence) -> None:
    """Declare what is done to a model beside its steps, e.g. name_actions("user", invite=_("invited"))."""
    ACTIONS.update({f"{of}.{verb}": words for verb, words in verbs.items()})


def action_label(action: str) -> Sentence:
    """The words for an action of the change log, e.g. "riskpoint.return" → "Return"; itself where none are known."""
    name, _dot, verb = action.partition(".")
    lifecycle = Lifecycle.known.get(name)
    if lifecycle and verb in lifecycle.transitions:
        return lifecycle.transitions[verb].label
    return ACTIONS.get(action) or EVERYWHERE.get(verb, action)
