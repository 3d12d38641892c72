using System.Net;
using System.Net.Sockets;
using System.Text;
using JobMaster.AspNetCore.Tests.Live;
using JobMaster.Conformance.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Callers who send slowly, leave in between, or do not read.</summary>
public sealed class SlowClientTests : IAsyncLifetime, IDisposable
{
    private const string Body = """{"type":"greet","payload":{"Name":"Ada"},"afterSeconds":3600}""";

    private readonly LogLines _log = new();
    private readonly TaskCompletionSource _submitEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ApiApp _app = null!;

    public async Task InitializeAsync() => _app = await ApiApp.StartAsync(
        overKestrel: true,
        services: services => services.AddSingleton<ILoggerProvider>(_log),
        pipeline: app => app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            finally
            {
                _ = http.Request.Method == "POST" && _submitEnded.TrySetResult();
            }
        }),
        map: app => app.MapJobMasterApi(api => api.LiveInterval = TimeSpan.FromMilliseconds(200)));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_body_that_comes_a_byte_at_a_time_is_taken_and_others_are_answered_meanwhile()
    {
        await _app.UntilDefinitionsAreKnownAsync();
        using var connection = await ConnectAsync();
        var stream = connection.GetStream();
        await stream.WriteAsync(Head("POST", "clusters/default/jobs", "admin", Body.Length));
        byte[] body = Encoding.UTF8.GetBytes(Body);
        await SendSlowlyAsync(stream, body.AsMemory(0, body.Length / 2));
        using (var other = _app.Caller("reader"))
        {
            (await other.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.OK);
        }

        _submitEnded.Task.IsCompleted.ShouldBeFalse();
        await SendSlowlyAsync(stream, body.AsMemory(body.Length / 2));
        (await ReadStatusAsync(stream).Soon()).ShouldBe("HTTP/1.1 201 Created");
        (await _app.Monitor.Jobs.CountAsync()).Scheduled.ShouldBe(1);
    }

    [Fact]
    public async Task A_caller_who_leaves_in_the_middle_of_the_body_has_stored_nothing_and_is_no_error()
    {
        using (var connection = await ConnectAsync())
        {
            var stream = connection.GetStream();
            await stream.WriteAsync(Head("POST", "clusters/default/jobs", "admin", Body.Length));
            await SendSlowlyAsync(stream, Encoding.UTF8.GetBytes(Body[..20]));
        }

        await _submitEnded.Task.Soon();
        _log.Errors.ShouldBeEmpty();
        (await _app.Monitor.Jobs.CountAsync()).Scheduled.ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_that_is_not_read_holds_up_neither_other_listeners_nor_the_stop()
    {
        var job = await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        using var unread = await ConnectAsync();
        await unread.GetStream().WriteAsync(Head("GET", $"clusters/default/stream?topics=overview,lanes,jobs:{job.Id}", "reader", 0));
        using var client = _app.Caller("operator");
        await using (var listener = await EventStream.OpenAsync(client, $"jobs:{job.Id}"))
        {
            foreach (var priority in new[] { "High", "Low", "Critical", "VeryLow" })
            {
                var changed = await client.SendJsonAsync(
                    HttpMethod.Patch, $"clusters/default/jobs/{job.Id}", $$"""{"priority":"{{priority}}"}""");
                changed.Status.ShouldBe(HttpStatusCode.OK);
            }

            (await _app.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
            await listener.NextAsync("job", body => body.Text("state") == "Cancelled").Soon();
        }

        await _app.App.StopAsync().Soon();
        _log.Errors.ShouldBeEmpty();
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true, ReceiveBufferSize = 1024 };
        await client.ConnectAsync(_app.Root.Host, _app.Root.Port);
        return client;
    }

    private byte[] Head(string method, string path, string key, int length) => Encoding.ASCII.GetBytes(
        $"{method} {_app.Root.AbsolutePath}{path} HTTP/1.1\r\nHost: {_app.Root.Authority}\r\n"
        + $"Authorization: Bearer jmk_{key}_{ApiApp.Secret(key)}\r\nContent-Type: application/json\r\n"
        + (length > 0 ? $"Content-Length: {length}\r\n\r\n" : "\r\n"));

    private static async Task SendSlowlyAsync(NetworkStream stream, ReadOnlyMemory<byte> bytes)
    {
        for (int place = 0; place < bytes.Length; place++)
        {
            await stream.WriteAsync(bytes.Slice(place, 1));
            await stream.FlushAsync();
        }
    }

    private static async Task<string> ReadStatusAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        return (await reader.ReadLineAsync())!;
    }
}
