using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>Operations whose jobs are few among many: other writers wait during a step.</summary>
public sealed class OperationWindowTests : StoreFile
{
    [Theory]
    [InlineData(null, false, 3)]
    [InlineData("rare", false, 3)]
    [InlineData("other", false, 1)]
    [InlineData(null, true, 3)]
    public async Task A_step_looks_at_so_many_jobs_only_where_no_index_leads_to_them(string? others, bool bySchedule, int steps)
    {
        var store = await OpenMigratedAsync();
        var rare = await FailAsync(store);
        CopyFailed(20_500, others ?? "rare");
        var filter = new JobOperationFilter { JobDefinitionId = "rare.job", Fingerprint = others is null ? null : "rare" };
        if (bySchedule)
        {
            filter = filter with { JobDefinitionId = null, RecurringScheduleId = OfSchedule(rare) };
        }

        await StartAsync(store, filter);

        for (int step = 1; step < steps; step++)
        {
            var work = (await store.Operations.WorkAsync(1000, null, default)).ShouldNotBeNull();
            (work.State, work.Counts.Changed, work.NextIn).ShouldBe((JobOperationState.Running, 0, null));
        }

        var last = (await store.Operations.WorkAsync(1000, null, default)).ShouldNotBeNull();
        (last.State, last.Counts.Changed).ShouldBe((JobOperationState.Done, 1));
        (await store.Reads.GetAsync(rare, default)).ShouldNotBeNull().State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_restore_looks_at_as_many_discarded_jobs_in_a_step()
    {
        var store = await OpenMigratedAsync();
        var rare = await FailAsync(store);
        CopyFailed(20_500, "rare");
        DiscardFailed();
        await StartAsync(store, new JobOperationFilter { JobDefinitionId = "rare.job" }, kind: JobOperationKind.Restore);

        for (int step = 1; step < 3; step++)
        {
            var work = (await store.Operations.WorkAsync(1000, null, default)).ShouldNotBeNull();
            (work.State, work.Counts.Changed, work.NextIn).ShouldBe((JobOperationState.Running, 0, null));
        }

        var last = (await store.Operations.WorkAsync(1000, null, default)).ShouldNotBeNull();
        (last.State, last.Counts.Changed).ShouldBe((JobOperationState.Done, 1));
        (await store.Reads.GetAsync(rare, default)).ShouldNotBeNull().State.ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task Jobs_that_were_not_counted_at_the_start_are_counted_by_such_steps_too()
    {
        var store = await OpenMigratedAsync();
        await FailAsync(store);
        CopyFailed(20_500, "rare");
        var id = await StartAsync(store, new JobOperationFilter { JobDefinitionId = "rare.job" }, isCapped: true);

        var counted = new List<(long Matched, bool IsCapped)>();
        while (await store.Operations.WorkAsync(1000, null, default) is not null)
        {
            var operation = (await store.Operations.GetAsync(id, default)).ShouldNotBeNull();
            counted.Add((operation.Matched, operation.IsCapped));
        }

        counted.ShouldBe([(1, true), (1, true), (2, false)]);
    }

    private static async Task<Guid> FailAsync(SqliteMasterStore store)
    {
        await store.Jobs.InsertAsync([Job("rare.job")], mayBeStored: false, default);
        var job = (await store.Jobs.ClaimAsync(await StartSessionAsync(store), default)).ShouldHaveSingleItem();
        await store.Jobs.RecordAsync(
            [new AttemptOutcome { JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Failed, Fingerprint = "rare" }], default);
        return job.Id;
    }

    private static async Task<Guid> StartAsync(
        SqliteMasterStore store, JobOperationFilter filter, bool isCapped = false,
        JobOperationKind kind = JobOperationKind.Replay)
    {
        var id = Guid.CreateVersion7();
        var by = new AuditOrigin("ann", "host-a:1", null, "why", id);
        await store.Operations.InsertAsync(
            new NewOperation
            {
                Id = id, Spec = new OperationSpec { Kind = kind, Filter = filter }, By = by,
                Matched = 1, IsCapped = isCapped,
                Audit = new NewAuditEntry
                {
                    Origin = by, Action = "operation.start", TargetKind = "operation", TargetId = id.ToString(),
                },
            },
            default);
        return id;
    }

    /// <summary>Makes a failed job one of a schedule, whose id is returned.</summary>
    private Guid OfSchedule(Guid job)
    {
        using var command = Connect().CreateCommand();
        command.CommandText = "update jobmaster_job_failed set recurring_schedule_id = id where definition_id = 'rare.job'";
        command.ExecuteNonQuery();
        return job;
    }

    /// <summary>Adds copies of the failed job, of another definition and with smaller ids.</summary>
    private void CopyFailed(int count, string fingerprint)
    {
        using var command = Connect().CreateCommand();
        command.CommandText =
            "select group_concat(name) from pragma_table_info('jobmaster_job_failed') where name not in "
            + "('id', 'definition_id', 'fingerprint')";
        string columns = (string)command.ExecuteScalar()!;
        command.CommandText = $"""
            with recursive number (i) as (select 1 union all select i + 1 from number where i < {count})
            insert into jobmaster_job_failed (id, definition_id, fingerprint, {columns})
            select unhex(printf('%032x', i)), 'big.job', '{fingerprint}', {columns} from jobmaster_job_failed, number
            """;
        command.ExecuteNonQuery();
    }

    /// <summary>Discards all failed jobs at once.</summary>
    private void DiscardFailed()
    {
        using var command = Connect().CreateCommand();
        command.CommandText = """
            insert into jobmaster_job_history select * from jobmaster_job_failed;
            update jobmaster_job_history set state = 6;
            delete from jobmaster_job_failed;
            """;
        command.ExecuteNonQuery();
    }
}
