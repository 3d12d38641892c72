using System.Diagnostics;
using System.Runtime.CompilerServices;
using JobMaster.Conformance;

namespace JobMaster.Chaos;

/// <summary>A server of its own for one test, which may be killed and started again with its data.</summary>
internal sealed class ChaosServer : IChaosPlace
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("jobmaster-chaos-server-");
    private readonly string _server;

    private ChaosServer(string server) => _server = server;

    public string Connection { get; private set; } = "";

    public string Provider => _server;

    public static async Task<ChaosServer> StartAsync(string server)
    {
        var started = new ChaosServer(server);
        try
        {
            var exports = await started.RunAsync("start");
            var prefix = $"export JOBMASTER_TEST_{server.ToUpperInvariant()}=";
            started.Connection = exports.Split('\n')
                .Single(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..]
                .Replace("\\", "", StringComparison.Ordinal);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once, as a crash would, and starts it again after a while.</summary>
    public async Task CrashAsync(TimeSpan downFor)
    {
        await RunAsync("kill");
        await Eventually.LastsAsync(downFor);
        await RunAsync("start");
    }

    public Task<string> CreateAsync(string directory) => Task.FromResult(Connection);

    public Task DisturbAsync(TimeSpan duration) => CrashAsync(duration);

    public Task<bool> IsFreeAsync() => Task.FromResult(true);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("clean", withServer: false);
        if (_directory.Exists)
        {
            _directory.Delete(recursive: true);
        }
    }

    private async Task<string> RunAsync(string command, bool withServer = true)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.GetFullPath(Path.Combine(ThisDirectory(), "../servers.sh")));
        start.ArgumentList.Add(command);
        if (withServer)
        {
            start.ArgumentList.Add(_server);
        }

        start.Environment["JOBMASTER_TEST_SERVERS"] = _directory.FullName;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        _directory.Refresh();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"servers.sh {command} {_server} failed: {await errors}");
    }

    private static string ThisDirectory([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
