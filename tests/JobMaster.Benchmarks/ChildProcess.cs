using System.Diagnostics;

namespace JobMaster.Benchmarks;

/// <summary>This program again, in a process of its own that answers on its standard output.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(params IEnumerable<string> arguments) => StartWith(environment: [], arguments);

    /// <summary>The same, with variables of its own.</summary>
    public static ChildProcess StartWith(IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<string> arguments)
    {
        string host = Environment.ProcessPath!;
        bool isShared = string.Equals(Path.GetFileNameWithoutExtension(host), "dotnet", StringComparison.Ordinal);
        IEnumerable<string> assembly = isShared ? [typeof(ChildProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(host, [.. assembly, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>The next line it prints.</summary>
    /// <exception cref="InvalidOperationException">It ended without one.</exception>
    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("A process of the benchmark ended without an answer.");

    public Task WriteLineAsync() => _process.StandardInput.WriteLineAsync();

    public Task EndedAsync() => _process.WaitForExitAsync();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
