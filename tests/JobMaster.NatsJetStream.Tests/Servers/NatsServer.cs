using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using JobMaster.Conformance.Jobs;

namespace JobMaster.NatsJetStream.Tests.Servers;

/// <summary>A nats-server of a test's own, with a configuration of its own, in a temporary directory.</summary>
internal sealed class NatsServer : IAsyncDisposable
{
    /// <summary>The server ends with its shell, and that ends when its input does: when we close it, or die.</summary>
    private const string Watch = "\"$0\" -c \"$1\" --pid \"$2\" & pid=$!; read -r _; kill -KILL $pid; wait $pid";

    private readonly string _directory = Directory.CreateTempSubdirectory("jobmaster-nats-").FullName;
    private readonly string _configuration;
    private readonly Channel<string> _log = Channel.CreateUnbounded<string>();
    private Process _process = null!;
    private int _monitorPort;
    private int _webSocketPort = -1;

    private NatsServer(string configuration) => _configuration = configuration;

    public int Port { get; private set; } = -1;

    private string PidFile => Path.Combine(_directory, "pid");

    public string Url => $"nats://127.0.0.1:{Port}";

    /// <summary>Where web sockets are taken; its configuration must have <c>websocket { listen: "127.0.0.1:WSPORT" }</c>.</summary>
    public string WebSocketUrl => $"ws://127.0.0.1:{_webSocketPort}";

    /// <param name="configuration">What the configuration file has besides the port; <c>DATA</c> in it stands for a directory of this
    /// server's own.</param>
    /// <param name="hasJetStream">Whether JetStream is on, with nothing but a directory set.</param>
    public static async Task<NatsServer> StartAsync(string configuration = "", bool hasJetStream = true)
    {
        var server = new NatsServer(hasJetStream ? $"jetstream {{ store_dir: \"DATA\" }}\n{configuration}" : configuration);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it on the same port with the same data.</summary>
    /// <param name="change">Changes its configuration for this run.</param>
    public async Task StartAgainAsync(Func<string, string>? change = null)
    {
        string file = Path.Combine(_directory, "nats.conf");
        string configuration = (change?.Invoke(_configuration) ?? _configuration).Replace(
            "DATA", Path.Combine(_directory, "data"), StringComparison.Ordinal)
            .Replace("WSPORT", _webSocketPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, $"listen: 127.0.0.1:{Port}\n{configuration}\n");
        _process = Process.Start(
            new ProcessStartInfo(
                "sh", ["-c", Watch, Program(), file, PidFile])
            { RedirectStandardInput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(TestTime.Patience);
        var said = new List<string>();
        while (await _process.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            said.Add(line);
            Port = PortIn(line, "Listening for client connections on 127.0.0.1:") ?? Port;
            _monitorPort = PortIn(line, "Starting http monitor on 127.0.0.1:") ?? _monitorPort;
            _webSocketPort = PortIn(line, "Listening for websocket clients on ws://127.0.0.1:")
                ?? PortIn(line, "Listening for websocket clients on wss://127.0.0.1:") ?? _webSocketPort;
            if (line.Contains("Server is ready", StringComparison.Ordinal))
            {
                _ = ReadOnAsync(_process.StandardError);
                return;
            }
        }

        throw new InvalidOperationException($"nats-server did not start:\n{string.Join('\n', said)}");
    }

    public async Task KillAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().Soon();
    }

    /// <summary>Asks it to let its clients go and end: lame duck mode.</summary>
    public async Task SignalAsync(string signal)
    {
        using var sent = Process.Start("kill", [$"-{signal}", (await File.ReadAllTextAsync(PidFile)).Trim()]);
        await sent.WaitForExitAsync();
    }

    /// <summary>Waits for a line in its log.</summary>
    public async Task LoggedAsync(string text)
    {
        while (!(await _log.Reader.ReadAsync().AsTask().Soon()).Contains(text, StringComparison.Ordinal))
        {
        }
    }

    /// <summary>What it tells of itself over HTTP; its configuration must have <c>http: "127.0.0.1:-1"</c>.</summary>
    public async Task<JsonElement> MonitorAsync(string page)
    {
        using var http = new HttpClient();
        return await http.GetFromJsonAsync<JsonElement>($"http://127.0.0.1:{_monitorPort}/{page}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Also because a full pipe would stop the server.</summary>
    private async Task ReadOnAsync(StreamReader log)
    {
        while (await log.ReadLineAsync() is { } line)
        {
            _log.Writer.TryWrite(line);
        }
    }

    private static int? PortIn(string line, string before) =>
        line.IndexOf(before, StringComparison.Ordinal) is > 0 and var at
            ? int.Parse(line[(at + before.Length)..], CultureInfo.InvariantCulture)
            : null;

    private static string Program() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "nats-server"))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("There is no nats-server on the PATH. Run: tests/servers.sh install nats");
}
