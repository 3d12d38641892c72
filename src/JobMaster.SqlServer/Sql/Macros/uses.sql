-- The permits that are given back: the key of each, and how many.
select sent.name, sent.n
  from openjson(@uses) with (name nvarchar(400) '$.name', n bigint '$.n') sent
