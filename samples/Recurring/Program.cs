using JobMaster;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddJobMasterCluster(config => config.UseSqlite("recurring.db").ClusterIanaTimeZoneId("Europe/Lisbon").AddWorker());
var app = builder.Build();

app.MapGet("/schedules", (IJobMasterMonitor monitor) => monitor.Schedules.ListAsync());
app.MapGet("/schedules/{id:guid}/next", (Guid id, IJobMasterMonitor monitor) => monitor.Schedules.PreviewAsync(id, 5));
app.MapGet("/schedules/{id:guid}/ledger", (Guid id, IJobMasterMonitor monitor) => monitor.Schedules.GetOccurrencesAsync(id));
app.MapPost("/schedules/{id:guid}/pause", (Guid id, IJobMasterScheduler jobs) => jobs.PauseRecurringAsync(id));
app.MapPost("/schedules/{id:guid}/resume", (Guid id, IJobMasterScheduler jobs) => jobs.ResumeRecurringAsync(id));
app.MapPost("/schedules/{id:guid}/run", (Guid id, IJobMasterScheduler jobs) => jobs.RunRecurringNowAsync(id));

await app.StartAsync();

// Made at every start, stored once: the key is the schedule's name.
var jobs = app.Services.GetRequiredService<IJobMasterScheduler>();
await jobs.RecurringAsync<PrintHandler>(NaturalCronExprCompiler.TypeId, "every 2 seconds", Text("two seconds have passed"), key: "often");
await jobs.RecurringAsync<PrintHandler>(CronExprCompiler.TypeId, "0 9 * * MON-FRI", Text("good morning"), key: "weekdays at nine");

await app.WaitForShutdownAsync();

static WriteableMessageData Text(string text) => WriteableMessageData.New().SetStringValue("Text", text);

[JobMasterDefinitionId("print")]
internal sealed class PrintHandler : IJobHandler
{
    public Task HandleAsync(JobContext job)
    {
        Console.WriteLine($"{job.ScheduledAt:HH:mm:ss} {job.MsgData.GetStringValue("Text")}");
        return Task.CompletedTask;
    }
}

/// <summary>Schedules that belong to the code: edited by a deployment, gone when they are taken out.</summary>
internal sealed class MaintenanceProfile : IStaticRecurringSchedulesProfile
{
    public static string ProfileId => "Maintenance";

    public static void Config(RecurringScheduleDefinitionCollection schedules) => schedules.Add<PrintHandler>(
        NaturalCronBuilder.Every(1).Days().AtTime(2, 30).Build(),
        WriteableMessageData.New().SetStringValue("Text", "good night"),
        defId: "nightly",
        options: new RecurringScheduleOptions { Overlap = OverlapPolicy.Skip, Misfire = MisfirePolicy.Skip });
}
