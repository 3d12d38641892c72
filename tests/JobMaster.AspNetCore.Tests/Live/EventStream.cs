using System.Net.ServerSentEvents;
using System.Text.Json;

namespace JobMaster.AspNetCore.Tests.Live;

/// <summary>Reads a stream of the API as a program would.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventStream(HttpResponseMessage response, Stream body) =>
        (_response, _events) = (response, SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator());

    public HttpResponseMessage Response => _response;

    public static async Task<EventStream> OpenAsync(HttpClient client, string topics, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"clusters/default/stream?topics={topics}");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null at the end.</summary>
    public async Task<SseItem<string>?> NextAsync() => await _events.MoveNextAsync() ? _events.Current : null;

    /// <summary>The next event of a name that meets a condition.</summary>
    public async Task<SseItem<string>> NextAsync(string name, Func<JsonElement, bool>? isWanted = null)
    {
        while (await NextAsync() is { } next)
        {
            if (next.EventType == name && isWanted?.Invoke(JsonElement.Parse(next.Data)) != false)
            {
                return next;
            }
        }

        throw new InvalidOperationException($"The stream ended before an event '{name}'.");
    }

    /// <summary>The names of the events that are left, up to the end.</summary>
    public async Task<IReadOnlyList<string>> RestAsync()
    {
        var names = new List<string>();
        while (await NextAsync() is { } next)
        {
            names.Add(next.EventType);
        }

        return names;
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        await _events.DisposeAsync();
    }
}
