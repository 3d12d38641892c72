using System.Diagnostics;
using System.Globalization;

namespace JobMaster.Chaos;

/// <summary>A worker or producer in a process of its own.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(Process process, NodeOptions options) => (_process, Options) = (process, options);

    public NodeOptions Options { get; }

    public LineFeed Lines { get; } = new();

    /// <summary>Ends with the process.</summary>
    public Task Exited => _exited.Task;

    public static NodeProcess Start(NodeOptions options)
    {
        var start =
            new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "JobMaster.Chaos.Node.dll"));
        foreach (var argument in options.ToArguments())
        {
            start.ArgumentList.Add(argument);
        }

        var node = new NodeProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, options);
        node._process.OutputDataReceived += (_, line) => node.Lines.Hear(line.Data);
        node._process.ErrorDataReceived += (_, line) => node.Lines.Add($"error: {line.Data}");
        node._process.Exited += (_, _) => node._exited.TrySetResult();
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    public Task ReadyAsync() => Lines.WaitAsync(line => line == "ready");

    /// <summary>Sends a command; to a process that has ended, in vain.</summary>
    public async Task SendAsync(string command)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(command);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It is gone.
        }
    }

    /// <summary>SIGKILL: not one more instruction.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Exited.WaitAsync(ChaosSettings.Patience);
    }

    /// <summary>SIGSTOP: as in a long collection, a suspended machine or a debugger.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <summary>Lets it shut down in order.</summary>
    public async Task StopAsync()
    {
        await SendAsync("stop");
        await Exited.WaitAsync(ChaosSettings.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        if (!Exited.IsCompleted)
        {
            using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }
    }
}
