using System.Net.Sockets;
using System.Reflection;
using System.Security.Authentication;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>What users are told when Postgres or the way to it fails: the advice fits the cause.</summary>
public sealed class ErrorTests
{
    private readonly PostgresFailures _failures = new("Postgres db.local/app", "billing");

    /// <summary>By SQLSTATE, what is said to have failed and what to do.</summary>
    public static TheoryData<string, string, string> Advice => new()
    {
        { PostgresErrorCodes.ConnectionFailure, "lost a connection", "network" },
        { PostgresErrorCodes.FeatureNotSupported, "cannot do what was asked", "Postgres 13 or later" },
        { PostgresErrorCodes.NumericValueOutOfRange, "refused a value", "Report this message" },
        { PostgresErrorCodes.CharacterNotInRepertoire, "refused a text", "encoding UTF8" },
        { PostgresErrorCodes.UntranslatableCharacter, "refused a text", "encoding UTF8" },
        { PostgresErrorCodes.UniqueViolation, "contradict each other", "triggers, constraints or programs" },
        { PostgresErrorCodes.ReadOnlySqlTransaction, "is read-only", "Target Session Attributes=primary" },
        { PostgresErrorCodes.InFailedSqlTransaction, "had failed", "Roll your transaction back" },
        { "25P03", "waited too long", "idle_in_transaction_session_timeout" },
        { "25P04", "took too long", "transaction_timeout" },
        { PostgresErrorCodes.InvalidSqlStatementName, "prepared statement", "PrepareStatements to false" },
        { PostgresErrorCodes.InvalidPassword, "did not let us in", "Correct user and password" },
        { PostgresErrorCodes.InvalidAuthorizationSpecification, "did not let us in", "pg_hba.conf" },
        { PostgresErrorCodes.InvalidCatalogName, "is not there", "Create the database" },
        { PostgresErrorCodes.InvalidSchemaName, "lacks the schema 'billing'", "GetPendingSqlAsync" },
        { PostgresErrorCodes.SerializationFailure, "rolled a transaction back", "Make the call again" },
        { PostgresErrorCodes.DeadlockDetected, "rolled a transaction back", "Make the call again" },
        { PostgresErrorCodes.SyntaxError, "does not understand", "Report this message" },
        { PostgresErrorCodes.InsufficientPrivilege, "refused", "create schema billing authorization" },
        { PostgresErrorCodes.UndefinedTable, "lacks a table in schema 'billing'", "GetPendingSqlAsync" },
        { PostgresErrorCodes.UndefinedColumn, "lacks a column in schema 'billing'", "GetPendingSqlAsync" },
        { PostgresErrorCodes.UndefinedFunction, "lacks a function in schema 'billing'", "GetPendingSqlAsync" },
        { PostgresErrorCodes.DuplicateTable, "something else of that name", "table prefix or schema of its own" },
        { PostgresErrorCodes.DuplicateObject, "something else of that name", "table prefix or schema of its own" },
        { PostgresErrorCodes.DuplicateFunction, "a function of that name", "table prefix or schema of its own" },
        { PostgresErrorCodes.DuplicateSchema, "has that schema already", "Start again" },
        { PostgresErrorCodes.DiskFull, "full disk", "Make room" },
        { PostgresErrorCodes.OutOfMemory, "out of memory", "more memory" },
        { PostgresErrorCodes.TooManyConnections, "no more connections", "max_connections" },
        { PostgresErrorCodes.ConfigurationLimitExceeded, "short of something", "its limits" },
        { PostgresErrorCodes.StatementTooComplex, "a limit of the server", "smaller" },
        { PostgresErrorCodes.LockNotAvailable, "did not give a lock within lock_timeout", "pg_locks" },
        { PostgresErrorCodes.ObjectInUse, "was not ready", "Make the call again" },
        { PostgresErrorCodes.QueryCanceled, "ended a statement", "statement_timeout" },
        { PostgresErrorCodes.AdminShutdown, "shutting down", "Wait until" },
        { PostgresErrorCodes.CrashShutdown, "recovering from a crash", "Wait until" },
        { PostgresErrorCodes.CannotConnectNow, "starting up or shutting down", "Wait until" },
        { PostgresErrorCodes.DatabaseDropped, "was dropped", "Create the database" },
        { "57P05", "was idle", "idle_session_timeout" },
        { PostgresErrorCodes.IoError, "trouble with its files", "its disk" },
        { "F0000", "error in its configuration", "server's log" },
        { PostgresErrorCodes.InternalError, "internal error", "server's log" },
        { PostgresErrorCodes.DataCorrupted, "damaged data", "backup" },
        { PostgresErrorCodes.IndexCorrupted, "damaged index", "REINDEX" },
        { "P0001", "refused with SQLSTATE P0001", "server's log" },
    };

