-- Lists the lanes of jobs that are parked, and of waiting jobs that a reader could not read.
select lane from {t}job where state = 1
union
select lane from {t}job where unread_by is not null and state <> 1;
