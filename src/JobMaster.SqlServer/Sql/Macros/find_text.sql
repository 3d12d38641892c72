-- The function that tells where in a text another one begins; above zero if it is there.
charindex
