"""Links of before still open: what each gave when it was written, as plain values."""

import numpy as np
import pytest

from softmax_core import Seeded, replay
from softmax_core.link import parse, write

VIEW = {
    "view": ("lab", "projector"),
    "scale": ("linear", "log"),
    "panel": ("weights", "gradients", "probabilities", "trajectories"),
    "below": ("nothing", "one", "all", "edits", "compare", "replay"),
    "part": tuple("12345678"),
    "section": ("softmax", "loss", "why", "shapes", "gradients", "losses", "stability"),
    "cell": tuple(f"{i}{j}" for i in range(1, 7) for j in range(1, 7)),
    "step": ("-5", *(str(-power) for power in range(1, 15) if power != 5)),
    "times": ("1", "3", "10", "30", "100", "300", "1000", "3000", "10000"),
    "picture": ("png", "svg"),
    "shift": ("0", "1", "-1", "10", "-10", "100", "-100", "1000", "-1000"),
}
"""The keys the page had beside the run's."""

DOCUMENT = {
    "x": (8.0, 7.0),
    "y": (0, 0, 1),
    "start": (((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)), (1.0, 1.0, 1.0)),
    "learning_rate": 1.0,
    "loss": "ce",
    "tolerance": 1e-06,
    "max_rounds": 100,
    "edits": (),
    "rounds": 0,
    "at": 0,
    "trained": False,
    "view": {},
    "unknown": (),
}
RECORDED = ((-0.03010464, -0.48454925, -0.19359648), (-0.48489008, -0.29742846, -0.09327472))

