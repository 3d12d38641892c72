-- Whether the reader has not found the payload of a job unreadable.
(unread_by is null or coalesce(strpos(unread_by, @reader), 0) = 0)
