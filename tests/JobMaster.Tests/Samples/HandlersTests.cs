extern alias handlers;

using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using JobMaster.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Samples;

/// <summary>The handlers of samples/Handlers do what their comments say about retries and repetition.</summary>
public sealed class HandlersTests : IAsyncLifetime
{
    private const string Secret = "a shared secret";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobmaster-reports-");
    private readonly Receiver _receiver = new();
    private readonly SmtpServer _smtp = SmtpServer.Start();
    private readonly WebApplicationFactory<handlers::Program> _app;

    public HandlersTests()
    {
        _app = new WebApplicationFactory<handlers::Program>().WithWebHostBuilder(web => web
            .UseSetting("Webhooks:Secret", Secret)
            .UseSetting("Reports:Folder", _folder.FullName)
            .UseSetting("Mail:Host", "127.0.0.1")
            .UseSetting("Mail:Port", $"{_smtp.Port}")
            .ConfigureTestServices(services =>
            {
                services.ReplaceJobMasterWithTestCluster();
                services.AddHttpClient("webhooks").ConfigurePrimaryHttpMessageHandler(() => new ReceiverHandler(_receiver));
            }));
    }

    private JobMasterTestCluster Cluster => _app.Services.GetJobMasterTestCluster();

    private IJobMasterMonitor Monitor => _app.Services.GetRequiredService<IJobMasterMonitor>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _smtp.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_webhook_is_signed_and_carries_the_same_key_at_each_attempt()
    {
        _receiver.Answers.Enqueue(new HttpResponseMessage(HttpStatusCode.BadGateway));
        var id = await ScheduleAsync("/webhooks", new { Url = "https://example.org/hook", Body = """{"order":7}""" });
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(1));

        var job = (await Monitor.Jobs.GetAsync(id))!;
        (job.State, job.NumberOfFailures).ShouldBe((JobState.Succeeded, 1));
        _receiver.Requests.Count.ShouldBe(2);
        _receiver.Requests.ShouldAllBe(request => request.Key == $"{id}" && request.Body == """{"order":7}""");
        foreach (var request in _receiver.Requests)
        {
            var (at, signature) = (request.Signature.Split(',')[0][2..], request.Signature.Split(',')[1][3..]);
            var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{at}.{request.Body}"));
            signature.ShouldBe(Convert.ToHexStringLower(signed));
        }
    }

    [Fact]
    public async Task A_webhook_that_is_told_to_wait_spends_no_retry()
    {
        var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        busy.Headers.RetryAfter = new(TimeSpan.FromMinutes(5));
        _receiver.Answers.Enqueue(busy);
        var id = await ScheduleAsync("/webhooks", new { Url = "https://example.org/hook", Body = "{}" });

        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(4));
        _receiver.Requests.Count.ShouldBe(1);
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(2));
        var job = (await Monitor.Jobs.GetAsync(id))!;
        (job.State, job.NumberOfFailures).ShouldBe((JobState.Succeeded, 0));
    }

    [Fact]
    public async Task A_webhook_that_is_refused_fails_at_once()
    {
        _receiver.Answers.Enqueue(new HttpResponseMessage(HttpStatusCode.Gone));
        var id = await ScheduleAsync("/webhooks", new { Url = "https://example.org/hook", Body = "{}" });
        await Cluster.AdvanceAsync(TimeSpan.FromDays(1));

        var job = (await Monitor.Jobs.GetAsync(id))!;
        (job.State, job.NumberOfFailures).ShouldBe((JobState.Failed, 1));
        job.Error.ShouldNotBeNull().ShouldContain("410");
    }

    [Fact]
    public async Task A_report_that_is_written_twice_is_one_file()
    {
        Cluster.Faults.CrashBeforeOutcome(Attempts.First);
        var id = await ScheduleAsync("/reports", new { Name = "sales.txt", Lines = new[] { "ä", "b" } });
        await Cluster.AdvanceAsync(TimeSpan.FromMinutes(10));

        var job = (await Monitor.Jobs.GetAsync(id))!;
        job.State.ShouldBe(JobState.Succeeded);
        Cluster.Faults.Injected.ShouldNotBeEmpty();
        _folder.GetFiles().ShouldHaveSingleItem().Name.ShouldBe("sales.txt");
        File.ReadAllLines(Path.Combine(_folder.FullName, "sales.txt")).ShouldBe(["ä", "b"]);
    }

    [Theory]
    [InlineData("../sales.txt")]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_report_stays_in_its_folder(string name)
    {
        var id = await ScheduleAsync("/reports", new { Name = name, Lines = Array.Empty<string>() });
        await Cluster.RunUntilIdleAsync();

        (await Monitor.Jobs.GetAsync(id))!.State.ShouldBe(JobState.Failed);
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, 100, 25)]
    [InlineData(0, 2, 1)]
    [InlineData(2_147_483_600, 2_147_483_647, 2)]
    public async Task Primes_are_counted(int from, int to, int count)
    {
        var id = await ScheduleAsync("/primes", new { From = from, To = to });
        await Cluster.RunUntilIdleAsync();

        (await Monitor.Jobs.GetAsync(id))!.Result.ShouldBe($$"""{"Count":{{count}}}""");
    }

    [Fact]
    public async Task A_mail_is_sent_under_the_id_of_its_job()
    {
        var id = await ScheduleAsync("/mails", new { To = "ada@example.org", Subject = "Hello", Text = "Good morning." });
        await Cluster.RunUntilIdleAsync();

        (await Monitor.Jobs.GetAsync(id))!.State.ShouldBe(JobState.Succeeded);
        _smtp.Mails.ShouldHaveSingleItem().ShouldContain($"Message-Id: <{id}@jobmaster>");
    }

    [Fact]
    public async Task A_mail_that_is_refused_for_good_is_not_sent_again()
    {
        _smtp.Refuses = true;
        var id = await ScheduleAsync("/mails", new { To = "nobody@example.org", Subject = "Hello", Text = "Good morning." });
        await Cluster.AdvanceAsync(TimeSpan.FromDays(1));

        var job = (await Monitor.Jobs.GetAsync(id))!;
        (job.State, job.NumberOfFailures).ShouldBe((JobState.Failed, 1));
        job.Error.ShouldNotBeNull().ShouldContain("no such mailbox");
    }

    [Fact]
    public void Each_handler_is_short_enough_to_read_at_a_glance()
    {
        var files = Directory.GetFiles(Path.Combine(Docs.Documents.Root, "samples/Handlers"), "*Handler.cs");
        files.Length.ShouldBe(4);
        files.ShouldAllBe(file => File.ReadAllLines(file).Length <= 60);
    }

    private async Task<Guid> ScheduleAsync(string path, object payload)
    {
        var answer = await _app.CreateClient().PostAsJsonAsync(path, payload);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<Guid>();
    }
}
