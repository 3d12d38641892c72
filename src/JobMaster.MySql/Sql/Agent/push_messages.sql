-- Stores the messages whose id is not here yet, in the order sent.
insert into {t}agent_message (id, lane, priority, body, pushed_at, available_at)
select unhex(sent.id), sent.lane, sent.priority, from_base64(sent.body), {clock}, {clock}
from json_table(@messages, '$[*]' columns (
    id char(32) path '$.id', lane varchar(200) {exact} path '$.lane', priority integer path '$.priority', body longtext path '$.body')) sent
on duplicate key update {t}agent_message.seq = {t}agent_message.seq;
