"""The projector view: what is covered, where the spotlight is, what is derived, and all of it in the link."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.latex.symbols import UNLIT
from dashboard.text import full, short
from dashboard.views.lab.projector import KEYS
from softmax_core import forward
from softmax_core.presets import PRESETS
from tests.app.page import APP

LARGE = {"x": "1_2_3_4_5_6", "y": "0_0_0_1_0_0", "init": "normal~3"}


class Stage:
    """The projector view of a link."""

    def __init__(self, **link: str) -> None:
        self.at = AppTest.from_file(str(APP), default_timeout=30)
        self.at.query_params = {"view": "projector", **link}
        self.at.run()
        assert not self.at.exception

    def press(self, *keys: str) -> "Stage":
        """Press keys of the projector view, as the browser would."""
        for key in keys:
            button = next((b for b in self.at.button if b.key == KEYS[key]), None)
            if button is not None and not button.disabled:
                button.click().run()
                assert not self.at.exception
        return self

    @property
    def view(self) -> dict[str, str]:
        return self.at.session_state["session"].view

    @property
    def run(self):
        return self.at.session_state["session"].run

    @property
    def latex(self) -> list[str]:
        return [block.value for block in self.at.latex]

    @property
    def said(self) -> str:
        return " ".join(block.value for block in self.at.markdown)

    def figure(self, key: str) -> dict | None:
        """A picture as the browser is told it."""
        parts = [part for part in self.at.get("bidi_component") if part.key == f"stage_{key}"]
        return json.loads(parts[0].proto.bytes)["figure"] if parts else None

    @property
    def texts(self) -> str:
        return json.dumps(
            [self.figure(key) for key in ("network", "sub_step", "prediction", "grid")], ensure_ascii=False
        )


def test_forth_and_back_lead_through_the_rounds():
    stage = Stage(preset="slow")
    for part in range(1, 9):
        assert (stage.view["part"], stage.run.at) == (str(part), 0)
        assert f"{part} of 8." in stage.said
        stage.press("PageDown")
    assert (stage.view["part"], stage.run.at) == ("1", 1)
    stage.press("PageUp")
    assert (stage.view["part"], stage.run.at, stage.run.rounds) == ("8", 0, 1)


@pytest.mark.parametrize("part", "12345678")
def test_a_number_leads_to_its_sub_step(part):
    assert Stage(part="3").press(part).view["part"] == part


def test_s_trains_a_round_and_stays_at_the_sub_step():
    stage = Stage(preset="slow", part="6").press("s")
    assert (stage.view["part"], stage.run.rounds) == ("6", 1)


def test_no_key_undoes_resets_or_clears():
    assert not {"r", "u", "Delete", "Backspace", " "} & set(KEYS)
    stage = Stage()
    assert all(any(b.key == name for b in stage.at.button) for key, name in KEYS.items() if key != "Escape")


def test_what_a_later_sub_step_computes_is_nowhere_before():
    moment = PRESETS["recorded"].setup.moment
    logits, p = (array[0].tolist() for array in forward(moment.parameters, moment.x))
    for part in range(1, 8):  # the eighth draws what becomes of ŷ instead of the network
        stage = Stage(preset="recorded", part=str(part))
        told = stage.texts
        for values, first in ((logits, 2), (p, 4)):
            shown = [full(value) in told for value in values]
            assert any(shown) == (part >= first), part
        assert ("Loss ?" in stage.said) == (part < 5)
        assert (short(0.2325899002679085) in stage.said) == (part >= 5)
        assert ("changes" in told or "Step adds" in told) is False


def test_c_covers_the_results_of_a_sub_step_and_uncovers_them():
    stage = Stage(preset="recorded", part="4")
    open_numbers, open_texts = stage.latex, stage.texts
    stage.press("c")
    assert stage.view["cover"] == "yes"
    assert stage.latex == open_numbers[:-1]  # the formula and its shapes remain
    share = full(forward(*_of("recorded")).probabilities.item(0))
    assert share in open_texts
    assert share not in stage.texts
    stage.press("c")
    assert (stage.view["cover"], stage.latex, stage.texts) == ("no", open_numbers, open_texts)


def _of(preset: str):
    moment = PRESETS[preset].setup.moment
    return moment.parameters, moment.x


def test_where_the_class_predicts_first_each_sub_step_comes_covered_and_is_uncovered_by_going_on():
    stage = Stage(part="2").press("c")
    for part in ("2", "3", "4"):
        assert (stage.view["part"], stage.view["cover"]) == (part, "yes")
        stage.press("ArrowRight")
        assert (stage.view["part"], stage.view["cover"]) == (part, "open")
        stage.press("ArrowRight")
    assert stage.press("s").view["cover"] == "yes"
    assert stage.press("c").view["cover"] == "no"


def test_the_first_sub_step_has_nothing_to_cover():
    stage = Stage(cover="yes")
    assert len(stage.latex) == 3
    assert stage.press("c", "ArrowRight").view == {**stage.view, "part": "2", "cover": "yes"}


def test_the_spotlight_goes_through_the_classes_and_off_and_is_the_same_everywhere():
    stage = Stage(preset="recorded", part="4")
    assert UNLIT[0] not in stage.latex[-1]
    for spot in ("1", "2", "3"):
        stage.press("ArrowDown")
        assert stage.view["spot"] == spot
        assert UNLIT[0] in stage.latex[-1]
        ticks = stage.figure("sub_step")["layout"]["xaxis"]["ticktext"]
        assert [text.startswith("<u>") for text in ticks] == [str(k + 1) == spot for k in range(3)]
        shares = stage.figure("network")["data"][-2]["textfont"]["color"]
        assert [color == "#111111" for color in shares] == [str(k + 1) == spot for k in range(3)]
    assert stage.press("ArrowDown").view["spot"] == "0"
    assert stage.press("ArrowUp").view["spot"] == "3"


@pytest.mark.parametrize("part", "1278")
def test_i_goes_through_the_rows_of_the_inputs_and_the_bias_and_off_and_they_are_the_same_everywhere(part):
    stage = Stage(preset="recorded", part=part)
    before = stage.latex, stage.texts
    assert UNLIT[0] not in stage.latex[-1]
    for place, row in enumerate(("1", "2", "bias")):
        stage.press("i")
        assert stage.view["row"] == row
        assert UNLIT[0] in stage.latex[-1]
        is_lit = [i == place for i in range(3)]
        if part != "8":  # which draws what becomes of ŷ instead of the network
            inputs = next(t for t in stage.figure("network")["data"] if t.get("text", [""])[-1] == "1")
            assert [color == "#111111" for color in inputs["textfont"]["color"]] == is_lit
        layout = stage.figure("grid" if part == "1" else "sub_step")["layout"]
        if part == "2":
            assert [text.startswith("<u>") for text in layout["xaxis"]["ticktext"]] == [*is_lit, False]
        else:
            assert [(frame["y0"], frame["y1"]) for frame in layout["shapes"]] == [(place - 0.5, place + 0.5)]
    assert stage.press("i").view["row"] == "0"
    assert (stage.latex, stage.texts) == before


@pytest.mark.parametrize("part", "3456")
def test_where_nothing_has_a_row_for_each_input_i_does_nothing(part):
    stage = Stage(preset="recorded", part=part)
    before = stage.view, stage.latex, stage.texts
    assert (stage.press("i").view, stage.latex, stage.texts) == before


def test_a_row_and_a_class_are_lit_together_and_the_link_keeps_both():
    stage = Stage(preset="recorded", part="7").press("i", "i", "ArrowDown")
    assert (stage.view["row"], stage.view["spot"]) == ("2", "1")
    assert len(stage.figure("sub_step")["layout"]["shapes"]) == 2
    told = {key: value if isinstance(value, str) else value[0] for key, value in stage.at.query_params.items()}
    assert told["row"] == "2"
    again = Stage(**told)
    assert (again.view, again.latex, again.texts) == (stage.view, stage.latex, stage.texts)
    assert stage.press("2").view["row"] == "2"


def test_of_a_large_layer_the_row_moves_within_the_class_that_is_shown():
    stage = Stage(**LARGE, part="7")
    for row in ("1", "2", "3", "4", "5", "6", "bias", "0"):
        stage.press("i")
        assert (stage.view["row"], stage.view["spot"]) == (row, "0")
        (block,) = re.findall(r"aligned\}(.*?)\\end\{aligned", stage.latex[-1])
        lit = [UNLIT[0] not in line for line in block.split(r"\\")]
        rows = ["1", "2", "3", "4", "5", "6", "bias"]
        assert lit == [row in ("0", name) for name in rows]


def test_of_a_large_layer_one_class_is_shown_and_the_keys_move_it():
    stage = Stage(**LARGE, part="8")
    assert r"w_{14}" in stage.latex[-1]
    assert r"w_{13}" not in stage.latex[-1]
    stage.press("ArrowDown")
    assert stage.view["spot"] == "5"
    assert r"w_{15}" in stage.latex[-1]
    stage.press("ArrowDown", "ArrowDown")
    assert stage.view["spot"] == "1"
    assert stage.press("ArrowUp").view["spot"] == "6"


@pytest.mark.parametrize(
    ("n_features", "n_classes", "shows_all"),
    [(3, 4, True), (4, 3, True), (1, 4, True), (4, 2, True), (4, 4, False), (1, 5, False), (5, 2, False)],
)
def test_all_numbers_are_shown_of_twelve_weights_and_four_inputs_or_classes(n_features, n_classes, shows_all):
    y = "_".join("01" + "0" * (n_classes - 2))
    stage = Stage(x="_".join("1" * n_features), y=y, init="normal~3", part="8")
    names = [rf"w_{{1{k}}}" for k in range(1, n_classes + 1)]
    assert [name in stage.latex[-1] for name in names] == [shows_all or k == 1 for k in range(n_classes)]
    one_class = "The numbers are those of class 2." in stage.press("7", "d").said
    assert one_class != shows_all


def test_without_a_spotlight_the_sum_is_that_of_the_true_class():
    assert "Class 3: " in Stage(part="2").figure("sub_step")["layout"]["title"]["text"]
    assert "Class 1: " in Stage(part="2", spot="1").figure("sub_step")["layout"]["title"]["text"]


def test_a_class_that_a_run_does_not_have_is_no_spotlight():
    assert UNLIT[0] not in Stage(spot="6", part="4").latex[-1]


def test_a_row_that_a_run_does_not_have_is_no_spotlight_and_the_next_is_the_first():
    stage = Stage(row="3", part="7")
    assert UNLIT[0] not in stage.latex[-1]
    assert stage.press("i").view["row"] == "1"


@pytest.mark.parametrize("key", ["d", "Escape"])
def test_d_derives_predicted_minus_true_in_both_cases_and_comes_back(key):
    stage = Stage(preset="recorded", part="6")
    before = stage.latex
    stage.press("d")
    assert len(stage.latex) == 10  # five lines, symbols beside numbers
    both = " ".join(stage.latex)
    assert r"\begin{cases}" in both
    assert all(case in stage.said for case in ("First case", "Second case"))
    # Escape presses what is in the container `close`, which is this very button.
    assert stage.press("d" if key == "Escape" else key).latex == before
    assert stage.view["derive"] == "0"


def test_where_the_class_predicts_first_the_derivation_comes_line_by_line():
    stage = Stage(part="6", cover="open").press("d")
    for count in range(1, 6):
        assert stage.said.count("case") <= 4
        assert len(stage.latex) == 2 * count
        stage.press("PageDown")
    assert stage.view["derive"] == "0"
    assert (stage.view["part"], stage.view["cover"]) == ("6", "open")


@pytest.mark.parametrize("part", "12345678")
@pytest.mark.parametrize("preset", ["document", "huge-logits", "two-classes", "four-inputs", "one-input"])
def test_every_derivation_opens_and_closes(part, preset):
    stage = Stage(preset=preset, part=part, rounds="1")
    before = stage.latex
    assert stage.press("d", "d").latex == before
    assert (stage.press("d").view["derive"] != "0") == (part in "3467")


def test_the_rate_has_its_value_at_the_update():
    assert "learning rate" in Stage(preset="slow", part="8").said
    assert "$0.001$" in Stage(preset="slow", part="8").said


def test_grids_have_titles():
    assert "Weights and bias" in Stage().figure("grid")["layout"]["title"]["text"]
    assert "Gradients" in Stage(part="7").figure("sub_step")["layout"]["title"]["text"]
    assert "η = 1" in Stage(part="8").figure("sub_step")["layout"]["title"]["text"]


def test_the_network_has_arrows_back_in_the_backward_phase():
    symbols = {}
    for part in range(1, 8):
        (*_, last) = Stage(part=str(part)).figure("network")["data"]
        symbols[part] = last["marker"]["symbol"] if last.get("name") == "arrows" else ""
    assert symbols == {
        1: "",
        2: "triangle-right",
        3: "",
        4: "triangle-right",
        5: "",
        6: "triangle-left",
        7: "triangle-left",
    }


def test_the_link_says_what_is_on_the_stage():
    stage = Stage(preset="recorded", part="6").press("ArrowDown", "c", "d")
    told = {key: value if isinstance(value, str) else value[0] for key, value in stage.at.query_params.items()}
    again = Stage(**told)
    assert again.view == stage.view
    assert again.latex == stage.latex


def test_what_is_wrong_with_a_link_is_said_on_the_stage_too():
    stage = Stage(foo="1")
    assert "foo" in " ".join(caption.value for caption in stage.at.caption)
    lab = AppTest.from_file(str(APP), default_timeout=30)
    lab.query_params = {"view": "projector", "lr": "-1"}
    lab.run()
    assert "cannot be opened" in lab.error[0].value
    lab.button(key="projector").click().run()
    assert "4 of 8" not in " ".join(block.value for block in lab.markdown)
    assert "cannot be opened" in lab.error[0].value


@pytest.mark.parametrize("part", "5678")
def test_exponents_are_written_as_the_formulas_write_them_but_in_nodes_and_cells(part):
    stage = Stage(rounds="1", lr="0.9", part=part)
    loss = stage.at.session_state["session"].loss("ce")
    mantissa, exponent = f"{loss:.3e}".split("e")
    raised = exponent.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    assert f"**Round 1 · Loss {mantissa} × 10{raised}**" in stage.said
    told = [stage.said]
    for key in ("sub_step", "prediction"):
        layout = (stage.figure(key) or {}).get("layout", {})
        titles = [part.get("title", {}).get("text", "") for part in (layout, layout.get("xaxis", {}))]
        told += [*titles, *layout.get("xaxis", {}).get("ticktext", []), *layout.get("yaxis", {}).get("ticktext", [])]
    assert any("× 10" in text for text in told[1:])
    assert not [text for text in told if re.search(r"\de[−-]?\d", text)]


@pytest.mark.parametrize(("weight", "ticks"), [("1e-9", None), ("1e-310", ["−1 × 10⁻³¹⁰", "0", "1 × 10⁻³¹⁰"])])
def test_the_legend_of_the_colours_writes_exponents_as_the_formulas_do(weight, ticks):
    cells = Stage(x="1", y="0_1", w=f"{weight}_0", b="0_0").figure("grid")["data"][0]
    assert cells["colorbar"]["exponentformat"] == "power"
    assert cells["colorbar"].get("ticktext") == ticks


def test_l_shows_a_large_code_of_the_link():
    stage = Stage(part="3").press("l")
    assert len(stage.at.get("dialog")) == 1
