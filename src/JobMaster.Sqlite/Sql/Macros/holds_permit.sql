-- Whether a job that holds its permits has one of a key.
limits like '+%' and instr(char(10) || substr(limits, 2) || char(10), char(10) || @name || char(10)) > 0
