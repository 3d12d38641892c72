-- The function that returns the position of one text in another; above zero if found.
instr
