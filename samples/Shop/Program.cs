using JobMaster;
using Shop;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<IMail, Mail>();
builder.Services.AddSingleton<Payments>();
builder.Services.AddJobMasterCluster(config => config
    .UseSqlite("shop.db")
    .AddJobHandler<ChargeHandler>()
    .AddJobHandler<ReminderHandler>()
    .AddWorker());
var app = builder.Build();

app.MapPost("/orders/{number:int}", async (int number, IJobMasterScheduler jobs) =>
{
    await jobs.OnceNowAsync(new Charge(number, 19.90m));
    await jobs.OnceAfterAsync<ReminderHandler>(TimeSpan.FromDays(3), WriteableMessageData.New().SetIntValue("Order", number));
    return Results.Accepted();
});

app.Run();

/// <summary>Named so that tests can start the app.</summary>
public partial class Program;
