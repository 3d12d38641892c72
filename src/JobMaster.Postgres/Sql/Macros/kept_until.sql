-- Until when a key is kept that is sent; null for as long as its job.
{now} + kept_for * interval '1 microsecond'
