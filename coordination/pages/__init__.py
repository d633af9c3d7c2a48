"""One file per noun. Every page stands behind the gate."""
