-- The time before which a pushed job may have run and been pruned.
{now} - @window
