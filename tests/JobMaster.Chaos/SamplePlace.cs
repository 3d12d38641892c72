namespace JobMaster.Chaos;

/// <summary>Processes of one sample, in a directory that goes with them.</summary>
internal sealed class SamplePlace(string sample) : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("jobmaster-sample-");
    private readonly List<SampleProcess> _hosts = [];

    public string Directory => _directory.FullName;

    /// <summary>What all of them wrote.</summary>
    public string Text => string.Join('\n', _hosts.Select(host => host.Lines.Text));

    public SampleProcess Start(params IEnumerable<string> arguments)
    {
        var host = SampleProcess.Start(sample, Directory, arguments);
        _hosts.Add(host);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }
}
