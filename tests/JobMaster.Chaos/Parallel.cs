// The classes mostly wait for timeouts of their own processes.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
