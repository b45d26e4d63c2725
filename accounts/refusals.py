"""The sentences of refusals about accounts and roles that are said in several places, by name."""

from django.utils.translation import gettext_lazy as _

OWN_PASSWORD_FIRST = _("Please choose a password of your own first.")
NOT_TO_ONESELF = _("Nobody gives a role to themselves; ask another administrator.")
NOT_OF_ONESELF = _("Nobody changes how they sign in themselves on this page; ask another administrator.")
TWO_NEEDED = _("This needs two people: you propose it, another person confirms it.")
NOT_ALL_YOURS = _(
    "This account has a role outside of what you administer; its sign-in is kept by those who administer all of it."
)
YOU_PROPOSED_IT = _("You proposed this; a second person has to decide.")
CONCERNS_YOU = _("This concerns yourself; another person has to decide.")
SAME_PERSON = _("Your account belongs to the same person as one of those concerned; another person has to decide.")
NOT_OF_THE_AUDITOR = _("The auditor decides about inspectors and auditors; for this another administrator is needed.")
NOT_YOUR_PROPOSAL = _("Only who proposed it withdraws it.")
PROPOSED_ALREADY = _("This is proposed already and waits for a second person.")
TOO_MANY_TRIES = _("There were too many tries; please wait until the next hour.")
ON_THE_PAGES = _("This needs a second factor that is fresh: do it on the pages of the register.")
