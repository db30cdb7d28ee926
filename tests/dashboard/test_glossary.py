"""One glossary: page, help and README say the same of a symbol."""

import re
from pathlib import Path

import pytest

from dashboard.glossary import GLOSSARY, address_of, explained, meanings, table
from dashboard.latex.symbols import SYMBOL_COLORS
from dashboard.views.schema import CHOICE_TERMS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_the_glossary_as_it_is():
    section = README.partition("## Symbols and words")[2].partition("\n## ")[0]
    assert re.findall(r"^\|.*\|$", section, re.MULTILINE) == table().splitlines()


def test_every_symbol_of_the_formulas_and_every_word_of_a_choice_is_in_it():
    symbols = {term.symbol for term in GLOSSARY}
    assert {symbol for symbol in SYMBOL_COLORS if symbol not in "wg"} | {"W", "∂"} <= symbols  # g: gradients
    assert {term.key for term in GLOSSARY} >= set(CHOICE_TERMS.values())


def test_each_term_has_one_key_one_word_and_spellings_of_its_own():
    for names in ([term.key for term in GLOSSARY], [term.word for term in GLOSSARY]):
        assert len(set(names)) == len(names)
    spellings = [spelling for term in GLOSSARY for spelling in term.spellings]
    assert len(set(spellings)) == len(spellings)


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.key)
def test_a_meaning_is_short_and_uses_no_word_that_is_explained_only_further_down(term):
    assert len(term.meaning) <= 130
    assert term.meaning.endswith(".")
    later = [other for other in GLOSSARY[GLOSSARY.index(term) + 1 :] if other.key not in ("round", "update")]
    names = [spelling for other in later for spelling in other.spellings if len(spelling) > 2]
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", term.meaning)] == []
    assert meanings()[address_of(term.key)].endswith(term.meaning)


def test_a_term_is_linked_where_it_stands_first_and_nowhere_in_formulas_code_or_links():
    text = "Softmax of $logit$ and `logit`: [a logit](x), logits θ₁, softmax and the learning rate η."
    assert explained(text) == (
        "[Softmax](#term-softmax) of $logit$ and `logit`: [a logit](x), [logits](#term-logit) θ₁, softmax and the "
        "[learning rate](#term-learning-rate) η."
    )
    assert explained("binary cross-entropy, and cross-entropy") == (
        "[binary cross-entropy](#term-binary-cross-entropy), and [cross-entropy](#term-cross-entropy)"
    )
    assert explained("a mislogit, ŷ − yes, j and Jam") == "a mislogit, [ŷ](#term-probability) − yes, j and Jam"


def test_what_was_explained_above_is_not_linked_again():
    assert explained("Softmax of the logits", above="The logit θ") == "[Softmax](#term-softmax) of the logits"


def test_there_is_no_address_of_what_is_not_in_it():
    with pytest.raises(KeyError):
        address_of("neuron")
