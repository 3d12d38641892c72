using JobMaster.Storage;

namespace JobMaster.Postgres.Tests;

/// <summary>Operations that a node of a later version has stored.</summary>
public sealed class LaterOperationTests : PostgresSchema
{
    [Theory]
    [InlineData("""{"kind":60,"filter":{"tenant":"acme"}}""", "operations of kind 60")]
    [InlineData("""{"kind":1,"filter":{"tenant":"acme","not_before_version":"2"}}""", "the condition 'not_before_version' of its filter")]
    [InlineData("""{"kind":1,"filter":{"tenant":"acme"},"only_if":"x"}""", "its 'only_if'")]
    [InlineData("""{"kind":2,"change":{"lane":"b","weight":2},"filter":{"tenant":"acme"}}""", "the change 'weight'")]
    public async Task An_operation_of_a_later_version_is_left_to_a_node_that_knows_it(string spec, string unknown)
    {
        var job = Guid.CreateVersion7();
        await Store.Jobs.InsertAsync(
            [
                new NewJob
                {
                    Id = job, DefinitionId = "mail", Lane = "default", Priority = JobMasterPriority.Medium, Tenant = "acme",
                    Delay = TimeSpan.FromHours(1), Timeout = TimeSpan.FromMinutes(5), MaxRetries = 0,
                },
            ],
            mayBeStored: false, default);
        var known = new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter { Tenant = "nobody" } };
        var later = await StartAsync(known);
        await using (var connection = await Fixture.OpenConnectionAsync())
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = $"update {T}operation set spec = '{spec}'";
            (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        var other = await StartAsync(known);
        for (var step = 0; step < 4; step++)
        {
            await Store.Operations.WorkAsync(1000, default);
        }

        (await ReadAsync(other)).State.ShouldBe(JobOperationState.Done);
        var left = await ReadAsync(later);
        (left.State, left.Counts).ShouldBe((JobOperationState.Running, default));
        left.Note.ShouldBe($"Waits for a node of a later version: this one does not know {unknown}.");
        (await Store.Reads.GetAsync(job, default)).ShouldNotBeNull().State.ShouldBe(JobState.Scheduled);
    }

    private async Task<Guid> StartAsync(OperationSpec spec)
    {
        var id = Guid.CreateVersion7();
        var by = new AuditOrigin("ann", "test", OperationId: id);
        await Store.Operations.InsertAsync(
            new NewOperation
            {
                Id = id, By = by, Spec = spec, Matched = 1, IsCapped = false,
                Audit = new NewAuditEntry
                {
                    Origin = by, Action = AuditActions.StartOperation, TargetKind = AuditTargets.Operation, TargetId = $"{id}",
                },
            },
            default);
        return id;
    }

    private async Task<StoredOperation> ReadAsync(Guid id) => (await Store.Operations.GetAsync(id, default)).ShouldNotBeNull();
}
