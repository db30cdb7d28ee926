"""The meaning of a symbol or word, shown beside it under the pointer, the focus or the finger."""

from collections.abc import Mapping

from .assets import part, style

_terms = part(
    "terms",
    html='<div class="meaning" id="meaning" role="tooltip" popover="manual"></div>',
    css=style("terms.css"),
)


def terms(*, meanings: Mapping[str, str], labels: Mapping[str, str], drawn: Mapping[str, str]) -> None:
    """Nothing to show until it is asked for. Once an app, outside its pages.

    Args:
        meanings: what a link to each of these addresses shows instead of leading anywhere.
        labels: which of them a button of a choice has, by its whole text; a link has no place in it.
        drawn: which of them a text of a picture has, by what it says before a colon or comma.
    """
    _terms(key="terms", data={"meanings": dict(meanings), "labels": dict(labels), "drawn": dict(drawn)})
