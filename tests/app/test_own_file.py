"""A file of the user's own on the page: one click trains on it, and what cannot be is said while all else stays."""

import pytest

from dashboard.session import study as study_module
from dashboard.session.study import MOST_OWN
from softmax_core import InputError
from softmax_core.csv_data import read_csv
from softmax_core.csv_file import MOST_BYTES
from softmax_core.own import Own
from softmax_core.sources import Blobs, Digits, Iris, Penguins
from softmax_core.study import Study
from tests.app.study_page import StudyPage

FLOWERS = b"size,weight,kind,year\n3.5,1,rose,2007\n2,NA,lily,2007\n1.5,4,NA,2008\n2.5,2,rose,2009\n1,3.5,lily,2008\n"


def asked(address: str = "") -> StudyPage:
    return StudyPage(address).enter("Data set", "own")


def used(raw: bytes, name: str = "mine.csv") -> StudyPage:
    return asked().upload(name, raw).click("Use it")


def own_of(raw: bytes, label: str, features=None) -> Own:
    return Own(read_csv(raw, label, features)[0])


# The way in


def test_a_sensible_file_needs_one_click_after_the_upload():
    page = asked("rounds=7").upload("flowers.csv", FLOWERS)
    assert page.study == Study(rounds=7, at=7)
    assert page.field("Label column").value == "kind"
    assert page.field("Features").value == ["size", "weight", "year"]
    assert "Taken: the last column of text with 2 to 6 different values." in page.prose
    assert "Read 4 of 5 rows (UTF-8, separator comma)." in page.prose
    assert "Dropped 1 row without a value: row 3 (weight)." in page.prose
    page.click("Use it")
    assert page.study == Study(own_of(FLOWERS, "kind"))
    assert "flowers.csv, 4 samples. They are not in the link" in page.prose.replace("**", "")
    assert page.at.query_params["set"] == "own"
    assert page.button("In use").disabled


def test_label_and_features_can_be_changed_before_and_after():
    page = asked().upload("flowers.csv", FLOWERS).enter("Features", ["weight", "size"]).click("Use it")
    assert page.study == Study(own_of(FLOWERS, "kind", ["size", "weight"]))
    page.click("×10").enter("Label column", "year")
    assert page.study.rounds == 10
    assert page.field("Features").value == ["size", "weight"]
    assert "Left out the column kind: row 2 holds rose, no number." in page.prose
    assert page.click("Use it").study == Study(own_of(FLOWERS, "year"))
    assert page.click("Undo").study == Study(own_of(FLOWERS, "kind", ["size", "weight"]), rounds=10, at=10)


def test_a_table_can_be_pasted():
    page = asked().enter("Or paste a table", "size\tkind\n1,5\tu\n2\tv\n3\tv\n")
    assert page.field("Label column").value == "kind"
    assert page.field("Or paste a table").value == ""
    page.click("Use it")
    assert page.session.data.x.tolist() == [[1.5], [2], [3]]
    assert "the pasted table, 3 samples" in page.prose.replace("**", "")


def test_until_a_file_is_used_the_set_on_screen_stays():
    page = asked("spread=2&rounds=3")
    assert "The set on screen stays until you use a file." in page.prose
    assert page.click("Step").study == Study(Blobs(spread=2), rounds=4, at=4)
    page.upload("flowers.csv", FLOWERS).enter("Data set", "blobs")
    assert page.study == Study(Blobs(spread=2), rounds=4, at=4)
    assert not page.at.file_uploader
    page.enter("Data set", "own")  # the file is still there
    assert page.click("Use it").study == Study(own_of(FLOWERS, "kind"))
    assert page.enter("Data set", "penguins").study.source == Penguins()


def test_the_plane_shows_the_features_that_tell_most_and_all_others_can_be_chosen():
    rows = [f"{k % 5},{k % 3 * 9 + k / 50},5,{k % 3 * 7 - k / 40},{'uvw'[k % 3]}" for k in range(30)]
    page = used("\n".join(["a,b,c,d,y", *rows]).encode())
    assert (page.session.view["across"], page.session.view["up"]) == ("2", "4")
    assert page.enter("Across", "1").session.view["across"] == "1"
    page.enter("Data set", "penguins")
    assert (page.session.view["across"], page.session.view["up"]) == ("1", "2")


def test_a_single_feature_has_a_plane_too():
    page = used(b"a,y\n1,u\n2,v\n3,v\n4,u\n").click("×10")
    assert page.study.at == 10
    assert page.event("plane", clicked={"x": 0.0, "y": 0.0, "point": 2}).study.sample == 2


