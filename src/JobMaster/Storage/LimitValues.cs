using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster.Storage;

/// <summary>How many jobs a limit lets run; what is null is not limited, or in an override as the limit has it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitValues
{
    /// <summary>How many of its jobs run at once in the whole cluster.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many of its jobs start in <see cref="Per"/>.</summary>
    public int? Starts { get; init; }

    /// <summary>The time of <see cref="Starts"/>.</summary>
    public TimeSpan? Per { get; init; }

    /// <summary>How many may start at once after a pause.</summary>
    public int? Burst { get; init; }

    /// <summary>Its jobs run one at a time in due order, and what follows when one fails for good; null for any order.</summary>
    public KeepOrderOnFailure? KeepOrder { get; init; }

    /// <summary>These values where they are set, else those given.</summary>
    public LimitValues Over(LimitValues? below) => new()
    {
        MaxConcurrent = MaxConcurrent ?? below?.MaxConcurrent,
        Starts = Starts ?? below?.Starts,
        Per = Starts is null ? below?.Per : Per,
        Burst = Starts is null ? below?.Burst : Burst,
        KeepOrder = KeepOrder ?? below?.KeepOrder,
    };

    /// <summary>What a rate must be, for messages.</summary>
    public const string RateRule = "must have one start or more, a burst of one or more, and from a microsecond to a day for each start.";

    /// <summary>Whether a rate can be kept.</summary>
    public static bool IsRate(int starts, TimeSpan per, int burst) =>
        starts >= 1 && burst >= 1 && per > TimeSpan.Zero && per / starts >= TimeSpan.FromMicroseconds(1)
            && per / starts <= TimeSpan.FromDays(1);

    /// <summary>The burst of a rate that gives none: what it lets start in two seconds, and one.</summary>
    public static int DefaultBurst(int starts, TimeSpan per) =>
        per > TimeSpan.Zero ? 1 + (int)Math.Ceiling(Math.Min(int.MaxValue / 2, starts * (TimeSpan.FromSeconds(2) / per))) : 1;

    /// <summary>The values as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LimitJson.Default.LimitValues);

    /// <summary>The values in a JSON text.</summary>
    public static LimitValues FromJson(string json) => JsonSerializer.Deserialize(json, LimitJson.Default.LimitValues)!;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LimitValues))]
internal sealed partial class LimitJson : JsonSerializerContext;
