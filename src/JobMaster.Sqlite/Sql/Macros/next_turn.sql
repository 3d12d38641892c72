-- When an operation is worked on next; null for now.
{now} + @delay
