"""The ground floor: what stands. Imports nothing of ours."""
