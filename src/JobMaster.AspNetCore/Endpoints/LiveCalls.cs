using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Live;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>
/// Live events, as server-sent events. Clients read them with fetch, which can send bearer headers, so no URL contains a token.
/// </summary>
internal static class LiveCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("stream", StreamAsync, "topics")
            .Named("stream", "Live events of the topics asked for").GivesText(ApiRoute.EventStream).Hears("Last-Event-ID"),
    ];

    private static async Task<IResult> StreamAsync(ApiCall call)
    {
        var topics = LiveTopics.Read(call.Query.Text("topics"));
        ThrowUnlessOpen(call.Caller, topics);
        var time = call.Http.RequestServices.GetRequiredService<TimeProvider>();
        var hub = call.Live.Of(call.Cluster);
        var listener = new LiveListener(topics, call.Caller, time, call.Options.LongestSend);
        var (isOfOther, after) = call.Caller.IsLimited ? (false, null) : LastOf(call.Http.Request, hub);
        if (isOfOther)
        {
            listener.Reload();
        }

        if (!hub.TryJoin(listener, after))
        {
            throw new ApiProblem(
                StatusCodes.Status503ServiceUnavailable, "too-many-listeners",
                $"This process has the most listeners it takes ({call.Options.MaxListeners}, the app's setting MaxListeners), or "
                + $"'{call.Caller.Name}' has half of them. Read by GET instead, or try again later.")
            {
                RetryAfter = TimeSpan.FromSeconds(30),
            };
        }

        try
        {
            Open(call.Http);
            await SendAsync(call, listener, new LiveWriter(call.Http.Response.BodyWriter, hub.Node), time);
        }
        finally
        {
            hub.Leave(listener);
        }

        return TypedResults.Empty;
    }

    /// <summary>Runs until the listener leaves, the app stops, or the caller loses access.</summary>
    private static async Task SendAsync(ApiCall call, LiveListener listener, LiveWriter writer, TimeProvider time)
    {
        var stopping = call.Http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, stopping);
        try
        {
            long askedAt = time.GetTimestamp();
            writer.KeepAlive();
            while (await writer.FlushAsync(end.Token))
            {
                listener.Sent();
                var untilAsked = call.Options.ReauthorizeEvery - time.GetElapsedTime(askedAt);
                if (untilAsked <= TimeSpan.Zero)
                {
                    listener.Caller = await AskAgainAsync(call, listener.Topics);
                    (askedAt, untilAsked) = (time.GetTimestamp(), call.Options.ReauthorizeEvery);
                }

                await listener.WaitAsync(
                    untilAsked < call.Options.KeepAliveEvery ? untilAsked : call.Options.KeepAliveEvery, end.Token);
                Write(listener, writer);
            }
        }
        catch (ApiProblem problem)
        {
            writer.Event("closed", JsonSerializer.Serialize(new LiveClosed(problem.Message), ApiJson.Default.LiveClosed));
            await writer.FlushAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The listener has left, or the app stops: the listener connects again elsewhere.
        }
    }

    private static void Write(LiveListener listener, LiveWriter writer)
    {
        var (isReload, events) = listener.Take();
        if (isReload)
        {
            writer.Event("reload", "{}");
        }

        foreach (var change in events)
        {
            writer.Event(change, hasId: !listener.Caller.IsLimited);
        }

        if (!isReload && events.Count == 0)
        {
            writer.KeepAlive();
        }
    }

    private static async Task<ApiCaller> AskAgainAsync(ApiCall call, LiveTopics topics)
    {
        var caller = await call.AgainAsync();
        if (!caller.May(ApiPermissions.Read) || !caller.SeesCluster(call.Cluster.ClusterId))
        {
            throw ApiProblem.Forbidden($"'{caller.Name}' may no longer read this cluster.");
        }

        ThrowUnlessOpen(caller, topics);
        return caller;
    }

    private static void ThrowUnlessOpen(ApiCaller caller, LiveTopics topics)
    {
        if (caller.IsLimited && topics.Whole.Count > 0)
        {
            string topic = $"{topics.Whole.First()}".ToLowerInvariant();
            throw ApiProblem.Forbidden(
                $"'{caller.Name}' is limited to some tenants or definitions, and '{topic}' is about the whole cluster. Listen to jobs "
                + "only.");
        }
    }

    private static void Open(HttpContext http)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = ApiRoute.EventStream;
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>The last place of a returning listener, and whether that was on another node, or on this one before a restart.</summary>
    private static (bool IsOfOther, long? After) LastOf(HttpRequest request, LiveHub hub)
    {
        string last = request.Headers["Last-Event-ID"].ToString();
        return last.Length == 0 ? (false, null)
            : last.StartsWith($"{hub.Node}.", StringComparison.Ordinal) && long.TryParse(last.AsSpan(hub.Node.Length + 1), out long after)
                ? (false, after)
                : (true, null);
    }
}
