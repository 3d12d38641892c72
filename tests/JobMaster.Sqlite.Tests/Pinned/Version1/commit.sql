-- Makes durable everything done since the transaction began.
commit;
