-- Whether a job holds a permit of a key.
strpos(chr(10) || limits || chr(10), chr(10) || chr(1) || @name || chr(10)) > 0
