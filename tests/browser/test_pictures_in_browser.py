"""The pictures of the lab under a real hand."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from dashboard.text import full
from softmax_core.run import replay
from tests.browser.hand import wait_still
from tests.browser.lab_page import (
    PATIENCE,
    chart,
    charts,
    check,
    click,
    enter,
    hover_at,
    run_in_link,
    wait_for_link,
    wait_for_status,
    wait_quiet,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Record

    Opener = Callable[..., Page]


PANELS = {"Weights": "weights", "Gradients": "gradients", "ŷ by round": "probabilities", "w by round": "trajectories"}


def test_all_four_panels_open_and_are_in_the_link(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=5")
    for round, title in enumerate((*list(PANELS)[1:], "Weights"), start=6):
        key = PANELS[title]
        page.get_by_role("radio", name=title).click(timeout=PATIENCE)
        wait_for_link(page, "panel", None if key == "weights" else key)
        expect(chart(page, key).locator("svg.main-svg").first).to_be_visible()
        click(page, "Step")
        wait_for_status(page, round=round)
        check(page)


def test_the_log_axis_is_in_the_link(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=100")
    page.get_by_text("Log axis").click(timeout=PATIENCE)
    wait_for_link(page, "scale", "log")
    page.reload()
    expect(page.get_by_role("switch", name="Log axis")).to_be_checked()
    for power in ("0.1", "1"):  # in full, as only a logarithmic axis has them both
        expect(chart(page, "loss").locator(".ytick text").get_by_text(power, exact=True)).to_have_count(1)
    check(page)


def test_every_picture_has_a_name(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=5")
    wait_quiet(page)
    for title, key in PANELS.items():
        page.get_by_role("radio", name=title).click(timeout=PATIENCE)
        expect(chart(page, key)).to_be_visible()
        expect(charts(page)).to_have_count(4)  # the one before is gone
        for picture in charts(page).all():
            expect(picture).to_have_attribute("role", re.compile("^(figure|img)$"))
            expect(picture).to_have_accessible_name(re.compile(r"\w+ \w+"))


def test_the_buttons_of_a_picture_are_called_by_it_also_where_its_scale_of_colours_was_laid_elsewhere(
    open_page: "Opener",
) -> None:
    page = open_page("/?x=1_2_3_4_5_6&y=0_0_1_0_0_0&init=uniform~1", touch=False)
    wait_quiet(page)
    picture = chart(page, "weights")
    scale = "plot => plot._fullData.find(trace => trace.colorbar).colorbar.orientation"
    for width, orientation in ((1440, "v"), (360, "h"), (1440, "v")):
        page.set_viewport_size({"width": width, "height": 900})
        wait_still(page)
        assert picture.evaluate(scale) == orientation
        names = picture.locator(".modebar-btn").evaluate_all("buttons => buttons.map(button => button.ariaLabel)")
        assert names
        assert all(name.endswith(": weights") for name in names), names


def test_hovering_a_bar_shows_the_full_value(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=5")
    value = replay(check(page)).forward(slice(5, 6)).probabilities[0, 0, 2]
    hover_at(page, chart(page, "bars").locator(".bars path").nth(2))
    expect(chart(page, "bars").locator(".hoverlayer")).to_have_text(f"ŷ of class 3: {full(value)}")


def test_hovering_the_loss_curve_shows_the_full_value(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=2")
    losses = replay(run_in_link(page)).losses("ce")
    hover_at(page, chart(page, "loss").locator(".points path").nth(1))
    expect(chart(page, "loss").locator(".hoverlayer")).to_contain_text(f"cross-entropy: {full(losses[1])}")


def test_hovering_a_weight_and_a_node_shows_the_full_value(open_page: "Opener", expect: Callable) -> None:
    page = open_page("/?preset=slow&rounds=5")
    check(page)
    hover_at(page, chart(page, "weights").locator(".textpoint text").first)
    expect(chart(page, "weights").locator(".hoverlayer")).to_contain_text(re.compile(r"weight w11: 0\.48\d{12,}"))
    hover_at(page, chart(page, "network").locator(".textpoint text", has_text=re.compile(r"^8\.3\d$")).first)
    expect(chart(page, "network").locator(".hoverlayer")).to_contain_text(re.compile(r"θ₁ = 8\.3\d{12,}"))


def test_the_camera_button_saves_a_picture(page: "Page") -> None:
    wait_quiet(page)
    chart(page, "bars").hover()
    with page.expect_download(timeout=PATIENCE) as download:
        chart(page, "bars").get_by_role("button", name="Download plot as a PNG").click(timeout=PATIENCE)
    assert download.value.suggested_filename == "bars.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_nothing_glides_between_small_numbers_and_such_as_no_browser_draws(
    open_page: "Opener", record: "Record"
) -> None:
    page = open_page("/?preset=slow&rounds=3&panel=trajectories")
    for _ in range(2):
        enter(page, "w22", "-7.51211493e+48")
        check(page)
        click(page, "Undo")
        check(page)
    assert record.console_errors == []
