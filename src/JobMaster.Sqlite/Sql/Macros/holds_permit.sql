-- Whether a job holds a permit of a key.
instr(char(10) || limits || char(10), char(10) || char(1) || @name || char(10)) > 0
