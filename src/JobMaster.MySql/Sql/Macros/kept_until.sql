-- The time until which a sent key is kept; null means as long as its job.
{now} + interval least(kept_for, {time_left}) microsecond
