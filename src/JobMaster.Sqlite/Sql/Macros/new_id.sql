-- An id that nothing else has.
randomblob(16)
