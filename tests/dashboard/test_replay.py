"""The replay shows the history's own numbers, of long runs the rounds worth seeing, and fits in a mail."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plotly.offline import get_plotlyjs

from dashboard.export.replay import frame_rounds, replay_data, replay_figure, replay_html
from dashboard.figures.colors import PAGES, SIGNED_SCALE
from dashboard.figures.curves import CHANCE
from dashboard.figures.replay import arrangement
from dashboard.text import full, short
from softmax_core import PRESETS, Edit, Given, Run, Seeded, Setup, replay
from softmax_core.link import parse
from softmax_core.losses import LOSSES
from softmax_core.names import parameter_names
from tests.core.strategies import numbers, runs, setups, sizes

SLOW = parse("preset=slow&rounds=300").run
EDITED = parse("preset=slow&rounds=40&edits=10~w12~0.25_20~y~2_30~lr~0.5_30~b1~-2_30~b2~3_35~x2~1e-3").run
LARGE = Run(Setup(x=(1.7, 0.4, 0.9, 2.2, 1.8, -0.9), y=(1, 0, 0, 0, 0, 0), start=Seeded("normal", 1),
                  learning_rate=0.05), rounds=300)  # fmt: skip
HUGE = Run(Setup(x=(1e100, -1e100), y=(1, 0), start=Given(((-1e100, 1e100), (0, 5e-324)), (0, 1e100))), rounds=5)
TINY = parse("x=0_0&w=5e-324_0_0_0_-1e-320_0&b=0_0_0&rounds=3&lr=1e-323").run
STILL = Run(PRESETS["huge-logits"].setup, rounds=3)
START = Run(PRESETS["document"].setup)


def as_shown(figure: dict, frame: dict) -> list[dict]:
    """The traces as they are once a frame is shown."""
    traces = [dict(trace) for trace in figure["data"]]
    for place, changes in zip(frame["traces"], frame["data"], strict=True):
        traces[place] |= changes
    return traces


def the(traces: list[dict], axis: str, **wanted) -> dict:
    """The one trace of a picture that has these attributes."""
    found = [t for t in traces if t["xaxis"] == axis and all(t.get(key) == wanted[key] for key in wanted)]
    assert len(found) == 1
    return found[0]


class TestNumbers:
    @pytest.mark.parametrize("run", [START, EDITED, LARGE, HUGE, STILL, TINY])
    def test_each_frame_has_the_numbers_of_its_round(self, run):
        history, figure = replay(run), replay_figure(run)
        probabilities = history.forward().probabilities[:, 0]
        losses = history.losses(run.setup.loss).tolist()
        assert [frame["name"] for frame in figure["frames"]] == [
            str(round) for round in frame_rounds(history, always=[edit.round for edit in run.edits])
        ]
        for frame in figure["frames"]:
            round, traces = int(frame["name"]), as_shown(figure, frame)
            bars = the(traces, "x2", type="bar")
            assert bars["y"] == bars["customdata"] == probabilities[round].tolist()
            true_class = int(history.y[round, 0].argmax())
            assert the(traces, "x2", mode="markers")["x"] == [true_class]
            mark = the(traces, "x3", name="now")
            assert (mark["x"], mark["y"], mark["customdata"]) == ([round], [losses[round]], [full(losses[round])])
            cells = np.vstack([history.weights[round], history.bias[round]]).ravel().tolist()
            assert the(traces, "x4", type="bar")["customdata"] == cells
            assert the(traces, "x5")["text"][:2] == [
                f"<b>Round {round}</b> of {run.rounds}",
                f"Loss <b>{short(losses[round])}</b>",
            ]
            inputs = next(t for t in traces if t.get("text", [""])[-1] == "1" and t["hoverinfo"] == "text")
            assert inputs["hovertext"][:-1] == [
                f"x{'₁₂₃₄₅₆'[i]} = {full(value)}" for i, value in enumerate(history.x[round, 0].tolist())
            ]
            names = the(traces, "x", textposition="middle right")["text"]
            assert [k for k, name in enumerate(names) if "label" in name] == [true_class]

    @pytest.mark.parametrize("loss", LOSSES)
    def test_the_line_of_chance_is_the_loss_of_equal_shares(self, loss):
        setup = Setup(x=(1, -2), y=(0, 1, 0, 0), start=Seeded("normal", 3), loss=loss)
        (line,) = [trace for trace in replay_figure(Run(setup, rounds=3))["data"] if trace.get("name") == CHANCE]
        equal = replay(Run(replace(setup, start=Seeded("zeros")))).losses(loss)[0]
        assert line["y"] == pytest.approx([equal, equal], rel=1e-12)

    def test_the_first_frame_is_what_is_shown_at_first(self):
        figure = replay_figure(EDITED)
        assert as_shown(figure, figure["frames"][0]) == figure["data"]

    def test_edits_are_told_at_their_round(self):
        lines = {frame["name"]: frame["data"][-1]["text"][-1] for frame in replay_figure(EDITED)["frames"]}
        assert lines["10"] == "edited: w₁₂ = 0.25"
        assert lines["30"] == "edited: b₁ = −2, b₂ = 3 and 1 more"
        assert lines["11"] == "\xa0"

    def test_the_smallest_floats_have_colours_that_plotly_can_draw(self):
        axis = replay_figure(TINY)["layout"]["coloraxis"]
        assert (axis["cmin"], axis["cmax"]) == (-1, 1)
        assert axis["colorbar"]["ticktext"][2] == short(1e-320)

    def test_a_cell_has_the_colour_of_its_value(self):
        history, figure = replay(EDITED), replay_figure(EDITED)
        largest = max(np.abs(history.weights).max(), np.abs(history.bias).max())
        axis = figure["layout"]["coloraxis"]
        assert (axis["cmin"], axis["cmax"], axis["colorscale"]) == (-largest, largest, SIGNED_SCALE)
        seen = {}
        for frame in figure["frames"]:
            cells = the(as_shown(figure, frame), "x4", type="bar")
            seen |= dict(zip(cells["customdata"], cells["marker"]["color"], strict=True))
        ascending = [seen[value] for value in sorted(seen)]
        assert ascending[-1] == SIGNED_SCALE[-1][1]
        reds, blues = ([int(color[start : start + 2], 16) for color in ascending] for start in (1, 5))
        assert [blue > red for red, blue in zip(reds, blues, strict=True)] == [value > 0 for value in sorted(seen)]

    def test_on_a_log_axis_a_loss_of_0_has_no_mark(self):
        history, figure = replay(HUGE), replay_figure(HUGE, log=True)
        marks = [the(as_shown(figure, frame), "x3", name="now")["y"] for frame in figure["frames"]]
        assert marks == [[loss or None] for loss in history.losses().tolist()]
        assert [None] in marks


class TestFigure:
    @settings(max_examples=25)
    @given(st.data(), st.booleans(), st.booleans())
    def test_is_plain_json_for_any_run(self, data, dark, log):
        run = data.draw(runs(numbers, setup=data.draw(setups(numbers, sizes))))
        figure = replay_figure(run, dark, log=log)
        assert json.loads(json.dumps(figure, allow_nan=False))["frames"][-1]["name"] == str(run.rounds)

    @pytest.mark.parametrize("run", [START, EDITED, HUGE])
    def test_plotly_takes_it_and_keeps_its_types(self, run):
        figure = replay_figure(run)
        taken = go.Figure(**figure).to_dict()
        types = [trace["type"] for trace in figure["data"]]
        for frame in taken["frames"]:
            assert [trace["type"] for trace in frame["data"]] == [types[place] for place in frame["traces"]]

    def test_moves_without_a_redraw(self):
        figure = replay_figure(EDITED)
        assert {trace["type"] for trace in figure["data"]} == {"scatter", "bar"}
        layout = figure["layout"]
        play, pause = layout["updatemenus"][0]["buttons"]
        options = [play["args"][1], pause["args"][1], *(step["args"][1] for step in layout["sliders"][0]["steps"])]
        assert all(option["frame"]["redraw"] is False for option in options)
        # A bar takes its new colour in a transition only.
        assert all(option["frame"]["duration"] >= option["transition"]["duration"] > 0 for option in options)
        assert (play["label"], pause["label"]) == ("Play", "Pause")

    def test_a_frame_holds_only_what_moves(self):
        """Weights of a run without edits move; its input and the softmax between do not."""
        frame = replay_figure(SLOW)["frames"][0]
        assert {} in frame["data"]
        assert not any("hovertemplate" in changes for changes in frame["data"])

    @pytest.mark.parametrize("log", [False, True])
    @pytest.mark.parametrize("run", [START, SLOW, EDITED, HUGE, STILL, parse("preset=already-right&rounds=5").run])
    def test_the_loss_axis_holds_every_loss_and_little_more(self, run, log):
        """Plotly fits no axis while it plays."""
        figure = replay_figure(run, log=log)
        losses = np.concatenate([replay(run).losses(name) for name in LOSSES])
        drawn = np.log10(losses[losses > 0]) if log else losses
        low, high = figure["layout"]["yaxis3"]["range"]
        if not drawn.size:
            assert low < high
            return
        assert low < drawn.min()
        assert high > drawn.max()
        span = np.ptp(drawn) if log else drawn.max()
        assert high - low <= 1.2 * span + (0.3 if log else 0)

    def test_each_picture_has_its_title_above_it_and_the_colours_their_legend_beside_the_cells(self):
        layout = (figure := replay_figure(EDITED))["layout"]
        titles = {text["xref"]: text["text"] for text in layout["annotations"] if "domain" in str(text.get("xref"))}
        assert titles == {
            "x domain": "<b>Network</b>",
            "x2 domain": "<b>Prediction ŷ</b>",
            "x3 domain": "<b>Loss by round</b>",
            "x4 domain": "<b>Weights and bias</b>",
        }
        assert [text["y"] for text in layout["annotations"] if "domain" in str(text.get("xref"))] == [1] * 4
        colorbar, (bottom, top) = layout["coloraxis"]["colorbar"], layout["yaxis4"]["domain"]
        assert (colorbar["y"], colorbar["len"]) == (pytest.approx((bottom + top) / 2), pytest.approx(top - bottom))
        assert [trace for trace in figure["data"] if trace.get("marker", {}).get("coloraxis") == "coloraxis"]

    @pytest.mark.parametrize("run", [START, LARGE], ids=["2 by 3", "6 by 6"])
    def test_classes_and_inputs_have_their_names_and_each_cell_and_bar_its_place(self, run):
        figure = replay_figure(run)
        layout, traces = figure["layout"], as_shown(figure, figure["frames"][0])
        n_features, n_classes = run.setup.n_features, run.setup.n_classes
        for axis in ("xaxis2", "xaxis4"):
            assert layout[axis]["tickvals"] == list(range(n_classes))
            assert layout[axis]["ticktext"] == [f"class {k + 1}" for k in range(n_classes)]
            assert layout[axis]["range"] == [-0.5, n_classes - 0.5]
        rows = layout["yaxis4"]
        assert rows["tickvals"] == list(range(n_features + 1))
        assert rows["ticktext"] == [*(f"x{'₁₂₃₄₅₆'[i]}" for i in range(n_features)), "bias"]
        assert rows["range"] == [n_features + 0.5, -0.5]  # the first input on top
        filled = the(traces, "x4", type="bar")
        names = parameter_names(n_features, n_classes)
        assert [text.partition(":")[0] for text in filled["hovertemplate"]] == [name.symbol for name in names]
        for place, (k, base, height) in enumerate(zip(filled["x"], filled["base"], filled["y"], strict=True)):
            row = place // n_classes
            assert k == place % n_classes
            assert row - 0.5 < base < row - 0.4
            assert row + 0.4 < base + height < row + 0.5
        low, high = layout["yaxis2"]["range"]
        texts = the(traces, "x2", mode="text")
        assert all(low < y < high for y in texts["y"])
        assert texts["text"][-1] == "label"
        assert (texts["x"][-1], texts["y"][-1] > 1) == (run.setup.y.index(1), True)
        shares = replay(run).forward().probabilities[0, 0]
        for text, share in zip(texts["text"], shares, strict=False):
            assert float(re.sub("<.?b>", "", text).replace("−", "-")) == pytest.approx(share, rel=0.05)
        assert all(len(re.sub("<.?b>", "", text)) <= (7 if n_classes > 4 else 9) for text in texts["text"])
        beside = the(traces, "x", textposition="middle right")["text"]
        assert [text.split()[0] for text in beside] == [f"ŷ{'₁₂₃₄₅₆'[k]}" for k in range(n_classes)]

    def test_the_lines_of_the_status_stand_below_each_other_within_their_place(self):
        for run, lines in ((SLOW, 2), (EDITED, 3)):
            figure = replay_figure(run)
            status = the(as_shown(figure, figure["frames"][0]), "x5")
            low, high = figure["layout"]["yaxis5"]["range"]
            assert status["y"] == sorted(status["y"], reverse=True)
            assert len(set(status["y"])) == len(status["text"]) == lines
            assert all(low + 0.4 < y < high - 0.4 for y in status["y"])

    @pytest.mark.parametrize(("rounds", "pace"), [(0, 1000), (4, 1000), (49, 200), (249, 40), (299, 40)])
    def test_it_plays_for_about_ten_seconds_and_no_faster_than_a_browser_draws(self, rounds, pace):
        menu = replay_figure(parse(f"preset=slow&rounds={rounds}").run)["layout"]["updatemenus"][0]
        options = menu["buttons"][0]["args"][1]
        assert options["frame"]["duration"] == pace
        assert options["fromcurrent"]

    @pytest.mark.parametrize("narrow", [False, True])
    @pytest.mark.parametrize("edited", [False, True])
    @pytest.mark.parametrize("shape", [(1, 2), (2, 3), (3, 4), (4, 5), (6, 6)])
    def test_each_picture_has_the_height_its_rows_need(self, shape, edited, narrow):
        n_features, n_classes = shape
        update = arrangement(*shape, edited=edited, narrow=narrow)
        area = update["height"] - update["margin"]["t"] - update["margin"]["b"]

        def tall(axis):
            bottom, top = update[f"yaxis{axis}.domain"]
            return (top - bottom) * area

        assert tall("") / max(n_features + 1, n_classes) >= 30  # a node, or nearly
        assert tall(4) / (n_features + 1) >= 25  # a cell
        assert min(tall(2), tall(3)) >= 160
        assert max(map(tall, ("", 2, 3, 4))) <= 400
        assert tall(5) >= 20 * (3 if edited else 2)
        # The controls stand in the margin above, where they do not cover each other.
        buttons, slider = ((update[f"{part}[0].y"] - 1) * area for part in ("updatemenus", "sliders"))
        assert buttons == pytest.approx(update["margin"]["t"])
        assert (buttons - slider >= 40) if narrow else slider == pytest.approx(buttons)
        assert slider >= 50  # its own height
        assert update["margin"]["t"] <= (110 if narrow else 70)
        assert (update["sliders[0].pad"]["l"] >= 130) != narrow

    @pytest.mark.parametrize("narrow", [False, True])
    @pytest.mark.parametrize("n_classes", [2, 3, 4, 5, 6])
    @pytest.mark.parametrize("n_features", [1, 2, 3, 4, 5, 6])
    def test_nodes_do_not_overlap(self, n_features, n_classes, narrow):
        setup = Setup(x=(1,) * n_features, y=(1,) + (0,) * (n_classes - 1), start=Seeded("uniform", 1))
        figure, update = replay_figure(Run(setup)), arrangement(n_features, n_classes, edited=False, narrow=narrow)
        bottom, top = update["yaxis.domain"]
        low, high = figure["layout"]["yaxis"]["range"]
        pixels = (top - bottom) * (update["height"] - update["margin"]["t"]) / (high - low)
        nodes = [trace for trace in figure["data"] if trace.get("mode") == "markers+text" and trace["xaxis"] == "x"]
        assert nodes
        for trace in nodes:
            rows = sorted({y for y in trace["y"] if y <= 1})  # the names of the columns stand higher
            assert np.diff(rows).min(initial=1) * pixels > trace["marker"]["size"]

    @pytest.mark.parametrize("narrow", [False, True])
    @pytest.mark.parametrize("shape", [(1, 2), (2, 3), (6, 6)])
    def test_pictures_do_not_overlap(self, shape, narrow):
        update = arrangement(*shape, edited=True, narrow=narrow)
        boxes = []
        for n in ("", 2, 3, 4):
            left, right = update[f"xaxis{n}.domain"]
            bottom, top = update[f"yaxis{n}.domain"]
            assert 0 <= left < right <= 1
            assert 0 <= bottom < top < update["yaxis5.domain"][0]
            boxes.append((left, right, bottom, top))
        for place, (left, right, bottom, top) in enumerate(boxes):
            for other in boxes[:place]:
                assert right <= other[0] or other[1] <= left or top <= other[2] or other[3] <= bottom

    def test_page_colours_are_the_apps(self):
        theme = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())["theme"]
        for name, colors in PAGES.items():
            of_app = theme[name]
            assert colors == {
                "page": of_app["backgroundColor"],
                "text": of_app["textColor"],
                "lines": of_app["borderColor"],
            }
        assert replay_figure(START, dark=True)["layout"]["paper_bgcolor"] == PAGES["dark"]["page"]
        assert replay_figure(START)["layout"]["font"]["color"] == PAGES["light"]["text"]
        assert "color" not in replay_figure(START, None)["layout"]["font"]


class TestFrameRounds:
    @pytest.mark.parametrize("rounds", [0, 1, 299])
    def test_a_short_run_has_all(self, rounds):
        history = replay(Run(PRESETS["slow"].setup, rounds=rounds))
        assert frame_rounds(history).tolist() == list(range(rounds + 1))

    @given(st.lists(st.integers(1, 2000), max_size=20), st.integers(60, 300))
    def test_keeps_ends_edits_and_the_largest_drops(self, edited, most):
        edits = tuple(Edit(round, "b1", 3.0 * (place % 2)) for place, round in enumerate(sorted(set(edited))))
        history = replay(Run(PRESETS["slow"].setup, edits, rounds=2000))
        kept = frame_rounds(history, most, [edit.round for edit in edits])
        assert len(kept) == most
        assert (np.diff(kept) > 0).all()
        assert {0, 2000, *(edit.round for edit in edits)} <= set(kept.tolist())
        losses = history.losses()
        for curve in losses, np.log(losses):
            drop = int(np.abs(np.diff(curve)).argmax())
            assert {drop, drop + 1} <= set(kept.tolist())

    def test_follows_the_curve(self):
        """Between two rounds that are shown, little of the loss is lost, on either axis."""
        history = replay(Run(PRESETS["slow"].setup, rounds=10_000))
        kept = frame_rounds(history)
        losses = history.losses()
        for curve in losses, np.log(losses):
            gaps = np.abs(np.diff(curve[kept]))[np.diff(kept) > 1]
            assert gaps.max() <= 0.03 * np.ptp(curve)
        assert np.diff(kept).max() <= 0.03 * 10_000

    @pytest.mark.parametrize("rounds", [300, 301, 302])
    def test_a_run_with_little_more_has_as_many_as_there_may_be(self, rounds):
        assert len(frame_rounds(replay(Run(PRESETS["slow"].setup, rounds=rounds)))) == 300

    def test_of_thinned_edits_those_that_have_a_frame_are_marked(self):
        edits = tuple(Edit(round, "b1", float(round)) for round in range(1, 400))
        figure = replay_figure(Run(PRESETS["slow"].setup, edits, rounds=400))
        (marks,) = [trace for trace in figure["data"] if trace.get("name") == "edit"]
        frames = {int(frame["name"]) for frame in figure["frames"]}
        assert set(marks["x"]) == frames - {0, 400}

    def test_too_many_edits_are_thinned(self):
        history = replay(Run(PRESETS["slow"].setup, rounds=900))
        kept = frame_rounds(history, 300, range(900))
        assert len(kept) == 300
        assert (kept[0], kept[-1]) == (0, 900)

    def test_a_curve_that_stands_still(self):
        history = replay(Run(HUGE.setup, rounds=1000))
        kept = frame_rounds(history)
        assert len(kept) == 300
        assert np.diff(kept).max() < 10


class TestPage:
    @pytest.mark.parametrize("run", [SLOW, LARGE, EDITED, START], ids=["slow", "large", "edited", "start"])
    def test_is_one_small_file(self, run):
        page = replay_html(run)
        assert len(page.encode()) < 6_000_000
        own = page.replace(get_plotlyjs(), "")
        assert "http:" not in own
        assert "https:" not in own
        assert "src=" not in own
        assert "<link" not in own
        assert own.count("</script>") == 3

    def test_three_hundred_rounds_of_the_document_are_all_there(self):
        assert len(replay_figure(parse("preset=slow&rounds=299").run)["frames"]) == 300

    def test_shows_its_link(self):
        assert "<code>?preset=slow&amp;rounds=300</code>" in replay_html(SLOW)

    def test_shows_its_whole_address_where_there_is_one(self):
        page = replay_html(SLOW, address='https://a.example/lab?preset=slow&rounds=300"><script>')
        address = "https://a.example/lab?preset=slow&amp;rounds=300&quot;&gt;&lt;script&gt;"
        assert f'<a href="{address}">{address}</a>' in page

    @pytest.mark.parametrize("dark", [None, False, True])
    def test_its_data_are_the_figure_and_how_it_stands_on_wide_and_narrow_light_and_dark_pages(self, dark):
        data = replay_data(EDITED, dark)
        assert "</" not in data  # it stands in a script element
        read = json.loads(data)
        assert read["figure"] == json.loads(json.dumps(replay_figure(EDITED, bool(dark))))
        updates = read["updates"]
        assert updates["wide"] == json.loads(json.dumps(arrangement(2, 3, edited=True)))
        assert updates["narrow"] == json.loads(json.dumps(arrangement(2, 3, edited=True, narrow=True)))
        pages = {theme: updates[theme]["paper_bgcolor"] for theme in ("light", "dark")}
        shown = {"light": "dark" if dark else "light", "dark": "light" if dark is False else "dark"}
        assert pages == {theme: PAGES[other]["page"] for theme, other in shown.items()}

    @pytest.mark.parametrize(("dark", "scheme"), [(None, "light dark"), (False, "only light"), (True, "only dark")])
    def test_colours(self, dark, scheme):
        assert f'<meta name="color-scheme" content="{scheme}">' in replay_html(START, dark)
