using JobMaster.TestServers;

[assembly: NeedsServer("mysql")]
