-- The time before which what was pushed may have run and be forgotten.
{now} - interval @window microsecond
