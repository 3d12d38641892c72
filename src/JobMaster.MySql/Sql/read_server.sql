-- Reads the kind of server: version, whether it is read-only, the largest packet, the format of its binary log if it has one.
select
  version(), cast(@@global.read_only as {integer}), @@global.max_allowed_packet,
  case when @@global.log_bin = 1 then @@global.binlog_format else '' end;
