-- The time before which what has a retention may go. A retention of a thousand years or more reaches back that far.
{now} - interval least(@retention, 31536000000000000) microsecond
