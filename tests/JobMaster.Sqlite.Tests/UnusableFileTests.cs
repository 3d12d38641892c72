using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

public sealed class UnusableFileTests : StoreFile
{
    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await File.WriteAllTextAsync(FilePath, new string('x', 10_000));
        var refusal = await RefusalAsync(Open());
        refusal.Message.ShouldContain(FilePath);
        refusal.Message.ShouldContain("not an SQLite database");
        refusal.InnerException.ShouldBeOfType<SqliteException>();
    }

    [Theory]
    [InlineData(99)]
    [InlineData(0)]
    public void A_durability_that_is_none_is_refused(int value) =>
        Should.Throw<JobMasterConfigurationException>(() =>
            new SqliteFile(new SqliteStoreOptions { Synchronous = (SqliteSynchronous)value }))
            .Message.ShouldBe($"Synchronous {value} is not one of Full, Normal.");

    [Fact]
    public async Task A_damaged_database_is_named()
    {
        var store = Open();
        await store.Schema.MigrateAsync(default);
        await store.DisposeAsync();
        await using (var file = File.OpenWrite(FilePath))
        {
            // Beyond the header, so that the file still looks like a database: the first page's list of tables.
            file.Position = 100;
            file.Write(Enumerable.Repeat((byte)0xAB, 3000).ToArray());
        }

        (await RefusalAsync(Open())).Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task A_missing_directory_is_named()
    {
        string path = InDirectory("nowhere/jobs.db");
        var refusal = await RefusalAsync(Open(path));
        refusal.Message.ShouldContain(Path.GetDirectoryName(path)!);
        refusal.Message.ShouldContain("Create it");
    }

    [Fact]
    public async Task A_directory_in_the_files_place_is_named()
    {
        Directory.CreateDirectory(FilePath);
        (await RefusalAsync(Open())).Message.ShouldBe(
            $"The SQLite file {FilePath} is a directory. Give the path of a file in it, such as {Path.Combine(FilePath, "jobmaster.db")}.");
    }

    [Fact]
    public async Task A_connection_string_that_only_reads_is_refused()
    {
        await OpenMigratedAsync();
        (await RefusalAsync(Open($"Data Source={FilePath};Mode=ReadOnly"))).Message.ShouldContain("Mode=ReadOnly");
    }

    [Fact]
    public async Task A_missing_file_that_the_connection_string_does_not_create_is_named()
    {
        string message = (await RefusalAsync(Open($"Data Source={FilePath};Mode=ReadWrite"))).Message;
        message.ShouldContain($"{FilePath} does not exist, and 'Mode=ReadWrite'");

        await OpenMigratedAsync();
        await using var store = Open($"Data Source={FilePath};Mode=ReadWrite");
        (await store.Schema.ReadVersionAsync(default)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_named()
    {
        // Not even root may create files there.
        string path = OperatingSystem.IsLinux() ? "/proc/self/jobs.db" : InDirectory("");
        (await RefusalAsync(Open(path))).Message.ShouldContain("create files in its directory");
    }

    [Fact]
    public async Task A_file_on_a_network_file_system_is_refused_unless_allowed()
    {
        var refusal = await RefusalAsync(Open(networkFileSystemOf: path => path == FilePath ? "nfs4" : null));
        refusal.Message.ShouldContain("nfs4");
        refusal.Message.ShouldContain("AllowNetworkFileSystem");

        await using var allowed = SqliteMasterStore.Create(
            Conformance.StoreContexts.Create(storeClock: null),
            new SqliteStoreOptions { ConnectionString = FilePath, AllowNetworkFileSystem = true },
            _ => "nfs4");
        (await allowed.Schema.ReadVersionAsync(default)).ShouldBe(0);
    }

    [Theory]
    [InlineData(":memory:")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=jobs;Mode=Memory;Cache=Shared")]
    [InlineData("Data Source=")]
    [InlineData("Nonsense=1")]
    [InlineData("file:jobs.db")]
    public void A_connection_string_without_a_file_is_refused_at_creation(string connectionString) =>
        Should.Throw<JobMasterConfigurationException>(() => Open(connectionString));

    [Theory]
    [InlineData("/data/jobs.db", "nfs4")]
    [InlineData("/data/local/jobs.db", null)]
    [InlineData("/database/jobs.db", null)]
    [InlineData("/my share/jobs.db", "cifs")]
    [InlineData("/jobs.db", null)]
    public void The_deepest_mount_point_tells_the_file_system(string path, string? expected)
    {
        string[] mounts =
        [
            "/dev/vda / ext4 rw 0 0",
            "server:/export /data nfs4 rw 0 0",
            "/dev/vdb /data/local ext4 rw 0 0",
            @"//server/share /my\040share cifs rw 0 0",
        ];
        NetworkFileSystems.OfMounts(path, mounts).ShouldBe(expected);
    }

    private static Task<JobMasterStoreException> RefusalAsync(SqliteMasterStore store) =>
        Should.ThrowAsync<JobMasterStoreException>(store.Schema.ReadVersionAsync(default).WaitAsync(Patience));
}
