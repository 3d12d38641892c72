-- Whether the reader has not found the payload of a job unreadable.
(unread_by is null or coalesce(charindex(@reader, unread_by), 0) = 0)
