-- Fragment: only jobs whose payload holds a text, looked at in each row and by no index.
and case when charindex(cast(@payload_text as nvarchar(4000)), payload) > 0 then 1 else 0 end = 1
