using System.Diagnostics;
using System.Runtime.CompilerServices;
using MySqlConnector;

namespace JobMaster.MySql.Tests;

/// <summary>A server of its own, whose settings may be changed.</summary>
public sealed class OwnServer : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("jobmaster-mysql-server-");

    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        const string Prefix = "export JOBMASTER_TEST_MYSQL=";
        string exports = await RunAsync("start", "mysql");
        ConnectionString = exports.Split('\n').Single(line => line.StartsWith(Prefix, StringComparison.Ordinal))[Prefix.Length..]
            .Replace("\\", "", StringComparison.Ordinal);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new MySqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<string> ReadAsync(string sql)
    {
        await using var connection = new MySqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }

    public async Task DisposeAsync()
    {
        await RunAsync("clean");
        _directory.Refresh();
        if (_directory.Exists)
        {
            _directory.Delete(recursive: true);
        }
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.GetFullPath(Path.Combine(ThisDirectory(), "../servers.sh")));
        Array.ForEach(arguments, start.ArgumentList.Add);
        start.Environment["JOBMASTER_TEST_SERVERS"] = _directory.FullName;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"servers.sh {string.Join(' ', arguments)} failed: {await errors}");
    }

    private static string ThisDirectory([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
