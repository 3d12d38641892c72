-- Fragment: only jobs whose payload holds a text, checked in each row without an index.
and case when charindex(cast(@payload_text as nvarchar(4000)), payload) > 0 then 1 else 0 end = 1
