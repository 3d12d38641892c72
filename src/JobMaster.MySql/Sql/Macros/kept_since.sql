-- The time before which rows with a retention may be deleted. A retention of a thousand years or more reaches back that far.
{now} - interval least(@retention, 31536000000000000) microsecond
