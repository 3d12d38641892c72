-- The time until which a sent key is kept; null means as long as its job.
{now} + kept_for * interval '1 microsecond'
