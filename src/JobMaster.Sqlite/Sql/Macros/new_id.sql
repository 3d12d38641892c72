-- A new unique id.
randomblob(16)
