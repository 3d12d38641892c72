namespace JobMaster.Benchmarks.Measures;

/// <summary>What is measured of a store.</summary>
internal static class StoreMeasures
{
    public static readonly IReadOnlyList<IMeasure> All =
    [
        new EnqueueMeasure(), new DrainMeasure(), new LatencyMeasure(), new StatementsMeasure(), new IdleMeasure(),
        new FiringMeasure(), new RecurrenceMeasure(),
        new HistoryMeasure(), new ProcessesMeasure(), new ColdMeasure(), new DepthMeasure(), new HeldMeasure(), new SearchMeasure(),
        new FailuresMeasure(), new ControlsMeasure(), new StatisticsMeasure(), new ApiMeasure(), new DashboardMeasure(),
        new ListenersMeasure(), new LimitsMeasure(),
    ];
}
