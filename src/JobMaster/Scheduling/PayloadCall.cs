using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace JobMaster.Scheduling;

/// <summary>Calls a handler with its payload.</summary>
/// <param name="handler">The handler.</param>
/// <param name="payload">The payload; null for a handler of message data.</param>
/// <param name="job">The job.</param>
/// <param name="cancellationToken">The attempt's token.</param>
internal delegate Task HandlerCall(object handler, object? payload, JobContext job, CancellationToken cancellationToken);

/// <summary>The calls by payload type. Made once per definition, so that an attempt needs no reflection.</summary>
internal static class PayloadCall
{
    public static HandlerCall OfMessageData { get; } = static (handler, _, job, _) => ((IJobHandler)handler).HandleAsync(job);

    public static HandlerCall Of<TPayload>() =>
        static (handler, payload, job, cancellationToken) =>
            ((IJobHandler<TPayload>)handler).HandleAsync((TPayload)payload!, job, cancellationToken);

    /// <summary>
    /// The call for a payload type that is known only at run time. Null if no code can be made for it: for a struct in an app compiled
    /// ahead of time.
    /// </summary>
    [UnconditionalSuppressMessage(
        "AOT", "IL3050", Justification = "Reference types share one compiled body; value types are asked for only where code can be made.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The method has no requirements on its type argument.")]
    public static HandlerCall? Of(Type payloadType) => payloadType.IsValueType && !RuntimeFeature.IsDynamicCodeSupported
        ? null
        : typeof(PayloadCall).GetMethod(nameof(Of), 1, Type.EmptyTypes)!.MakeGenericMethod(payloadType)
            .CreateDelegate<Func<HandlerCall>>()();
}
