-- Whether the reader has not found the payload of a job unreadable.
(unread_by is null or coalesce(instr(unread_by, @reader), 0) = 0)
