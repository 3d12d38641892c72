using JobMaster.Cluster;
using JobMaster.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JobMaster.Tests.Cluster;

/// <summary>This library, which works with schema versions 2 to 4, on schemas of other versions.</summary>
public sealed class ProvisioningTests
{
    private readonly ISchemaStore _schema = Substitute.For<ISchemaStore>();
    private bool _retries;
    private bool _passes = true;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_schema_in_reach_is_taken_as_it_is_when_provisioning_is_off(int version)
    {
        await RunAsync(version, isOff: true);
        await _schema.DidNotReceive().MigrateAsync(Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task An_older_schema_is_migrated_or_else_the_start_fails_and_says_what_to_run()
    {
        await RunAsync(1, isOff: false);
        await _schema.Received(1).MigrateAsync(Arg.Any<CancellationToken>());

        var message = (await Should.ThrowAsync<JobMasterStoreException>(() => RunAsync(1, isOff: true))).Message;
        message.ShouldContain("has schema version 1 and this version of JobMaster needs at least 2");
        message.ShouldContain("Run the 3 pending migrations that IJobMasterCluster.GetPendingSqlAsync returns");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_schema_more_than_one_version_newer_fails_the_start_and_says_what_to_update(bool isOff)
    {
        var message = (await Should.ThrowAsync<JobMasterStoreException>(() => RunAsync(6, isOff))).Message;
        message.ShouldContain(
            "has schema version 6; this version of JobMaster works with 2 to 5. Update the JobMaster packages of this app.");
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_fails_the_start_with_its_name_and_what_to_do()
    {
        _schema.ReadVersionAsync(Arg.Any<CancellationToken>()).Returns<int>(_ => throw new TimeoutException("Nobody answers."));

        var failure = await Should.ThrowAsync<JobMasterStoreException>(Provisioning().RunAsync(default));
        failure.Message.ShouldBe(
            "memory cannot be used: Nobody answers. Start the database, or correct the connection string. " +
            "To start the app without it and try again in the background, set StartupFailure to RetryInBackground.");
        _passes = false;
        (
            await Should.ThrowAsync<JobMasterStoreException>(Provisioning().RunAsync(default)))
                .Message.ShouldEndWith("or correct the connection string.");
        _passes = true;
        _retries = true;
        (
            await Should.ThrowAsync<JobMasterStoreException>(Provisioning().RunAsync(default)))
                .Message.ShouldEndWith("or correct the connection string.", customMessage: "it is set already");
        _retries = false;
        failure.InnerException.ShouldBeOfType<TimeoutException>();
        (await Should.ThrowAsync<JobMasterStoreException>(Provisioning().FindPendingAsync(default))).Message.ShouldBe(failure.Message);
    }

    private Task RunAsync(int version, bool isOff)
    {
        _schema.ReadVersionAsync(Arg.Any<CancellationToken>()).Returns(version);
        _schema.SupportedVersions.Returns((2, 4));
        _schema.MigrationsAfter(Arg.Any<int>())
            .Returns(call =>
                [.. Enumerable.Range(1, 4).Where(step => step > call.Arg<int>()).Select(step => new Migration(step, "step", "--"))]);
        _schema.OwnAsync(Arg.Any<string>(), Arg.Any<string?>(), Arg.Any<CancellationToken>()).Returns(call => call.ArgAt<string>(0));
        return Provisioning(isOff).RunAsync(default);
    }

    private Provisioning Provisioning(bool isOff = false)
    {
        var store = Substitute.For<IMasterStore>();
        store.Schema.Returns(_schema);
        store.Description.Returns("memory");
        store.IsTransient(Arg.Any<Exception>()).Returns(_ => _passes);
        store.Explain(Arg.Any<Exception>()).Returns((JobMasterStoreException?)null);
        return new Provisioning(store, new JobMasterClusterOptions
        {
            AutoProvisionSqlSchema = !isOff,
            StartupFailure = _retries ? StartupFailure.RetryInBackground : StartupFailure.Throw,
        }, NullLogger.Instance);
    }
}
