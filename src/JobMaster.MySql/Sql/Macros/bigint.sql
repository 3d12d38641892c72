-- The type of a long whole number in a cast.
signed
