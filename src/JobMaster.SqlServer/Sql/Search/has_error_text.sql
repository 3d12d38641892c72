-- Fragment: only jobs whose error holds a text, looked at in each row and by no index.
and case when charindex(cast(@error_text as nvarchar(4000)), error) > 0 then 1 else 0 end = 1
