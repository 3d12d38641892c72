-- The sent keys, with the job of each, how long it is kept, the turn it must have, and in which states of the job a unique key is held.
select
    sent.`key` as sent_key, unhex(sent.id) as sent_id, sent.kept_for, sent.turn as sent_turn, sent.hold
  from json_table(@keys, '$[*]' columns (
    `key` longtext {exact} path '$.key', id char(32) path '$.id', kept_for bigint path '$.kept_for', turn bigint path '$.turn',
    hold bigint path '$.hold')) sent
