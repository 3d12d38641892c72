using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace JobMaster.Chaos;

/// <summary>
/// What one node process is and does; each option is an argument of its name, such as <c>--provider sqlite --connection jobs.db</c>.
/// </summary>
public sealed record NodeOptions
{
    /// <summary>The name of a node that operates.</summary>
    public const string Operator = "operator";

    /// <summary>The name of the limit of <see cref="MaxConcurrent"/>.</summary>
    public const string Limit = "chaos";

    /// <summary>What the operator does at least once in each run, by the words it notes.</summary>
    public static IReadOnlyList<string> OnceEach { get; } =
        [.. ControlsOnceEach, "change priority", "change data", "start cancel of many", "replay"];

    /// <summary>The same of an operator of <see cref="OnlyControls"/>.</summary>
    public static IReadOnlyList<string> ControlsOnceEach => ["pause lane", "resume lane", "cordon worker"];

    /// <summary>The node's name in its run file.</summary>
    public string Name { get; init; } = "node";

    /// <summary>The store's provider; <see cref="StoreChoice"/> knows which there are.</summary>
    public string Provider { get; init; } = "sqlite";

    /// <summary>The provider's connection string.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Where the run file is kept.</summary>
    public string Directory { get; init; } = ".";

    /// <summary>After how many seconds without a heartbeat a session is dead.</summary>
    public double HeartbeatTimeout { get; init; } = 2;

    /// <summary>How many jobs run at once; zero makes the node a producer, or an operator.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>How many jobs of the limit run at once in the cluster; zero for no limit.</summary>
    public int MaxConcurrent { get; init; }

    /// <summary>Whether the limit keeps the order of its keys instead, if there is one.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>Whether the node does at random what an operator may do.</summary>
    public bool Operates { get; init; }

    /// <summary>Whether an operator leaves jobs alone, and only pauses lanes and definitions and gives orders to workers.</summary>
    public bool OnlyControls { get; init; }

    /// <summary>The one call that the node makes, a name of <see cref="KeyCalls"/>, for a job of its lane; empty for none.</summary>
    public string KeyCall { get; init; } = "";

    /// <summary>After how many statements of that call the process kills itself; zero for never.</summary>
    public int DiesAfter { get; init; }

    /// <summary>The most milliseconds an operator lets pass between two of its acts.</summary>
    public int OperatorPause { get; init; } = 60;

    /// <summary>The lane it serves.</summary>
    public string Lane { get; init; } = "default";

    /// <summary>The agents it has connections to, as <c>name|provider|connection</c>, one after the other with <c>#</c> between.</summary>
    public string Agents { get; init; } = "";

    /// <summary>The agent its worker is attached to.</summary>
    public string AgentName { get; init; } = "";

    /// <summary>The mode of its worker.</summary>
    public AgentWorkerMode Mode { get; init; } = AgentWorkerMode.Full;

    /// <summary>The lanes a producer sends to and an operator moves jobs to, with commas between.</summary>
    public string Lanes { get; init; } = "default";

    /// <summary>How often a job may be lost.</summary>
    public int MaxLosses { get; init; } = 5;

    /// <summary>Seconds the store's clock is moved by, as seen by this node; without it the store tells the time itself.</summary>
    public int? Clock { get; init; }

    /// <summary>How many recurring schedules it stores at its start.</summary>
    public int Schedules { get; init; }

    /// <summary>What the choices of a producer or an operator start from.</summary>
    public int Seed { get; init; }

    public string RunFile => Path.Combine(Directory, $"{Name}-{Environment.ProcessId}.run");

    public static NodeOptions Parse(string[] arguments) =>
        new ConfigurationBuilder().AddCommandLine(arguments).Build().Get<NodeOptions>() ?? new NodeOptions();

    public IEnumerable<string> ToArguments() =>
        from property in typeof(NodeOptions).GetProperties()
        where property.SetMethod is not null
        let value = Convert.ToString(property.GetValue(this), CultureInfo.InvariantCulture)
        where value.Length > 0
        from argument in new[] { "--" + property.Name, value }
        select argument;
}
