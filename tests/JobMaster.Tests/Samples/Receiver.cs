using System.Collections.Concurrent;
using System.Net;

namespace JobMaster.Tests.Samples;

/// <summary>The system that webhooks are sent to. It answers with what it is given, then with 200.</summary>
internal sealed class Receiver
{
    public ConcurrentQueue<HttpResponseMessage> Answers { get; } = [];

    public ConcurrentQueue<(string Key, string Signature, string Body)> Requests { get; } = [];
}

/// <summary>The way to it.</summary>
internal sealed class ReceiverHandler(Receiver receiver) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        receiver.Requests.Enqueue((
            request.Headers.GetValues("Idempotency-Key").Single(), request.Headers.GetValues("Webhook-Signature").Single(),
            await request.Content!.ReadAsStringAsync(cancellationToken)));
        return receiver.Answers.TryDequeue(out var answer) ? answer : new HttpResponseMessage(HttpStatusCode.OK);
    }
}
