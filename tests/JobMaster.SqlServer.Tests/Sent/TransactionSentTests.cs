using JobMaster.Conformance.Agents;
using JobMaster.Sql;
using JobMaster.Storage;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>Calls within a transaction of the app, calls that meet an error, and an agent.</summary>
public sealed class TransactionSentTests : SentTests
{
    [Fact]
    public async Task Joins_the_caller()
    {
        var transactions = Store.Transactions.ShouldNotBeNull();
        await using var theirs = BeginOfCaller();
        Record.Rows("insert_keys", ["cluster\norder-1", Id(1)]);
        Record.Rows("enter_job", Rows.Entered(Id(1)));
        await Record.CallAsync(
            "Insert, without a limit of its own to the wait",
            () => transactions.InsertAsync(theirs, [Job(1) with { IdempotencyKey = "order-1" }], default));
        Record.Rows("leave_jobs", [Id(1), 1, null]);
        await Record.CallAsync(
            "Finish",
            () => transactions.RecordAsync(
                theirs, new AttemptOutcome { JobId = Id(1), ClaimNo = 1, Kind = OutcomeKind.Succeeded }, default));
        await Record.CallAsync("Cancel", () => transactions.CancelAsync(theirs, [Id(1)], by: null, default));
        await Record.CallAsync("Reschedule", () => transactions.RescheduleAsync(theirs, Id(1), Later, by: null, default));
        await Record.CallAsync(
            "Change", () => transactions.ChangeAsync(theirs, [Id(1)], new StoredJobChange { Lane = "slow" }, Operator, default));
        Record.Rows("hold_failed", [Id(1)]);
        Record.Rows("read_rules", [Id(1), "k", (int)UniqueWhile.Waiting]);
        Record.Rows("insert_keys", ["k", Id(1)]);
        Record.Rows("replay_jobs", Rows.Waiting(Id(1)));
        await Record.CallAsync("Replay", () => transactions.ReplayAsync(theirs, [Id(1)], by: null, default));
        await Record.CallAsync("Await a job", () => transactions.StorePlaceholderAsync(theirs, Id(1), Later, by: null, default));
        Record.Error("enter_job", 547);
        await Record.CallAsync(
            "A call that fails is undone alone",
            () => Should.ThrowAsync<SqlException>(() => transactions.InsertAsync(theirs, [Job(1)], default)));
        Record.ShouldBe("transactions");
    }

    [Theory]
    [InlineData(1205)]
    [InlineData(2601)]
    [InlineData(2627)]
    public async Task Runs_again_as_a_whole_after_a_lost_race(int number)
    {
        var waits = new AttemptOutcome { JobId = Id(1), ClaimNo = 1, Kind = OutcomeKind.Retry };
        Record.Error("requeue_jobs", number);
        await Record.CallAsync("Record, losing a race", () => Store.Jobs.RecordAsync([waits], default));
        Record.Error("enter_job", number);
        await Record.CallAsync("Insert, losing a race", () => Store.Jobs.InsertAsync([Job(1)], mayBeStored: false, default));
        Record.ShouldBe("lost-race");
    }

    [Theory]
    [InlineData(1222)]
    [InlineData(40613)]
    [InlineData(547)]
    public async Task Leaves_any_other_error_to_the_core(int number)
    {
        var waits = new AttemptOutcome { JobId = Id(1), ClaimNo = 1, Kind = OutcomeKind.Retry };
        Record.Error("requeue_jobs", number);
        await Record.CallAsync(
            "Record, meeting an error",
            async () => (await Should.ThrowAsync<SqlException>(() => Store.Jobs.RecordAsync([waits], default))).Number.ShouldBe(number));
        Record.ShouldBe("error");
    }

    [Fact]
    public async Task Gives_up_after_five_lost_races()
    {
        for (int i = 0; i < 5; i++)
        {
            Record.Error("enter_job", 1205);
        }

        await Record.CallAsync(
            "Insert", () => Should.ThrowAsync<SqlException>(() => Store.Jobs.InsertAsync([Job(1)], mayBeStored: false, default)));
    }

    [Fact]
    public async Task Agents_push_and_receive()
    {
        var record = new SentRecord(
            new SqlStatements(typeof(SqlServerMasterStore).Assembly, SqlServerMasterStore.DefaultSchema, "jm_", forAgent: true));
        await using var agent = SqlServerAgentTransport.Create(
            AgentContexts.Create("cluster-1"), new SqlServerStoreOptions { ConnectionString = "Server=db;Database=app" },
            () => new DoubleConnection(record));
        record.Rows("read_server", [16, 3, 160, 0, 1]);
        record.Rows("schema_exists", [0]);
        record.Rows("lock_schema", [1]);
        record.Rows("schema_exists", [0]);
        record.Rows("read_identity", [Id(9), null, null]);
        record.Rows("read_identity", [Id(9), "cluster-1", "Agent-1"]);
        await record.CallAsync("Provision", () => agent.ProvisionAsync(default));
        await record.CallAsync(
            "Push two messages, in the order of their ids",
            () => agent.PushAsync([new(Id(2), Queue, new byte[] { 1, 2 }), new(Id(1), Queue, new byte[] { 3 })], default));
        record.Rows("find_messages", [0, 0L]);
        record.Rows("receive_messages", [4L, Id(1), 1, Now, new byte[] { 3 }]);
        IReadOnlyList<ReceivedMessage> received = [];
        await record.CallAsync(
            "Receive",
            async () => received = await agent.ReceiveAsync(
                new ReceiveRequest { Queues = [new QueueShare(Queue, 10)], Limit = 10, Wait = TimeSpan.Zero }, default));
        await record.CallAsync("Acknowledge", () => agent.AckAsync(received, default));
        await record.CallAsync("Release", () => agent.ReleaseAsync(received, TimeSpan.FromSeconds(1), default));
        await record.CallAsync("Read depths", () => agent.ReadDepthsAsync(default));
        record.Rows("find_lane", [0L]);
        await record.CallAsync("Delete a lane", () => agent.DeleteLaneAsync("default", default));
        record.ShouldBe("agent");
    }
}
