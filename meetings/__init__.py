"""The first floor: what the group agrees. Imports the ground floor only."""
