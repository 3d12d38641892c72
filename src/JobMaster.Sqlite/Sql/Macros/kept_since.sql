-- The time before which what has a retention may go.
{now} - @retention
