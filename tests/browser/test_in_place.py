"""A step changes what is on screen and replaces none of it: looked at in every frame."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.text import in_field
from softmax_core.run import replay
from tests.browser.lab_page import PATIENCE, button, chart, check, click, field, press_fast, wait_for_status, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Opener = Callable[..., Page]

STEPS = 6
PICTURES = ("network", "bars", "loss", "weights")

# In every frame from now on: which of the rounds each part shows, by a number that only that round has; −1 where it
# shows none of them. A picture counts as shown when its drawing is there.
_WATCH = """words => {
    const holds = {
        status: word => document.querySelector(".status")?.textContent.startsWith(word),
        field: word => document.querySelector("input[aria-label=w11]")?.value === word,
    };
    const text = key => {
        const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`);
        return plot?.querySelector(".cartesianlayer path") && plot.data ? JSON.stringify(plot.data) : "";
    };
    window.frames_seen = [];
    const look = () => {
        const frame = {};
        for (const [part, of_rounds] of Object.entries(words)) {
            const drawn = part in holds ? holds[part] : (text => word => text.includes(word))(text(part));
            frame[part] = of_rounds.findIndex(drawn);
        }
        const last = window.frames_seen.at(-1);
        if (JSON.stringify(frame) !== JSON.stringify(last)) window.frames_seen.push(frame);
        requestAnimationFrame(look);
    };
    look();
}"""


def words(run: Any, steps: int) -> dict[str, list[str]]:
    """For each part, what it holds at each of the next rounds and at no other."""
    history = replay(run.step(steps))
    rounds = range(run.at, run.at + steps + 1)
    weights = [float(history.weights[round, 0, 0]) for round in rounds]
    probabilities = history.forward(slice(run.at, run.at + steps + 1)).probabilities[:, 0, 0].tolist()
    losses = history.losses(run.setup.loss).tolist()
    return {
        "status": [f"Round {round} " for round in rounds],
        "field": [in_field(weight) for weight in weights],
        "bars": [f": {probability!r}" for probability in probabilities],
        "network": [repr(weight) for weight in weights],
        "weights": [repr(weight) for weight in weights],
        "loss": [f'"now","x":[{round}],' for round in rounds] if losses else [],
    }


@pytest.mark.parametrize("reduced", [True, False], ids=["still", "gliding"])
def test_no_part_is_ever_empty_and_none_goes_back(open_page: "Opener", reduced: bool) -> None:
    page = open_page("/?preset=slow&rounds=3")
    page.emulate_media(reduced_motion="reduce" if reduced else "no-preference")
    run = check(page)
    page.evaluate(_WATCH, words(run, STEPS))
    for round in range(4, 4 + STEPS):
        click(page, "Step")
        wait_for_status(page, round=round)
    end = f"frames_seen.at(-1) && Object.values(frames_seen.at(-1)).every(round => round === {STEPS})"
    wait_until(page, f"() => {end}", "every part at the last round")
    frames = page.evaluate("frames_seen")
    for part in frames[0]:
        seen = [frame[part] for frame in frames]
        assert min(seen) >= 0, f"{part} was empty, or showed what no round has"
        assert seen == sorted(seen), f"{part} went back"
    check(page)


def test_fast_hands_leave_no_part_empty(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=3")
    run = check(page)
    page.evaluate(_WATCH, words(run, 15))
    press_fast(page, "Step", times=15)
    check(page)
    for part in (frames := page.evaluate("frames_seen"))[0]:
        seen = [frame[part] for frame in frames]
        assert min(seen) >= 0, f"{part} was empty, or showed what no round has"
        assert seen == sorted(seen), f"{part} went back"


def test_a_step_keeps_the_elements_the_focus_and_the_zoom(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=3")
    check(page)
    # A picture and a field are marked; the loss is zoomed as by its buttons.
    page.evaluate("""keys => {
        for (const key of keys) document.querySelector(`.st-key-${key} .js-plotly-plot`).marked = true;
        document.querySelector("input[aria-label=w11]").marked = true;
        return Plotly.relayout(document.querySelector(".st-key-loss .js-plotly-plot"), { "yaxis.range": [0.5, 1] });
    }""", list(PICTURES))  # fmt: skip
    button(page, "Step").focus(timeout=PATIENCE)
    page.keyboard.press("Enter")
    wait_for_status(page, round=4)
    check(page)
    assert page.evaluate("""keys => keys.every(key => document.querySelector(`.st-key-${key} .js-plotly-plot`).marked)
        && document.querySelector("input[aria-label=w11]").marked""", list(PICTURES))  # fmt: skip
    assert page.evaluate("document.activeElement.innerText").startswith("chevron_right") or page.evaluate(
        "document.activeElement.innerText.includes('Step')"
    )
    assert chart(page, "loss").evaluate("plot => plot._fullLayout.yaxis.range") == [0.5, 1]


def test_the_arrow_keys_lead_from_cell_to_cell(open_page: "Opener") -> None:
    page = open_page("/?preset=four-inputs")
    check(page)

    def focused() -> str:
        return page.evaluate("document.activeElement.getAttribute('aria-label')")

    field(page, "w11").focus(timeout=PATIENCE)
    page.keyboard.press("Tab")
    way = {"ArrowDown": "w22 w32", "ArrowRight": "w33", "ArrowUp": "w23", "ArrowLeft": "w22 w21 x2"}
    for key, name in ((key, name) for key, names in way.items() for name in names.split()):
        page.keyboard.press(key)
        assert focused() == name, key
    field(page, "w41").focus(timeout=PATIENCE)
    page.keyboard.press("ArrowDown")
    assert focused() == "b1"
    # With the cursor within a text, left and right move it there.
    field(page, "w11").click(timeout=PATIENCE)
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert focused() == "w11"


def test_the_radio_of_the_true_class_says_the_label_and_follows_the_arrow_keys(open_page: "Opener") -> None:
    page = open_page("/?preset=slow")
    check(page)
    group = page.get_by_role("radiogroup", name="True class, y = [0, 0, 1]")
    group.get_by_role("radio", name="3").focus(timeout=PATIENCE)
    page.keyboard.press("ArrowRight")
    page.get_by_role("radiogroup", name="True class, y = [1, 0, 0]").wait_for(timeout=PATIENCE)
    assert check(page).setup.y == (1, 0, 0)


def test_a_click_anywhere_in_a_cell_chooses_it(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=2")
    check(page)
    box = chart(page, "weights").locator(".nsewdrag").first.bounding_box(timeout=PATIENCE)
    # Near the lower right corner of the cell of w₂₃, the third column and the second of three rows.
    page.mouse.click(box["x"] + box["width"] * 0.98, box["y"] + box["height"] * 0.64)
    page.get_by_role("slider", name="Value of w23").wait_for(timeout=PATIENCE)
    page.mouse.click(box["x"] + box["width"] * 0.02, box["y"] + box["height"] * 0.97)
    page.get_by_role("slider", name="Value of b1").wait_for(timeout=PATIENCE)


def test_only_what_changed_is_drawn(open_page: "Opener") -> None:
    page = open_page("/?preset=slow&rounds=3")
    check(page)
    page.evaluate("""keys => {
        window.drawn = [];
        for (const key of keys) {
            const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`);
            plot.on("plotly_afterplot", () => window.drawn.push(key));
        }
    }""", list(PICTURES))  # fmt: skip
    page.get_by_text("Log axis").click(timeout=PATIENCE)
    wait_until(page, "() => drawn.includes('loss')", "the curve on its other axis")
    check(page)
    assert set(page.evaluate("drawn")) == {"loss"}
    click(page, "Step")
    wait_for_status(page, round=4)
    check(page)
    assert set(page.evaluate("drawn")) == set(PICTURES)


@pytest.mark.parametrize(
    "path",
    [
        "/?preset=confidently-wrong&rounds=1",
        "/?x=1_2_3_4_5_6&y=0_0_0_0_0_1&init=normal~3&rounds=3&lr=0.0123",
        "/?w=-1.2345678e-100_1.2345678e-100_-123456.789_1e100_-1e-7_0&b=-0.123456789_1_2",
    ],
)
@pytest.mark.parametrize("width", [1440, 390])
def test_no_field_hides_a_digit_of_its_number(open_page: "Opener", path: str, width: int) -> None:
    page = open_page(path, width=width, height=900)
    check(page)
    cut = page.evaluate("""() => [...document.querySelectorAll(".layer input")]
        .filter(input => input.scrollWidth > input.clientWidth).map(input => input.value)""")
    assert cut == []
    typed = "-1.23456789e-12"
    field(page, "w11").fill(typed, timeout=PATIENCE)
    assert field(page, "w11").evaluate("input => input.scrollWidth <= input.clientWidth")
