"""One sample of a data set, written out: its numbers are those of the round looked at."""

import re

import numpy as np
import pytest

from dashboard.export import study_json
from dashboard.views.dataset.formulas import parts_of
from softmax_core.data import DataSet
from softmax_core.own import Own
from softmax_core.study import Study
from tests.app.study_page import StudyPage


@pytest.mark.parametrize("link", ["rounds=4&sample=7", "set=penguins&batch=8&l2=0.1&rounds=30", "scaled=no&rounds=2"])
def test_one_sample_is_written_out_with_its_numbers(link):
    page = StudyPage(f"{link}&below=one")
    session = page.session
    row = session.losses.argmax() if session.study.sample is None else session.study.sample
    assert f"**Sample {row + 1}**" in page.prose
    parts = parts_of(session, row)
    shown = [latex.value for latex in page.at.latex]
    for part in parts:
        assert any(part.numbers in latex for latex in shown), part.key
    assert (parts[0].key == "scaling") == session.study.plan.scaled
    count = len(session.batch)
    assert f"The mean is over {count} samples" in page.prose
    held_back = row in session.descent.split.test
    assert ("held back to test" in page.prose) == held_back


def test_the_step_written_out_is_the_step_that_is_made():
    page = StudyPage("set=penguins&batch=8&l2=0.1&rounds=5&below=one")
    before = page.session.parameters
    change = parts_of(page.session, 0)[-1]
    after = page.click("Step").session.parameters
    cells = re.findall(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", change.numbers)[-4].replace("⟧", "")
    shown = np.array([[float(cell) for cell in re.findall(r"-?\d+\.?\d*(?= |$)", row)] for row in cells.split(r"\\")])
    np.testing.assert_allclose(shown, after.weights - before.weights, rtol=2e-3, atol=1e-6)


def test_a_set_of_too_many_features_says_so():
    data = DataSet(np.arange(32.0).reshape(4, 8), [0, 1, 0, 1], tuple("abcdefgh"), ("c", "d"))
    page = StudyPage("below=one")
    page.at.session_state["share"] = True
    page.at.run()
    view = {**page.session.view, "below": "one"}
    file = study_json(Study(Own(data)), view=view, schema=page.session.kind.schema)
    page.at.file_uploader[0].upload("wide.json", file.encode()).run()
    page.check()
    assert "8 features and 2 classes" in page.prose
    assert not page.at.latex