    /// <summary>What comes without an SQLSTATE.</summary>
    public static TheoryData<Exception, string, string> FarFromTheServer => new()
    {
        { new NpgsqlException("x", new TimeoutException("Timeout during reading attempt")), "did not answer in time", "locks and load" },
        { new TimeoutException("x"), "did not answer in time", "CommandTimeout" },
        { new NpgsqlException("x", new SocketException((int)SocketError.ConnectionRefused)), "cannot be reached", "Start the database" },
        { new SocketException((int)SocketError.HostNotFound), "cannot be reached", "correct host and port" },
        { new NpgsqlException("Exception while reading", new IOException("Broken pipe")), "lost a connection", "network" },
        { new NpgsqlException("x", new AuthenticationException("The certificate is not trusted.")), "The certificate is not trusted.",
            "Root Certificate" },
        { new NpgsqlException("The connection pool has been exhausted, either raise 'Max Pool Size'"), "no connection of the pool free",
            "Maximum Pool Size" },
        { new NpgsqlException("No password has been provided but the backend requires one (in SASL/SCRAM-SHA-256)"),
            "No password has been provided", "Correct the connection string" },
        { OutOfStep, "its driver did not expect", "may have been done" },
        { new NpgsqlException("Received backend message CommandComplete while expecting BindCompleteMessage. Please file a bug."),
            "its driver did not expect", "may have been done" },
    };

    /// <summary>As the driver throws it: of no type of its own.</summary>
    private static Exception OutOfStep =>
        (Exception)Activator.CreateInstance(typeof(Exception), "Received unexpected backend message DataRow. Please file a bug.")!;

    [Theory]
    [MemberData(nameof(Advice))]
    public void The_advice_fits_the_state(string state, string problem, string remedy)
    {
        string message = _failures.Explain(Error(state))!.Message;
        message.ShouldStartWith("Postgres db.local/app ");
        message.ShouldContain(problem);
        message.ShouldContain(remedy);
        message.ShouldContain("what the server said.");
        message.ShouldNotContain("{schema}");
        message.ShouldNotContain("..");
        message.ShouldEndWith(".");
    }

    [Theory]
    [MemberData(nameof(FarFromTheServer))]
    public void The_advice_fits_what_comes_without_a_state(Exception exception, string problem, string remedy)
    {
        var explained = _failures.Explain(exception)!;
        explained.Message.ShouldStartWith("Postgres db.local/app ");
        explained.Message.ShouldContain(problem);
        explained.Message.ShouldContain(remedy);
        explained.InnerException.ShouldBe(exception);
    }

    [Fact]
    public void Every_state_the_driver_knows_has_advice_and_none_that_answered_is_to_be_started()
    {
        var states = typeof(PostgresErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetValue(null)!)
            .ToList();
        states.Count.ShouldBeGreaterThan(200);
        foreach (string state in states)
        {
            string message = _failures.Explain(Error(state))!.Message;
            message.ShouldNotContain("Start the database");
            message.Split(". ").Length.ShouldBeGreaterThanOrEqualTo(2, message);
        }
    }

    [Fact]
    public void A_connection_that_the_driver_closed_out_of_step_is_replaced_and_the_call_tried_again()
    {
        PostgresFailures.IsTransient(OutOfStep).ShouldBeTrue();
        PostgresFailures.IsTransient(new InvalidOperationException(OutOfStep.Message)).ShouldBeFalse();
    }

    [Fact]
    public void What_is_not_the_databases_is_left_to_others() => _failures.Explain(new InvalidOperationException("ours")).ShouldBeNull();

    [Fact]
    public async Task A_start_that_fails_gives_the_advice_and_speaks_of_the_background_only_if_it_passes()
    {
        (await StartErrorAsync("Host=127.0.0.1;Port=1;Username=app;Database=app;Timeout=2")).Message.ShouldMatch(
            "^Postgres 127.0.0.1:1/app cannot be reached: .*Start the database, or correct host and port of the connection string\\. To " +
            "start the app without it .* RetryInBackground\\.$");
        string missing = new NpgsqlConnectionStringBuilder(PostgresFixture.ConnectionString) { Database = "not_there" }.ConnectionString;
        (await StartErrorAsync(missing)).Message.ShouldEndWith("Create the database, or name another.");
    }

    private static PostgresException Error(string state) => new("what the server said", "ERROR", "ERROR", state);

    private static Task<JobMasterStoreException> StartErrorAsync(string connectionString) =>
        Should.ThrowAsync<JobMasterStoreException>(TestApp.StartAsync(
            config => config.UsePostgres(connectionString).AddJobHandler<ProbeHandler>(), services => services.AddSingleton(new Probe())));
}
