-- Locks the selected rows and skips those that other transactions hold.
for update skip locked
