-- Whether a job holds a permit of a key.
instr(
    concat(char(10 using utf8mb4), limits, char(10 using utf8mb4)),
    concat(char(10 using utf8mb4), char(1 using utf8mb4), @name, char(10 using utf8mb4))) > 0
