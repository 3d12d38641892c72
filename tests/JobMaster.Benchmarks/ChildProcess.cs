using System.Diagnostics;

namespace JobMaster.Benchmarks;

/// <summary>This program again, in a process of its own that answers on its standard output.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(params IEnumerable<string> arguments)
    {
        string host = Environment.ProcessPath!;
        bool isShared = string.Equals(Path.GetFileNameWithoutExtension(host), "dotnet", StringComparison.Ordinal);
        IEnumerable<string> assembly = isShared ? [typeof(ChildProcess).Assembly.Location] : [];
        return new ChildProcess(Process.Start(
            new ProcessStartInfo(host, [.. assembly, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
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
