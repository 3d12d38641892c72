namespace JobMaster.AspNetCore.Contracts;

internal sealed record OrderList(IReadOnlyList<OrderView> Orders);

/// <summary>An order in force.</summary>
internal sealed record OrderView
{
    public required OrderKind Kind { get; init; }

    /// <summary>The name of the lane, definition, worker or agent.</summary>
    public required string Name { get; init; }

    /// <summary>The host of the workers; absent for every host, and for orders to others.</summary>
    public string? Host { get; init; }

    /// <summary>How long running jobs may continue after a stop; absent for other orders.</summary>
    public double? GraceSeconds { get; init; }

    /// <summary>How many jobs the workers run at once; absent for other orders.</summary>
    public int? Concurrency { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>When it ends by itself; absent if it ends only when it is lifted.</summary>
    public DateTimeOffset? Until { get; init; }

    public required string By { get; init; }

    public string? Reason { get; init; }

    public static OrderView Of(OrderDetails order) => new()
    {
        Kind = order.Kind, Name = order.Name, Host = order.Host, GraceSeconds = order.StopAfter?.TotalSeconds, Concurrency = order.Slots,
        Since = order.Since, Until = order.Until, By = order.By, Reason = order.Reason,
    };
}
