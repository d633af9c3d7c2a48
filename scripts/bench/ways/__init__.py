"""How each job is done: by us, by hand, by others. One file for each noun; honest ways, as their authors would write them."""
