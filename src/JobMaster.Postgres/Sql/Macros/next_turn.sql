-- When an operation is worked on next; null for now.
{now} + @delay * interval '1 microsecond'
