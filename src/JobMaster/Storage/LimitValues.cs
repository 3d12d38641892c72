using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster.Storage;

/// <summary>How many jobs a limit lets run. Null means no limit; in an override, null keeps the limit's own value.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LimitValues
{
    /// <summary>The most jobs of the limit that run at once in the whole cluster.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>The most jobs of the limit that start within <see cref="Per"/>.</summary>
    public int? Starts { get; init; }

    /// <summary>The period to which <see cref="Starts"/> applies.</summary>
    public TimeSpan? Per { get; init; }

    /// <summary>The most jobs that start at once after a pause.</summary>
    public int? Burst { get; init; }

    /// <summary>If set, jobs run one at a time in due order; the value says what follows a final failure. Null for any order.</summary>
    public KeepOrderOnFailure? KeepOrder { get; init; }

    /// <summary>Returns these values, with the given ones where these are null.</summary>
    public LimitValues Over(LimitValues? below) => new()
    {
        MaxConcurrent = MaxConcurrent ?? below?.MaxConcurrent,
        Starts = Starts ?? below?.Starts,
        Per = Starts is null ? below?.Per : Per,
        Burst = Starts is null ? below?.Burst : Burst,
        KeepOrder = KeepOrder ?? below?.KeepOrder,
    };

    /// <summary>The rule for rates, as part of an error message.</summary>
    public const string RateRule = "must have one start or more, a burst of one or more, and from a microsecond to a day for each start.";

    /// <summary>Whether a rate follows <see cref="RateRule"/>.</summary>
    public static bool IsRate(int starts, TimeSpan per, int burst) =>
        starts >= 1 && burst >= 1 && per > TimeSpan.Zero && per / starts >= TimeSpan.FromMicroseconds(1)
            && per / starts <= TimeSpan.FromDays(1);

    /// <summary>The burst of a rate without one: one more than the rate lets start in two seconds.</summary>
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