# A link, and in what it differs from the document's example.
LINKS = [
    ("", {}),
    ("?", {}),
    ("https://softmax.example/lab", {}),
    ("preset=document", {}),
    ("preset=recorded", {"start": (RECORDED, (0.0, 0.0, 0.0))}),
    ("preset=slow", {"learning_rate": 0.001}),
    (
        "preset=already-right",
        {"x": (1.0, 1.0), "y": (0, 1, 0), "start": (((-1, 2, -1), (-1, 2, -1)), (0, 0, 0)), "learning_rate": 0.1},
    ),
    (
        "preset=confidently-wrong",
        {"x": (1.0, 1.0), "start": (((4, 0, -4), (4, 0, -4)), (0, 0, 0)), "learning_rate": 0.1},
    ),
    (
        "preset=tie",
        {"x": (1.0, 1.0), "y": (1, 0, 0), "start": (((1, 1, -2), (1, 1, -2)), (0, 0, 0)), "learning_rate": 0.1},
    ),
    (
        "preset=huge-logits",
        {
            "x": (100.0, 100.0),
            "y": (0, 1, 0),
            "start": (((100, -50, 0), (100, -50, 0)), (0, 0, 0)),
            "learning_rate": 0.1,
        },
    ),
    ("preset=zero-start", {"x": (2.0, -1.0), "y": (0, 1, 0), "start": ("zeros", None), "learning_rate": 0.1}),
    ("preset=two-classes", {"x": (1.0, -2.0), "y": (1, 0), "start": ("zeros", None), "learning_rate": 0.2}),
    ("preset=four-inputs", {"x": (2.0, 1.0, 0.0, -1.0), "start": ("uniform", 1), "learning_rate": 0.1}),
    ("preset=one-input", {"x": (0.0,), "y": (0, 1, 0), "start": ("normal", 7), "learning_rate": 0.5}),
    ("rounds=0", {"trained": True}),
    ("rounds=1", {"rounds": 1, "at": 1, "trained": True}),
    ("preset=slow&rounds=10&at=3", {"learning_rate": 0.001, "rounds": 10, "at": 3, "trained": True}),
    ("rounds=10000&at=0", {"rounds": 10000, "trained": True}),
    ("at=0", {}),
    ("x=8_-0.5&y=1_0_0&rounds=0", {"x": (8.0, -0.5), "y": (1, 0, 0), "trained": True}),
    ("x=1,2&y=0,1,0", {"x": (1.0, 2.0), "y": (0, 1, 0)}),
    ("x=1e100_-1e100", {"x": (1e100, -1e100)}),
    ("x=1", {"x": (1.0,), "start": ("zeros", None)}),
    ("x=1_2_3_4_5_6", {"x": (1.0, 2.0, 3.0, 4.0, 5.0, 6.0), "start": ("zeros", None)}),
    ("y=0_1", {"y": (0, 1), "start": ("zeros", None)}),
    ("y=0_0_0_0_0_1", {"y": (0, 0, 0, 0, 0, 1), "start": ("zeros", None)}),
    (
        "w=1_2_3_4_5_6&b=7_8_9&rounds=0",
        {"start": (((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)), (7.0, 8.0, 9.0)), "trained": True},
    ),
    ("w=1_2_3_4_5_6", {"start": (((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)), (1.0, 1.0, 1.0))}),
    ("b=7_8_9", {"start": (((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)), (7.0, 8.0, 9.0))}),
    (
        "w=.5_-.25_1._007_1E-3_-0&b=1e15_5e20_5e-324",
        {"start": (((0.5, -0.25, 1.0), (7.0, 0.001, 0.0)), (1000000000000000.0, 5e20, 5e-324))},
    ),
    ("x=5&y=0_1&w=1_2&b=3_4", {"x": (5.0,), "y": (0, 1), "start": (((1.0, 2.0),), (3.0, 4.0))}),
    (
        "x=5_6_7&y=0_1&w=1_2_3_4_5_6&b=3_4",
        {"x": (5.0, 6.0, 7.0), "y": (0, 1), "start": (((1.0, 2.0), (3.0, 4.0), (5.0, 6.0)), (3.0, 4.0))},
    ),
    ("preset=recorded&b=1_2_3", {"start": (RECORDED, (1.0, 2.0, 3.0))}),
    ("preset=recorded&lr=0.5&y=1_0_0", {"y": (1, 0, 0), "start": (RECORDED, (0.0, 0.0, 0.0)), "learning_rate": 0.5}),
    (
        "preset=two-classes&w=1_2_3_4",
        {"x": (1.0, -2.0), "y": (1, 0), "start": (((1.0, 2.0), (3.0, 4.0)), (0.0, 0.0)), "learning_rate": 0.2},
    ),
    ("preset=slow&x=1_2_3", {"x": (1.0, 2.0, 3.0), "start": ("zeros", None), "learning_rate": 0.001}),
    ("init=zeros&rounds=0", {"start": ("zeros", None), "trained": True}),
    ("init=uniform~42", {"start": ("uniform", 42)}),
    ("init=uniform01:0", {"start": ("uniform01", 0)}),
    ("init=normal~4294967295", {"start": ("normal", 4294967295)}),
    ("x=1&init=normal~3", {"x": (1.0,), "start": ("normal", 3)}),
    ("preset=recorded&init=zeros", {"start": ("zeros", None)}),
    (
        "lr=1e-5&loss=bce&tol=0&max=7&rounds=0",
        {"learning_rate": 1e-05, "loss": "bce", "tolerance": 0.0, "max_rounds": 7, "trained": True},
    ),
    ("lr=5e-324", {"learning_rate": 5e-324}),
    ("loss=ce&tol=1e-6&max=100&lr=1", {}),
    ("max=0", {"max_rounds": 0}),
    ("max=10000", {"max_rounds": 10000}),
    (
        "rounds=6&edits=3~w12~0.25_5~lr~0.1_5~y~2",
        {"edits": ((3, "w12", 0.25), (5, "lr", 0.1), (5, "y", 2)), "rounds": 6, "at": 6, "trained": True},
    ),
    (
        "rounds=6&edits=3:w12:0.25,5:lr:0.1,5:y:2",
        {"edits": ((3, "w12", 0.25), (5, "lr", 0.1), (5, "y", 2)), "rounds": 6, "at": 6, "trained": True},
    ),
    (
        "rounds=6&edits=3%3Aw12%3A0.25%2C5%3Alr%3A0.1%2C5%3Ay%3A2",
        {"edits": ((3, "w12", 0.25), (5, "lr", 0.1), (5, "y", 2)), "rounds": 6, "at": 6, "trained": True},
    ),
    (
        "rounds=4&edits=1~w23~-0.5_1~b3~1e-3_4~x2~7",
        {"edits": ((1, "w23", -0.5), (1, "b3", 0.001), (4, "x2", 7.0)), "rounds": 4, "at": 4, "trained": True},
    ),
    ("rounds=4&edits=2~w11~1_2~w11~2", {"edits": ((2, "w11", 2.0),), "rounds": 4, "at": 4, "trained": True}),
    (
        "rounds=4&edits=4~y~1_4~b1~2_4~w11~3_4~x1~4_4~lr~5",
        {
            "edits": ((4, "w11", 3.0), (4, "b1", 2.0), (4, "x1", 4.0), (4, "lr", 5.0), (4, "y", 1)),
            "rounds": 4,
            "at": 4,
            "trained": True,
        },
    ),
    ("rounds=2&edits=", {"rounds": 2, "at": 2, "trained": True}),
    (
        "x=1_2_3_4_5_6&y=0_0_0_0_0_1&rounds=9&at=4&edits=2~w66~0.3333333333333333_7~b6~-1e100_7~x6~5e-324",
        {
            "x": (1.0, 2.0, 3.0, 4.0, 5.0, 6.0),
            "y": (0, 0, 0, 0, 0, 1),
            "start": ("zeros", None),
            "edits": ((2, "w66", 0.3333333333333333), (7, "b6", -1e100), (7, "x6", 5e-324)),
            "rounds": 9,
            "at": 4,
            "trained": True,
        },
    ),
    ("?preset=slow&rounds=3#arithmetic", {"learning_rate": 0.001, "rounds": 3, "at": 3, "trained": True}),
    (
        "https://softmax.example/lab?x=8%5F-0.5&rounds=2&embed=true",
        {"x": (8.0, -0.5), "rounds": 2, "at": 2, "trained": True, "unknown": ("embed",)},
    ),
    ("localhost:8501/?lr=0.1", {"learning_rate": 0.1}),
    ("https://softmax.example/?loss=bce&rounds=5&at=2#w", {"loss": "bce", "rounds": 5, "at": 2, "trained": True}),
    ("utm=a&lr=3&round=5&utm=b", {"learning_rate": 3.0, "unknown": ("utm", "round", "utm")}),
    ("rounds=1&view=projector", {"rounds": 1, "at": 1, "trained": True, "view": {"view": "projector"}}),
    (
        "rounds=1&scale=log&panel=gradients",
        {"rounds": 1, "at": 1, "trained": True, "view": {"scale": "log", "panel": "gradients"}},
    ),
    (
        "panel=trajectories&below=replay&picture=svg",
        {"view": {"panel": "trajectories", "below": "replay", "picture": "svg"}},
    ),
    ("below=one&part=8", {"view": {"below": "one", "part": "8"}}),
    ("below=all&part=1&panel=weights&scale=linear&view=lab", {"view": {"below": "all"}}),
    ("below=compare&panel=probabilities", {"view": {"panel": "probabilities", "below": "compare"}}),
    (
        "below=edits&rounds=3&edits=2~x1~5",
        {"edits": ((2, "x1", 5.0),), "rounds": 3, "at": 3, "trained": True, "view": {"below": "edits"}},
    ),
    ("section=why&cell=13", {"view": {"section": "why", "cell": "13"}}),
    ("section=stability&times=100&shift=-10", {"view": {"section": "stability", "times": "100", "shift": "-10"}}),
    ("section=gradients&step=-14", {"view": {"section": "gradients", "step": "-14"}}),
    (
        "section=losses&cell=66&times=10000&shift=1000",
        {"view": {"section": "losses", "cell": "66", "times": "10000", "shift": "1000"}},
    ),
    ("section=loss&part=5&picture=png&step=-1", {"view": {"part": "5", "section": "loss", "step": "-1"}}),
    (
        "preset=two-classes&section=shapes&shift=0&times=3",
        {
            "x": (1.0, -2.0),
            "y": (1, 0),
            "start": ("zeros", None),
            "learning_rate": 0.2,
            "view": {"section": "shapes", "times": "3"},
        },
    ),
    (
        "section=softmax&lr=0.01&rounds=12&at=7&loss=bce&view=projector",
        {"learning_rate": 0.01, "loss": "bce", "rounds": 12, "at": 7, "trained": True, "view": {"view": "projector"}},
    ),
]


