-- Locks what is selected, passing over what others hold.
for update skip locked
