-- The function that cuts a text.
substring
