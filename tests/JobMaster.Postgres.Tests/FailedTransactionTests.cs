using JobMaster.Conformance.Jobs;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>What is said when the caller's own transaction cannot take a job.</summary>
public sealed class FailedTransactionTests : JobsConformance<PostgresFixture>
{
    [Fact]
    public async Task A_transaction_in_which_a_statement_failed_is_to_be_rolled_back()
    {
        var app = await StartAsync(_ => { });
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var broken = connection.CreateCommand();
        (broken.Transaction, broken.CommandText) = (transaction, "select 1 / 0");
        await Should.ThrowAsync<PostgresException>(broken.ExecuteNonQueryAsync());

        var refusal = await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>());

        refusal.Message.ShouldContain("refused a statement in a transaction that had failed");
        refusal.Message.ShouldContain("Roll your transaction back");
        refusal.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.InFailedSqlTransaction);
        await transaction.RollbackAsync();
        (await app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_role_without_rights_is_told_which_it_lacks()
    {
        var app = await StartAsync(_ => { });
        var role = Fixture.Schema + "_nobody";
        await Fixture.ExecuteAsync($"create role {role}");
        try
        {
            await using var connection = await Fixture.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var change = connection.CreateCommand();
            (change.Transaction, change.CommandText) = (transaction, $"set local role {role}");
            await change.ExecuteNonQueryAsync();

            var refusal = await Should.ThrowAsync<JobMasterStoreException>(
                app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>());

            refusal.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
            refusal.Message.ShouldStartWith("Postgres ");
            await transaction.RollbackAsync();
        }
        finally
        {
            await Fixture.ExecuteAsync($"drop role {role}");
        }
    }
}
