-- The time before which rows with a retention may be deleted.
{now} - @retention
