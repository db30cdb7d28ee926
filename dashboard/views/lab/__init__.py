"""The lab: the document's network, trained round by round, with every picture live."""
