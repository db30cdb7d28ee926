"""The table of shapes: every product fits together, and an array has the same shape wherever it stands."""

import re

import pytest
from hypothesis import given

from dashboard.latex import Round, derivation
from tests.dashboard.latex.moments import PLAIN, moments
from tests.dashboard.latex.reader import black


def product_of_shapes(latex: str) -> tuple[int, int]:
    """The shape of a sum of products of arrays, each with its shape as a subscript; they must fit together."""
    latex = re.sub(r"\((?!\d)[^()]*\)", "X", latex)
    *pairs, rest = re.split(r"_\{\((\d),(\d)\)\}", latex)
    assert not rest
    terms = []
    for name, rows, columns in zip(pairs[::3], pairs[1::3], pairs[2::3], strict=True):
        shape = int(rows), int(columns)
        if not terms or re.search(r" [-+] ", name):
            terms.append(shape)
        elif "/" in name:
            assert shape == (1, 1), latex
        else:
            assert terms[-1][1] == shape[0], latex
            terms[-1] = terms[-1][0], shape[1]
    assert len(set(terms)) == 1, latex
    return terms[0]


@given(moments(PLAIN))
def test_every_product_of_the_table_fits_together_and_has_the_shape_of_its_array(moment):
    n, k = moment.parameters.weights.shape
    jacobian = r"\frac{\partial \hat{y}}{\partial \theta}"
    arrays = {
        r"\theta": (k, 1), r"\hat{y}": (k, 1), "J": (1, 1), jacobian: (k, k),
        r"\frac{\partial J}{\partial \theta}": (k, 1),
        r"\frac{\partial J}{\partial W}": (n, k), r"\frac{\partial J}{\partial b}": (k, 1), "W": (n, k), "b": (k, 1),
    }  # fmt: skip
    rows = derivation.shapes(Round(moment))
    assert [black(row.quantity) for row in rows] == list(arrays)
    for row in rows:
        left, result = black(row.product).split(" = ")
        shape = arrays[black(row.quantity)]
        assert result.startswith(black(row.quantity))
        assert product_of_shapes(left) == product_of_shapes(result)
        assert product_of_shapes(result) == (shape[::-1] if r"^\top" in result else shape)
        # An array has the same shape wherever it stands.
        for name, shape in arrays.items():
            pattern = rf"(?<![\w}}]){re.escape(name)}(\^\\top)?_\{{\((\d),(\d)\)\}}"
            for top, *found in re.findall(pattern, black(row.product)):
                assert tuple(map(int, found)) == (shape[::-1] if top else shape)


def test_the_reader_of_shapes_sees_a_product_that_does_not_fit():
    for wrong in ("-y_{(3,1)} \\, (\\ln y)_{(3,1)}", "W_{(2,3)} + b_{(3,1)}", "e_{(3,1)} \\,/\\, S_{(3,1)}"):
        with pytest.raises(AssertionError):
            product_of_shapes(wrong)
