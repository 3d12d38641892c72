using System.Diagnostics;
using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks.Measures;

/// <summary>
/// How long recurrence expressions take to compile and to step, plain ones and those made to make a search long. No database is asked.
/// </summary>
internal sealed class RecurrenceMeasure : IMeasure
{
    private const int Steps = 200;

    private static readonly (string TypeId, string Expression)[] Plain =
    [
        (CronExprCompiler.TypeId, "*/5 * * * *"), (CronExprCompiler.TypeId, "0 9 * * MON-FRI"), (CronExprCompiler.TypeId, "30 2 L * ?"),
        (NaturalCronExprCompiler.TypeId, "every 30 minutes between 09:00 and 18:00"), (NaturalCronExprCompiler.TypeId, "daily at 02:30"),
        (NaturalCronExprCompiler.TypeId, "monthly on LastDay - 3 at 18:00"), (TimeSpanIntervalExprCompiler.TypeId, "00:05:00"),
    ];

    private static readonly (string TypeId, string Expression)[] Hard =
    [
        (CronExprCompiler.TypeId, "0 0 29 2 MON"), (CronExprCompiler.TypeId, "59 59 23 31 12 SUN#5"),
        (CronExprCompiler.TypeId, "* * * 30 2 *"), (CronExprCompiler.TypeId, "0 0 31 2-6/2 *"),
        (NaturalCronExprCompiler.TypeId, "every 7919 seconds on friday on 13th in feb between 02:00 and 02:01"),
        (NaturalCronExprCompiler.TypeId, "every 99999 days on [mon, tue] in feb"),
        (NaturalCronExprCompiler.TypeId, "every 9973 minutes between 02:10 and 02:11 between 28th and 29th"),
        (NaturalCronExprCompiler.TypeId, "every 3 years on feb 29th at 00:30"),
        (NaturalCronExprCompiler.TypeId, "every 4999 hours at minute 59 on FifthThu in feb"),
        (NaturalCronExprCompiler.TypeId, "every second in feb on 29th between 23:59 and 23:59 on monday"),
        (
            NaturalCronExprCompiler.TypeId,
            "every 7 seconds between sec 7 and 7 between min 7 and 7 between 3:00 and 3:01 on 29th on monday in feb"),
        (
            NaturalCronExprCompiler.TypeId,
            "every 11 hours on [1st, 3rd, 5th, 7th] at min [1, 2, 3] upto sec 2 between [mon and mon, wed and wed] in feb"),
        (NaturalCronExprCompiler.TypeId, "every year on feb-29 on friday at [00:00, 06:00] between jan and mar"),
        (CronExprCompiler.TypeId, "0 0 31 2 6#5"),
    ];

    private static readonly string[] Zones = ["UTC", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"];

    public string Name => "recurrence";

    public Task RunAsync(MeasureContext context)
    {
        Report(context, "plain", Plain);
        Report(context, "hard", Hard);
        return Task.CompletedTask;
    }

    private static void Report(MeasureContext context, string name, (string TypeId, string Expression)[] expressions)
    {
        List<double> compiles = [];
        List<double> steps = [];
        foreach (string zoneId in Zones)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);

            // Once for the code that never ran before.
            Time(expressions, zone, [], []);
            Time(expressions, zone, compiles, steps);
        }

        context.Report.Add($"{name} expressions, compile, p50", Order.Median(compiles) * 1000, "µs");
        context.Report.Add($"{name} expressions, compile, longest", compiles.Max(), "ms");
        context.Report.Add($"{name} expressions, step, p50", Order.Median(steps) * 1000, "µs");
        context.Report.Add($"{name} expressions, step, longest", steps.Max(), "ms");
    }

    private static void Time((string TypeId, string Expression)[] expressions, TimeZoneInfo zone, List<double> compiles, List<double> steps)
    {
        foreach (var (typeId, expression) in expressions)
        {
            long startedAt = Stopwatch.GetTimestamp();
            bool isValid = RecurrenceExprCompiler.TryCompile(typeId, expression, out var compiled, out _);
            compiles.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
            var anchor = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
            DateTimeOffset? after = anchor;
            for (int i = 0; isValid && i < Steps && after is { } from; i++)
            {
                startedAt = Stopwatch.GetTimestamp();
                after = compiled!.GetNextOccurrence(from, zone, anchor);
                steps.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
            }
        }
    }
}
