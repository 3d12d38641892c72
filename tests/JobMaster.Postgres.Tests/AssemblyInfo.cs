using JobMaster.TestServers;

[assembly: NeedsServer("postgres")]
