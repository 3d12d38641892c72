-- Fragment: only jobs whose error holds a text, checked in each row without an index.
and case when charindex(cast(@error_text as nvarchar(4000)), error) > 0 then 1 else 0 end = 1
