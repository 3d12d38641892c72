-- Fragment: only jobs whose error holds a text, looked at in each row and by no index.
and case when {find_text}(error, @error_text) > 0 then 1 else 0 end = 1
