-- The function that cuts a text.
substr
