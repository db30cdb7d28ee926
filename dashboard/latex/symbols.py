r"""The colour of each symbol, the same in every formula, LaTeX painted with it, and the CSS that formulas need."""

import re

SYMBOL_COLORS = {
    "x": ("#0072B2", "#56B4E9"),
    "w": ("#C7400E", "#F65D10"),
    "b": ("#724001", "#F1C153"),
    "θ": ("#0E6E51", "#6FDDB4"),
    "ŷ": ("#B23C98", "#D07FBE"),
    "y": ("#637321", "#E9F56F"),
    "J": ("#691231", "#FF8A8A"),
    "g": ("#7D22E6", "#9088FA"),
    "η": ("#504F4D", "#B9B7B4"),
}
"""The colour of each symbol on light and on dark ground; g is ŷ − y and the gradients made of it. Okabe and Ito's hues,
darkened or lightened until they can be read as text."""

UNLIT = ("#636A71", "#9BA3AB")
"""What the spotlight leaves out, on light and on dark ground."""

_LATEX = {"θ": r"\theta", "ŷ": r"\hat{y}", "η": r"\eta"}


def colored(symbol: str, latex: str | None = None) -> str:
    r"""LaTeX in the colour of a symbol; the symbol itself unless something else is given.

    >>> print(colored("w", "w_{12}"))
    \textcolor{#C7400E}{w_{12}}
    """
    return rf"\textcolor{{{SYMBOL_COLORS[symbol][0]}}}{{{_LATEX.get(symbol, symbol) if latex is None else latex}}}"


def painted(template: str) -> str:
    r"""LaTeX or Markdown with its symbols in their colours: <x_i>, <W>, <ŷ_k>, <m> for max θ, <∂θ_k> for ∂J/∂θ_k.

    >>> print(painted(r"<W>^\top <x>"))
    \textcolor{#C7400E}{W}^\top \textcolor{#0072B2}{x}
    """

    def paint(match: re.Match) -> str:
        gradient, letter, rest = match.groups()
        symbol = _LATEX.get(letter, letter) + rest
        if gradient:
            return colored("g", rf"\frac{{\partial J}}{{\partial {symbol}}}")
        return colored({"W": "w", "m": "θ"}.get(letter, letter), symbol)

    return re.sub("<(∂?)([^<>])([^<>]*)>", paint, template)


def formula_css() -> str:
    """CSS that gives each symbol its dark colour in the dark theme, in KaTeX formulas and in the text of SVG charts.

    And room above and below a formula: Streamlit hides what is higher than its lines.
    """
    rules = [".katex-display { margin-block: 0.5em; padding: 0.5em 2px; }"]
    for light, dark in (*SYMBOL_COLORS.values(), UNLIT):
        rgb = f"rgb({', '.join(str(int(light[place : place + 2], 16)) for place in (1, 3, 5))})"
        value = f"light-dark({light}, {dark}) !important"
        # KaTeX's own HTML keeps the colour as it is written; set by script, as in Streamlit, it reads back as rgb().
        rules.append(f'.katex [style*="color:{light}"], .katex [style*="color: {rgb}"] {{ color: {value}; }}')
        rules.append(f'svg text[style*="fill: {rgb}"] {{ fill: {value}; }}')
    return "\n".join(rules)
