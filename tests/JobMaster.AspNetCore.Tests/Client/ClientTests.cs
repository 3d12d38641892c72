using System.Net;
using System.Text.Json;
using JobMaster.Client;

namespace JobMaster.AspNetCore.Tests.Client;

/// <summary>The client against the API, through Kestrel and behind a path base.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private Interruptions _handler = null!;
    private ApiApp _app = null!;
    private HttpClient _http = null!;
    private JobMasterClient _jobs = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(overKestrel: true, pathBase: "/base");
        _handler = Interruptions.Begin();
        _http = _handler.Client();
        _jobs = Client("admin");
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task It_submits_reads_finds_and_cancels()
    {
        var submitted = await _jobs.SubmitAsync(JobSubmission.Of("other", """{"Number":9007199254740993}""") with
        {
            AfterSeconds = 3600,
            Tenant = "acme",
            Priority = "High",
            Metadata = JsonElement.Parse("""{"Order":7}"""),
        });
        (submitted.IsNew, submitted.DefinitionId).ShouldBe((true, "other"));
        var job = (await _jobs.GetAsync(submitted.Id))!;
        (job.State, job.Tenant, job.Priority, job.Payload!.Value.GetRawText())
            .ShouldBe((JobStates.Scheduled, "acme", "High", """{"Number":9007199254740993}"""));
        (await _jobs.GetAsync(Guid.CreateVersion7())).ShouldBeNull();

        var many = await _jobs.SubmitManyAsync(
            [.. Enumerable.Range(0, 5).Select(_ => JobSubmission.Of("other") with { AfterSeconds = 60 })]);
        many.Select(one => one.Id).Distinct().Count().ShouldBe(5);
        var found = new List<Guid>();
        await foreach (var row in _jobs.SearchAsync(new JobQuery { State = JobStates.Scheduled, PageSize = 2 }))
        {
            found.Add(row.Id);
        }

        found.ShouldBe([submitted.Id, .. many.Select(one => one.Id)], ignoreOrder: true);
        (await _jobs.CancelAsync(submitted.Id, "ordered twice")).ShouldBeTrue();
        (await _jobs.CancelAsync(submitted.Id)).ShouldBeTrue();
        (await _jobs.CancelAsync(Guid.CreateVersion7())).ShouldBeFalse();
        (await _jobs.GetAsync(submitted.Id))!.State.ShouldBe(JobStates.Cancelled);
    }

    [Fact]
    public async Task A_cluster_that_is_not_there_is_not_taken_for_a_job_that_is_not_there()
    {
        var other = new JobMasterClient(_http, new JobMasterClientOptions
        {
            Address = new Uri(_app.Root.AbsoluteUri.Split("/api/")[0]), ApiKey = $"jmk_admin_{ApiApp.Secret("admin")}", ClusterId = "typo",
        });
        (await Should.ThrowAsync<JobMasterApiException>(() => other.GetAsync(Guid.CreateVersion7()))).Message.ShouldContain("'typo'");
        (await Should.ThrowAsync<JobMasterApiException>(() => other.CancelAsync(Guid.CreateVersion7()))).Message.ShouldContain("'typo'");
    }

    [Theory]
    [InlineData("jobmaster", "relative")]
    [InlineData("https://jobs.example.org/jobmaster/api/v1/", "without /api/v1")]
    public void An_address_that_is_not_where_the_API_is_mapped_is_refused(string address, string word)
    {
        var options = new JobMasterClientOptions { Address = new Uri(address, UriKind.RelativeOrAbsolute) };
        Should.Throw<ArgumentException>(() => new JobMasterClient(_http, options)).Message.ShouldContain(word);
    }

    [Theory]
    [InlineData(Interruption.BeforeTheCall)]
    [InlineData(Interruption.AfterTheCall)]
    [InlineData(Interruption.Unavailable)]
    [InlineData(Interruption.TimeOut)]
    public async Task A_call_without_an_answer_is_made_again_and_stores_its_jobs_once(Interruption interruption)
    {
        _handler.Next = new Queue<Interruption>([interruption, interruption]);
        var one = await _jobs.SubmitAsync(JobSubmission.Of("other") with { AfterSeconds = 60 });
        one.IsNew.ShouldBeTrue();
        _handler.Next = new Queue<Interruption>([interruption]);
        var many = await _jobs.SubmitManyAsync([JobSubmission.Of("other") with { AfterSeconds = 60 }, JobSubmission.Of("other")]);
        many.ShouldAllBe(job => job.IsNew);
        var stored = (await _app.Monitor.Jobs.ListAsync()).Jobs.Select(job => job.Id);
        stored.ShouldBe([one.Id, .. many.Select(job => job.Id)], ignoreOrder: true);
    }

    [Fact]
    public async Task It_gives_up_after_its_attempts_and_says_what_it_called()
    {
        _handler.Next = new Queue<Interruption>(Enumerable.Repeat(Interruption.BeforeTheCall, 9));
        var exception = await Should.ThrowAsync<JobMasterApiException>(() => _jobs.SubmitAsync(JobSubmission.Of("other")));
        exception.Status.ShouldBeNull();
        exception.Message.ShouldContain("/base/jobmaster/api/v1/clusters/default/jobs got no answer in 4 attempts");
        _handler.Next.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_refusal_is_told_as_the_API_tells_it_and_is_not_tried_again()
    {
        var refused = await Should.ThrowAsync<JobMasterApiException>(
            () => _jobs.SubmitAsync(JobSubmission.Of("other") with { Priority = "Urgent" }));
        (refused.Status, refused.Problem, refused.Path).ShouldBe((HttpStatusCode.BadRequest, "invalid-body", "$.priority"));
        var unknown = await Should.ThrowAsync<JobMasterApiException>(() => Client("nobody").GetAsync(Guid.CreateVersion7()));
        (unknown.Status, unknown.Problem).ShouldBe((HttpStatusCode.Unauthorized, "unauthorized"));
        _handler.Calls.ShouldBe(2);
        var elsewhere = new JobMasterClient(_http, new JobMasterClientOptions { Address = new Uri(_app.Root, "/nothing") });
        var lost = await Should.ThrowAsync<JobMasterApiException>(() => elsewhere.SubmitAsync(JobSubmission.Of("other")));
        (lost.Status, lost.Problem).ShouldBe((HttpStatusCode.NotFound, null));
        lost.Message.ShouldContain("not as the JobMaster API");
        await Should.ThrowAsync<JobMasterApiException>(() => elsewhere.GetAsync(Guid.Empty));
        await Should.ThrowAsync<JobMasterApiException>(() => elsewhere.CancelAsync(Guid.Empty));
        Should.Throw<ArgumentException>(() => new JobMasterClient(_http, new JobMasterClientOptions())).Message.ShouldContain("Address");
    }

    [Fact]
    public async Task The_same_key_returns_the_original()
    {
        var job = JobSubmission.Of("other") with { IdempotencyKey = "order-7", AfterSeconds = 60 };
        var (first, second) = (await _jobs.SubmitAsync(job), await _jobs.SubmitAsync(job));
        (second.Id, first.IsNew, second.IsNew).ShouldBe((first.Id, true, false));
    }

    private JobMasterClient Client(string key) => new(_http, new JobMasterClientOptions
    {
        Address = new Uri(_app.Root.AbsoluteUri.Split("/api/")[0]), ApiKey = $"jmk_{key}_{ApiApp.Secret(key)}",
        FirstPause = TimeSpan.FromMilliseconds(1),
    });
}

/// <summary>What goes wrong with a call.</summary>
public enum Interruption
{
    BeforeTheCall,
    AfterTheCall,
    Unavailable,
    TimeOut,
}

/// <summary>Lets calls through, but for those that are to go wrong.</summary>
internal sealed class Interruptions() : DelegatingHandler(new SocketsHttpHandler())
{
    public Queue<Interruption> Next { get; set; } = [];

    public int Calls { get; private set; }

    public static Interruptions Begin() => new();

    public HttpClient Client() => new(this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Calls++;
        if (!Next.TryDequeue(out var interruption))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        switch (interruption)
        {
            case Interruption.AfterTheCall:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw new HttpRequestException("The answer was lost.");
            case Interruption.Unavailable:
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            case Interruption.TimeOut:
                throw new TaskCanceledException("The call took too long.", new TimeoutException());
            default:
                throw new HttpRequestException("The connection was refused.");
        }
    }
}