def as_values(link) -> dict:
    """A link as plain values; of the view what is not the default."""
    setup, start = link.run.setup, link.run.setup.start
    return {
        "x": setup.x,
        "y": setup.y,
        "start": (start.initializer, start.seed) if isinstance(start, Seeded) else (start.weights, start.bias),
        "learning_rate": setup.learning_rate,
        "loss": setup.loss,
        "tolerance": setup.tolerance,
        "max_rounds": setup.max_rounds,
        "edits": tuple((edit.round, edit.name, edit.value) for edit in link.run.edits),
        "rounds": link.run.rounds,
        "at": link.run.at,
        "trained": link.trained,
        "view": {key: value for key, value in link.view.items() if value != VIEW[key][0]},
        "unknown": link.unknown,
    }


def test_there_are_many_of_them():
    assert len(LINKS) >= 40
    assert len(dict(LINKS)) == len(LINKS)


@pytest.mark.parametrize(("text", "differing"), LINKS)
def test_a_link_of_before_opens_the_same(text, differing):
    link = parse(text, VIEW)
    assert as_values(link) == DOCUMENT | differing
    assert link.view.keys() == VIEW.keys()
    assert as_values(parse(write(link.run, link.view, VIEW), VIEW)) == DOCUMENT | differing | {
        "trained": True,
        "unknown": (),
    }


@pytest.mark.parametrize(
    ("start", "weights"),
    [
        (
            "init=uniform~42",
            [
                [-0.1774270654597766, 0.6374062848804862, 0.32808897889808364],
                [0.13952416639462084, -0.48646310388984226, -0.4864972148712041],
            ],
        ),
        (
            "init=uniform01~0",
            [
                [0.5488135039273248, 0.7151893663724195, 0.6027633760716439],
                [0.5448831829968969, 0.4236547993389047, 0.6458941130666561],
            ],
        ),
        (
            "init=normal~7",
            [
                [1.690525703800356, -0.4659373705408328, 0.0328201636785844],
                [0.40751628299650783, -0.7889230286257386, 0.00206557290594813],
            ],
        ),
    ],
)
def test_a_seed_of_before_gives_the_same_numbers(start, weights):
    assert np.array_equal(replay(parse(start).run).weights[0], weights)
