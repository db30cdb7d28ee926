"""The derivation: the document's own, whole and corrected, in symbols and with the numbers of the run."""
