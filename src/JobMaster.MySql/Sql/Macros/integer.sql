-- The type of a whole number in a cast.
signed
