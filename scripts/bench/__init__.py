"""`make bench`: how fast we are beside the fastest way we know and beside what others use, all in one run.

    __main__.py    what is asked for, one race after the other, the tables
    races.py       the list of races: who runs in each, and the goal
    track.py       runs the ways of a race in turns, each in a process of its own, which is `runner.py`
    databases.py   made-up services in databases of their own, never the one people work with
    tables.py      what is printed
    ways/          how each job is done: by us, by hand, by others

A way is a function: it is given what it may need (`About`), makes itself ready, and answers with what is to be timed.
What docs/performance.md says about the figures is true of what stands in `ways/`: read it there.
"""
