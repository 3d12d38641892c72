using System.Diagnostics;
using System.Globalization;

namespace JobMaster.Chaos;

/// <summary>A sample in a process of its own.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SampleProcess(Process process) => _process = process;

    public LineFeed Lines { get; } = new();

    /// <param name="name">The sample's.</param>
    /// <param name="directory">Where it runs, and puts its files.</param>
    /// <param name="arguments">As on its command line.</param>
    public static SampleProcess Start(string name, string directory, params IEnumerable<string> arguments)
    {
        var start =
            new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var sample = new SampleProcess(new Process { StartInfo = start });
        sample._process.OutputDataReceived += (_, line) => sample.Lines.Hear(line.Data);
        sample._process.ErrorDataReceived += (_, line) => sample.HearError(line.Data);
        sample._process.Start();
        sample._process.BeginOutputReadLine();
        sample._process.BeginErrorReadLine();
        return sample;
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(ChaosSettings.Patience);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, as a container engine stops it.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void HearError(string? line)
    {
        if (line is not null)
        {
            Lines.Add($"error: {line}");
        }
    }
}
