using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace JobMaster.Dashboard.Tests;

/// <summary>Runs the tests that are written in JavaScript, with Node's own runner and Debian's Chromium.</summary>
internal static class Browser
{
    private static readonly Lazy<Task> Packages = new(RestoreAsync);

    public static string Folder { get; } = Path.Combine(Root(), "browser");

    /// <summary>Why these tests cannot run here; null when they can. Under tests/run.sh they must run.</summary>
    public static string? WhySkipped { get; } =
        Environment.GetEnvironmentVariable("JOBMASTER_TEST_REQUIRE") == "1" ? null
        : new[] { "chromium", "node", "npm" }.Where(tool => !IsInstalled(tool)).ToArray() is { Length: > 0 } missing
            ? $"not installed: {string.Join(", ", missing)}"
            : null;

    /// <summary>Runs files one after the other, and fails with all that they said when a test fails or none was run.</summary>
    /// <param name="host">The app that the browser looks at; null for tests of modules.</param>
    /// <param name="files">The files in the folder.</param>
    public static async Task PassesAsync(DashboardHost? host, params string[] files)
    {
        foreach (string file in files)
        {
            var (code, output) = await RunAsync(file, host);
            code.ShouldBe(0, output);
            output.ShouldContain("fail 0");
            output.ShouldNotContain("tests 0");
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string file, DashboardHost? host)
    {
        await Packages.Value;
        return await RunAsync("node", ["--test", "--test-reporter=spec", file], host is null ? [] : new()
        {
            ["DASHBOARD_URL"] = host.Url,
            ["DASHBOARD_CONTROL"] = host.Control,
            ["DASHBOARD_SAMPLE"] = Path.Combine(AppContext.BaseDirectory, "Quickstart.dll"),
            ["DASHBOARD_READER"] = DashboardHost.Key("reader"),
            ["DASHBOARD_TENANT"] = DashboardHost.Key("tenant"),
        });
    }

    private static async Task RestoreAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")))
        {
            var (code, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], []);
            code.ShouldBe(0, output);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string tool, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    private static bool IsInstalled(string tool) => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static string Root([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

/// <summary>A fact that needs Chromium and Node.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.WhySkipped;
}
