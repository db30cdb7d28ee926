"""What the screen shows beside the run: the keys a link has for it, each with its values, the default first."""

from softmax_core.link import Schema
from softmax_core.settings import MAX_CLASSES

SCHEMA: Schema = {
    # The lab: the view, the loss axis, the open panel, what stands below the pictures (the walkthrough by one or all
    # sub-steps, and others), the sub-step, and the format a picture is saved in.
    "view": ("lab", "projector"),
    "scale": ("linear", "log"),
    "panel": ("weights", "gradients", "probabilities", "trajectories"),
    "below": ("nothing", "one", "all", "edits", "compare", "replay"),
    "part": tuple(str(part) for part in range(1, 9)),
    "picture": ("png", "svg"),
    # The derivation: the open section, the chosen cell of the Jacobian, the power of ten of the finite step, and by how
    # much the logits are multiplied and raised.
    "section": ("softmax", "loss", "why", "shapes", "gradients", "losses", "stability"),
    "cell": tuple(f"{i}{j}" for i in range(1, MAX_CLASSES + 1) for j in range(1, MAX_CLASSES + 1)),
    "step": ("-5", *(str(-power) for power in range(1, 15) if power != 5)),
    "times": ("1", "3", "10", "30", "100", "300", "1000", "3000", "10000"),
    "shift": ("0", "1", "-1", "10", "-10", "100", "-100", "1000", "-1000"),
}
