-- Fragment: only jobs whose payload holds a text, looked at in each row and by no index.
and case when {find_text}(payload, @payload_text) > 0 then 1 else 0 end = 1