def test_the_preview_has_the_first_rows_as_text():
    page = asked().upload("a.csv", b"a,<b>b</b>,y\n1,2,<i>u</i>\n3,4," + b"v" * 500 + b"\n5,6,v\n7,8,v\n")
    (preview,) = [part.value for part in page.at.html if "class='preview'" in part.value]
    assert "&lt;b&gt;b&lt;/b&gt;" in preview
    assert "&lt;i&gt;u&lt;/i&gt;" in preview
    assert "v" * 13 + "…" in preview
    assert "v" * 14 not in preview
    assert preview.count("<tr>") == 4


# What is not in a link


def test_links_of_the_same_tab_find_the_set_and_those_of_another_say_where_to_get_it():
    page = used(FLOWERS).click("Step")
    link = page.link
    study = page.study
    assert page.go("rounds=2").study == Study(rounds=2, at=2)
    assert page.go(link).study == study
    assert page.click("Redo").study == Study(rounds=2, at=2)
    other = StudyPage(link)
    assert other.study == Study()
    (message,) = other.errors
    assert (
        "data must be in this tab: links do not hold a file of your own, so load the file again, or the JSON" in message
    )


def test_of_many_files_the_latest_are_known_and_undo_keeps_no_other():
    page = asked()
    files = [f"a,y\n{k},u\n2,v\n".encode() for k in range(MOST_OWN + 2)]
    for raw in files:
        page.upload("a.csv", raw).click("Use it").click("Step")
    digests = [own_of(raw, "y").digest for raw in files]
    assert list(page.session.kind.known) == digests[-MOST_OWN:]
    held = {value.source.digest for value in page.session.undo if isinstance(value.source, Own)}
    assert held == set(digests[-MOST_OWN:])
    assert Study() in page.session.undo
    while not page.button("Undo").disabled:
        page.click("Undo")
    assert page.study == Study()


def test_of_large_files_fewer_are_known(monkeypatch):
    monkeypatch.setattr(study_module, "MOST_OWN_BYTES", 100)
    page = asked()
    for k in range(3):
        page.upload("a.csv", f"a,y\n{k},u\n2,v\n3,v\n".encode()).click("Use it")
    assert [own.data.x[0, 0] for own in page.session.kind.known.values()] == [1, 2]
    page.upload("a.csv", b"a,b,c,d,y\n1,1,1,1,u\n2,2,2,2,v\n3,3,3,3,v\n4,4,4,4,u\n").click("Use it")
    assert len(page.session.kind.known) == 1


def test_the_same_file_again_is_the_same_set_and_held_once():
    page = used(FLOWERS).click("Step")
    first = page.study.source
    page.upload("again.csv", FLOWERS)
    assert page.button("In use").disabled
    page.enter("Data set", "blobs")
    assert page.enter("Data set", "own").click("Use it").study.source is first


# What cannot be


