-- Whether a job that holds its permits has one of a key.
limits like '+%' and strpos(chr(10) || substr(limits, 2) || chr(10), chr(10) || @name || chr(10)) > 0
