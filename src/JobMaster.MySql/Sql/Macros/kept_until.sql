-- Until when a key is kept that is sent; null for as long as its job.
{now} + interval least(kept_for, {time_left}) microsecond