BAD = {
    "empty": (b"", "bad.csv: file must not be empty"),
    "blank": (b"\n \n", "bad.csv: file must not be empty"),
    "header only": (b"a,y\n", "file must have at least 2 rows below its header; received 0"),
    "one row": (b"a,y\n1,u\n", "file must have at least 2 rows below its header; received 1"),
    "one class": (b"a,y\n1,u\n2,u\n", "column y must hold at least 2 classes; received only u"),
    "7 classes": (b"a,y\n" + b"".join(b"%d,c%d\n" % (k, k) for k in range(7)), "row 8, column y must hold at most 6"),
    "text": (b"a,y\n1,u\noops,v\n", "row 3, column a must be a number such as 0.5, -1.5e-3 or 1/3; received oops"),
    "formula": (b"a,y\n1,u\n=1+1,v\n", "row 3, column a must be a number such as 0.5, -1.5e-3 or 1/3; received =1+1"),
    "1e308": (b"a,y\n1,u\n1e308,v\n", "row 3, column a must be finite and at most 1e100 in size; received 1e308"),
    "missing": (b"a,y\n1,u\n,v\n", "file must have at least 2 rows with all their values; received row 3 without one"),
    "twice": (
        b"a,a,y\n1,2,u\n3,4,v\n",
        "row 1, column 2 must have a name of its own, not that of column 1; received a",
    ),
    "300 columns": (
        b",".join(b"c%d" % k for k in range(300)) + b"\n1",
        "file must have at most 100 columns; received 300",
    ),
    "50 MB": (b"a,y\n" + b"1,u\n" * (MOST_BYTES // 4), "bad.csv: file must be smaller than 50 MB; received 50.0 MB"),
    "UTF-16": ("a,y\n1,u\n2,v\n".encode("utf-16"), "file must be text in UTF-8 or Windows-1252; received UTF-16"),
    "encoding": (b"a,y\n1,\xe9\n2,\x81\n", "row 3, column 2 must be text in UTF-8 or Windows-1252"),
    "NUL": (b"a,y\n1,u\n2,\0v\n", "row 3, column 2 must have no NUL byte"),
    "ragged": (b"a,b,y\n1,2,u\n1,2\n", "row 3 must have 3 cells, as the header; received 2"),
    "ragged later": (b"a,b,y\n" + b"1,2,u\n3,4,v\n" * 9000 + b"1,2\n", "row 18002 must have 3 cells, as the header"),
    "quotes": (b'a,y\n1,u\n2,"v\n', "row 3 must be a row of cells, with quotes around whole cells or none"),
    "one column": (b"a\n1\n2\n", "file must have at least 2 columns, separated by comma, semicolon, tab; received a"),
    "no numbers": (b"id,y\nA,u\nB,v\n", "features must be at least one column of numbers; received none"),
}


@pytest.mark.parametrize("raw_and_words", BAD.values(), ids=BAD)
def test_bad_input_gives_one_message_and_what_was_on_screen_stays(raw_and_words):
    raw, words = raw_and_words
    page = used(FLOWERS).click("×10")
    study, status, charts = page.study, page.status, page.charts
    page.upload("bad.csv", raw)
    assert len(page.errors) == 1
    assert words in page.errors[0]
    assert len(page.errors[0]) < 250
    assert (page.study, page.status, page.charts) == (study, status, charts)
    assert [button for button in page.at.button if button.label == "Use it" and not button.disabled] == []
    assert page.click("Step").study == study.step()
    assert page.upload("flowers.csv", FLOWERS).errors == []


def test_bad_input_at_the_first_time_leaves_the_made_set():
    for raw, words in BAD.values():
        if len(raw) < 10**6:
            page = asked("rounds=3").upload("bad.csv", raw)
            assert len(page.errors) == 1
            assert words in page.errors[0]
            assert page.study == Study(rounds=3, at=3)


def test_a_column_that_is_wrong_can_be_left_out_and_another_label_chosen():
    page = asked().upload("a.csv", b"a,b,y,z\n1,2,u,k\n3,oops,v,k\n5,6,v,k\n")
    assert page.errors == ["row 3, column b must be a number such as 0.5, -1.5e-3 or 1/3; received oops"]
    assert page.button("Use it").disabled
    assert page.enter("Features", ["a"]).errors == []
    assert page.enter("Label column", "z").errors != []
    page.enter("Label column", "y").enter("Features", [])
    assert page.errors == ["features must be at least one column of numbers; received none"]
    assert page.enter("Features", ["a"]).click("Use it").session.data.x.tolist() == [[1], [3], [5]]


# The sets of packages, and what else is said


def test_iris_and_digits_are_offered_where_their_packages_are(monkeypatch):
    page = StudyPage().enter("Data set", "iris")
    assert page.study.source == Iris()
    page.enter("Data set", "digits")
    assert page.study.source == Digits()
    assert page.session.data.x[:, int(page.session.view["across"]) - 1].std() > 0
    monkeypatch.setattr("dashboard.views.dataset.controls.has_file", lambda name: name != "digits")
    assert "Digits 0 to 5" not in StudyPage().field("Data set").options
    assert "Digits 0 to 5" in StudyPage("set=digits").field("Data set").options


def test_a_link_to_the_digits_without_scikit_learn_says_what_is_missing(monkeypatch):
    def missing(name):
        raise InputError("set", f"be one whose package is installed, which for {name} is scikit-learn", name)

    monkeypatch.setattr("softmax_core.named_sets._file_of", missing)
    page = StudyPage("set=digits")
    assert "set must be one whose package is installed, which for digits is scikit-learn" in page.errors[0]
    assert page.study == Study()


def test_where_run_to_the_end_may_train_no_more_that_is_said():
    page = StudyPage("max=3&overlap=0.8").click("Run to the end")
    assert page.study.at == 3
    assert "Not converged: “Run to the end” trained the most it may, 3 epochs" in page.prose
    assert "Not converged" not in page.click("Previous").prose
    assert "Not converged" not in StudyPage("tol=0.01").click("Run to the end").prose
    assert "Not converged" not in StudyPage("max=3&overlap=0.8&rounds=3").prose
    page = StudyPage("batch=1&rounds=9990&tol=0&max=100000").click("Run to the end")
    assert page.study.at == 10_000
    assert "Not converged: round 10000 is the last there is" in page.prose


def test_no_two_buttons_of_help_are_called_the_same():
    helped = [part.proto.label for part in StudyPage().at if getattr(getattr(part, "proto", None), "help", "")]
    assert "Spread" not in helped
    assert "The standard deviation of the samples of a class." in StudyPage().prose


def test_what_was_held_is_of_the_set_that_was():
    page = StudyPage("set=penguins&rounds=2&held=4~4000")
    assert page.study.held
    assert page.enter("Data set", "own").upload("a.csv", FLOWERS).click("Use it").study.held == ()
