-- When an operation is worked on next; null for now.
{now} + interval least(@delay, {time_left}) microsecond
