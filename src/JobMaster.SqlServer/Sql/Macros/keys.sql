-- The sent keys, also by their hash, with the job of each, how long it is kept, the turn it must have, and in which states of the job a
-- unique key is held.
select
    sent.[key] {exact} as sent_key, cast(hashbytes('SHA2_256', sent.[key]) as binary(32)) as sent_hash,
    convert(binary(16), sent.id, 2) as sent_id, sent.kept_for, sent.turn as sent_turn, sent.hold
  from openjson(@keys) with (
    [key] nvarchar(700) '$.key', id char(32) '$.id', kept_for bigint '$.kept_for', turn bigint '$.turn', hold smallint '$.hold') sent
