"""The 4Ws as files and as a table. README.md beside this file walks with one cell through all of it."""
