namespace JobMaster.AspNetCore.Metrics;

/// <summary>The values of the tags of one measurement, in their order: instruments of the library have at most four.</summary>
internal readonly record struct MetricTags(object? First, object? Second, object? Third, object? Fourth)
{
    public const int Most = 4;

    public object? this[int index] => index switch
    {
        0 => First,
        1 => Second,
        2 => Third,
        _ => Fourth,
    };

    public static MetricTags Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(
        tags.Length > 0 ? tags[0].Value : null, tags.Length > 1 ? tags[1].Value : null, tags.Length > 2 ? tags[2].Value : null,
        tags.Length > 3 ? tags[3].Value : null);
}
