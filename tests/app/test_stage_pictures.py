"""The pictures of the projector view show the numbers of the round looked at, and say them to who cannot see them."""

import json

import numpy as np
import pytest

from dashboard.figures import steps
from dashboard.text import probability, short
from dashboard.views.lab.stage_pictures import TEXT
from softmax_core import backward, forward, sgd_step
from softmax_core.functional import cross_entropy
from softmax_core.names import parameter_names
from tests.app.test_lecture import Stage

LINK = {"x": "2_-1.5", "y": "0_1_0", "w": "0.5_-1_0.25_1_0.75_-0.5", "b": "0.1_-0.2_0.3", "lr": "0.125", "rounds": "1"}
"""No two numbers of this run are the same, its loss shown is not the one derived, and its class is not the first."""

K = 2  # the class in the spotlight, counted from 0


class Told:
    """What the round after one of training is made of, and what pictures of it should be."""

    def __init__(self, stage: Stage) -> None:
        session = stage.at.session_state["session"]
        self.moment = session.history.at(1)
        parameters, x, y, rate = self.moment
        (self.logits,), (self.p,) = forward(parameters, x)
        gradients = backward(self.p[None], x, y)
        self.errors, self.slopes = gradients.logits[0], gradients.weights
        self.e = np.exp(self.logits - self.logits.max())
        self.old, self.new = np.vstack(parameters), np.vstack(sgd_step(*self.moment))
        after = forward(sgd_step(*self.moment), x)
        self.after = after.probabilities[0]
        self.losses = float(cross_entropy(self.logits, y[0])), float(cross_entropy(after.logits[0], y[0]))
        self.names = np.array([str(name) for name in parameter_names(2, 3)], dtype=object).reshape(3, 3)
        self.x, self.y, self.rate = x[0], y[0], rate

    def pictures(self, part: str, covered: bool) -> dict[str, steps.Moving]:
        """The pictures of a sub-step but the network, by the key of each."""
        look = {"covered": covered, "text_size": TEXT}
        weights, bias = self.moment.parameters
        made = {
            "2": lambda: steps.logit_sum(self.x, weights[:, K], bias.item(K), self.logits.item(K), K, **look),
            "3": lambda: steps.exponential_bars(self.e, lit=K, **look),
            "4": lambda: steps.share_bars(self.e, self.p, lit=K, **look),
            "5": lambda: steps.loss_point(self.p.item(1), self.losses[0], 1, **look),
            "6": lambda: steps.push_arrows(self.p, self.y, self.errors, lit=K, **look),
            "7": lambda: steps.gradient_grid(self.x, self.errors, lit=K, **look),
            "8": lambda: steps.update_grid(self.old, self.new, self.names, self.rate, lit=K, **look),
        }
        found = {"sub_step": made[part]()}
        if part == "8":
            found["prediction"] = steps.prediction_before_and_after(self.p, self.after, self.losses, 1, lit=K, **look)
        return found

    def words(self, part: str) -> dict[str, tuple[str, str]]:
        """What each picture is said to be, and the values that are said of it."""

        def by_class(values, write):
            return ", ".join(f"class {k} {write(float(value))}" for k, value in enumerate(values, start=1))

        def by_name(values):
            names = self.names.ravel().tolist()[: values.size]
            return ", ".join(f"{name} {short(value)}" for name, value in zip(names, values.flat, strict=True))

        loss, share = short(self.losses[0]), probability(self.p.item(1))
        found = {
            "2": ("added up to the logit of class 3", short(self.logits.item(K))),
            "3": ("The exponentials of the classes as bars", by_class(self.e, short)),
            "4": ("The probabilities as bars", by_class(self.p, probability)),
            "5": ("a point on the curve of minus the logarithm", f"{loss} at probability {share}"),
            "6": ("An arrow from the bar of each class to its label", by_class(self.errors, short)),
            "7": ("Each input times each entry of ŷ minus y", by_name(self.slopes)),
            "8": ("before and after the update; after it", by_name(self.new)),
        }
        words = {"sub_step": found[part]}
        if part == "8":
            before, after = (by_class(p, probability) for p in (self.p, self.after))
            words["prediction"] = (f"The prediction before the update, {before}, and after it", after)
        return words


def as_sent(figure: dict) -> dict:
    return json.loads(json.dumps({"layout": figure["layout"], "data": figure["data"]}))


@pytest.mark.parametrize("loss", ["ce", "bce"])
@pytest.mark.parametrize("cover", ["no", "yes"])
@pytest.mark.parametrize("part", "2345678")
def test_a_sub_step_is_drawn_from_the_numbers_of_the_round_and_said_in_words(part, cover, loss):
    stage = Stage(**LINK, part=part, spot=str(K + 1), cover=cover, loss=loss)
    told = Told(stage)
    sent = {
        component.key: json.loads(component.proto.bytes)
        for component in stage.at.get("bidi_component")
        if (component.key or "").startswith("stage_")
    }
    for key, picture in told.pictures(part, cover == "yes").items():
        assert sent[f"stage_{key}"]["figure"] == as_sent(picture.end), key
        assert sent[f"stage_{key}"]["start"] == json.loads(json.dumps(picture.start)), key
    for key, (what, values) in told.words(part).items():
        alt = sent[f"stage_{key}"]["alt"]
        assert what in alt
        assert alt.endswith("Covered." if cover == "yes" else f"{values}.")
        assert (values in alt) == (cover == "no")


@pytest.mark.parametrize(
    ("part", "flow"),
    [("2", "to logits"), ("4", "to probabilities"), ("6", "back to logits"), ("7", "back to inputs"), ("5", "")],
)
def test_the_arrows_of_the_network_point_where_the_sub_step_leads(part, flow):
    """Their heads stand on the lines between two columns, nearer to the one they lead to."""
    heads = [trace for trace in Stage(**LINK, part=part).figure("network")["data"] if trace.get("name") == "arrows"]
    assert len(heads) == bool(flow)
    for trace in heads:
        is_forward = flow.startswith("to")
        assert trace["marker"]["symbol"] == ("triangle-right" if is_forward else "triangle-left")
        left = 1 if flow in ("to probabilities", "back to logits") else 0
        assert all(left < x < left + 1 and (x > left + 0.5) == is_forward for x in trace["x"])


@pytest.mark.parametrize("cover", ["no", "yes"])
@pytest.mark.parametrize("part", "1234567")
def test_the_network_shows_logits_from_their_sub_step_on_and_probabilities_from_the_softmax_on(part, cover):
    stage = Stage(**LINK, part=part, cover=cover)
    told = Told(stage)
    (network,) = [part for part in stage.at.get("bidi_component") if part.key == "stage_network"]
    sent = json.loads(network.proto.bytes)
    written = [text for trace in sent["figure"]["data"] for text in trace.get("text", [])]
    for column, first, values, write in (("logits", 2, told.logits, short), ("probabilities", 4, told.p, probability)):
        is_seen = int(part) > first or (int(part) == first and cover == "no")
        assert (f"{column} covered" in sent["alt"]) != is_seen
        assert (f"{column} class 1 {write(float(values[0]))}" in sent["alt"]) == is_seen
    assert written.count("?") == 3 * ((int(part) < 2) + (int(part) < 4)) + 3 * (cover == "yes" and part in "24")
