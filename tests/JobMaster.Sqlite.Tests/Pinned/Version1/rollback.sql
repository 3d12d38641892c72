-- Undoes everything done since the transaction began.
rollback;
