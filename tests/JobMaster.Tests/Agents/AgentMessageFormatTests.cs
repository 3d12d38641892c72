using System.Text;
using JobMaster.Agents;
using JobMaster.Conformance;
using JobMaster.Storage;

namespace JobMaster.Tests.Agents;

public sealed class AgentMessageFormatTests
{
    /// <summary>Jobs that have these never go to an agent.</summary>
    private static readonly string[] OnlyOnTheMaster =
        [nameof(NewJob.IdempotencyKey), nameof(NewJob.Limits), nameof(NewJob.RecurringScheduleId)];

    private static readonly DateTimeOffset PushedAt = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static NewJob Job => new()
    {
        Id = AgentJobId.Create(PushedAt), DefinitionId = "email \"send\"", Lane = "mail\t1", Priority = JobMasterPriority.VeryLow,
        Timeout = new TimeSpan(1234567),
        MaxRetries = 7, ExpiresAt = PushedAt.AddTicks(3), Payload = "{\"text\":\"ä\\n€ 🚀 <&>\"}", Metadata = "{\"a\":1}", Tenant = "t'",
        TraceParent = "00-ab-cd-01",
    };

    [Fact]
    public void A_job_comes_back_to_the_letter_due_when_it_was_pushed()
    {
        foreach (
            var job in new[] { Job, Job with { ExpiresAt = null, Payload = null, Metadata = null, Tenant = null, TraceParent = null } })
        {
            Read(AgentMessageFormat.Write(job)).ShouldBe(new DeliveredJob(job with { DueAt = PushedAt }));
        }
    }

    [Fact]
    public void Each_member_that_a_job_may_have_on_an_agent_comes_back()
    {
        var members = NewJobMembers.Stored.Except(OnlyOnTheMaster).ToList();
        members.ShouldNotBeEmpty();
        foreach (string member in members)
        {
            var sent = NewJobMembers.Set(Job with { ExpiresAt = null, Payload = null, Metadata = null, Tenant = null }, member);
            Read(AgentMessageFormat.Write(sent)).ShouldBe(new DeliveredJob(sent with { DueAt = PushedAt }), member);
        }
    }

    [Fact]
    public void Text_no_store_keeps_is_cleaned_as_the_stores_would()
    {
        var job = Read(AgentMessageFormat.Write(Job with { Payload = "\"a\0b\uD800\"" }))!.Value.Job;
        job.Payload.ShouldBe("\"a\uFFFDb\uFFFD\"");
    }

    [Fact]
    public void Members_that_are_not_known_are_passed_over() =>
        Read("""{"v":1,"definition":"d","timeout":10,"retries":0,"trigger":1,"later":{"a":[1]}}""")!.Value.Job.DefinitionId.ShouldBe("d");

    [Fact]
    public void A_newer_format_is_left_to_newer_hosts() => Read("""{"v":2,"anything":true}""").ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"v":"1"}""")]
    [InlineData("""{"v":1,"definition":"d"}""")]
    [InlineData("""{"v":1,"definition":"d","timeout":1e99,"retries":0,"trigger":1}""")]
    public void What_cannot_be_read_says_so_and_never_throws(string body)
    {
        var delivered = Read(body).ShouldNotBeNull();
        delivered.Quarantine.ShouldNotBeNull().ShouldStartWith("Quarantined: the message cannot be read");
    }

    [Fact]
    public void Ids_tell_where_a_job_went_and_when_and_sort_by_that()
    {
        var ids = Enumerable.Range(0, 1000).Select(at => AgentJobId.Create(PushedAt.AddMilliseconds(at))).ToList();

        ids.ShouldAllBe(id => AgentJobId.Is(id) && id.ToString("D").Substring(14, 4) == "8a6e");
        ids.Select(AgentJobId.TimeOf).ShouldBe(Enumerable.Range(0, 1000).Select(at => PushedAt.AddMilliseconds(at)));
        ids.Select(id => id.ToString()).ShouldBe(ids.Select(id => id.ToString()).Order(StringComparer.Ordinal));
        Enumerable.Range(0, 10_000).Count(_ => AgentJobId.Is(Guid.CreateVersion7())).ShouldBe(0);
        AgentJobId.Is(Guid.Empty).ShouldBeFalse();
    }

    private static DeliveredJob? Read(string body) =>
        Read(new AgentMessage(AgentJobId.Create(PushedAt), new JobQueue("mail", JobMasterPriority.High), Encoding.UTF8.GetBytes(body)));

    private static DeliveredJob? Read(AgentMessage message) => AgentMessageFormat.Read(new ReceivedMessage(message, "1", PushedAt, 1));
}
