"""What every symbol of the derivation means."""

from ..symbols import painted

LEGEND = (
    "$<x>$ is the input, $<y>$ its label: 1 for the true class, 0 for the others. $<W>$ and $<b>$ are the weights and "
    r"the bias, $<θ> = <W>^\top <x> + <b>$ the logits, $<ŷ>$ the probabilities that softmax turns them into, and "
    r"$<J> = -\sum_k <y_k> \ln <ŷ_k>$ the loss, the cross-entropy, with the natural logarithm $\ln$. There are $n$ "
    "inputs and $K$ classes; $<η>$ is the learning rate."
)


def legend() -> str:
    """The meaning of the symbols, as Markdown."""
    return painted(LEGEND)
