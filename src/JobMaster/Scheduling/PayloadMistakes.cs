using System.Runtime.CompilerServices;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>Guesses the intent of a payload that no handler takes, so that the error can say how to write it.</summary>
internal static class PayloadMistakes
{
    private const string Likewise = " A schedule names it likewise: RecurringAsync(recurrence, \"definition.id\", …), in a profile " +
        "Add(recurrence, \"definition.id\", …).";

    /// <param name="payloadType">The type of the given payload.</param>
    /// <param name="clusterId">The cluster, for the error.</param>
    /// <param name="takes">Whether a handler takes this type.</param>
    public static string Explain(Type payloadType, string clusterId, Func<Type, bool> takes)
    {
        var name = JsonExcerpt.TypeName(payloadType);
        if (payloadType == typeof(object))
        {
            return "The payload is an 'object' to the compiler, and a handler is found by the type that the compiler sees. Pass a " +
                "variable of the payload's own type, or cast it to that.";
        }

        if (typeof(MessageData).IsAssignableFrom(payloadType))
        {
            return "Message data alone does not say which handler it is for. Name it, as in OnceNowAsync<THandler>(data) or " +
                "OnceNowAsync(\"definition.id\", data)." + Likewise;
        }

        if (PayloadsOf(payloadType) is { Count: > 0 } payloads)
        {
            return $"'{name}' is a handler, not a payload. Schedule it by its payload: OnceNowAsync(new {payloads[0].Name}(…)) or " +
                $"OnceNowAsync<{payloadType.Name}, {payloads[0].Name}>(payload).";
        }

        if (typeof(IJobHandler).IsAssignableFrom(payloadType))
        {
            return $"'{name}' is a handler, not a payload. Schedule it by its type: OnceNowAsync<{payloadType.Name}>(data). The cluster " +
                "creates it when the job runs.";
        }

        if (typeof(Delegate).IsAssignableFrom(payloadType) || typeof(System.Linq.Expressions.Expression).IsAssignableFrom(payloadType))
        {
            return $"'{name}' is code, which cannot be stored. Write it as the HandleAsync of a class that implements " +
                "IJobHandler<TPayload>, and schedule the payload.";
        }

        if (IsTask(payloadType))
        {
            return $"'{name}' is a task, whose result is not there yet. Write await in front of it, and schedule what it gives.";
        }

        if (typeof(Type).IsAssignableFrom(payloadType))
        {
            return "A type is not a payload. Name the handler as a type argument, OnceNowAsync<THandler>(data), or by its id, " +
                "OnceNowAsync(\"definition.id\", data)." + Likewise;
        }

        if (payloadType == typeof(JobRequest) || payloadType == typeof(RecurringRequest))
        {
            return $"A {payloadType.Name} is not a payload. Call " +
                $"{(payloadType == typeof(JobRequest) ? "ScheduleAsync" : "RecurringAsync")}(request), or ScheduleManyAsync for many jobs.";
        }

        if (payloadType == typeof(JobOptions) || payloadType == typeof(RecurringScheduleOptions))
        {
            return $"{payloadType.Name} is not a payload. Give it after the payload, OnceNowAsync(payload, options), or name the " +
                "handler: OnceNowAsync<THandler>(options).";
        }

        if (PayloadReading.IsWrittenByHand(payloadType) || typeof(ITuple).IsAssignableFrom(payloadType))
        {
            var kind = typeof(ITuple).IsAssignableFrom(payloadType) ? "A tuple" : "An anonymous type, a dictionary or JSON";
            return $"{kind} finds no handler by its type. Declare a record that a handler takes, as IJobHandler<TPayload>, and pass that"
                + (kind == "A tuple" ? "." : $", or name the definition, as in OnceNowAsync(\"definition.id\", payload).{Likewise}");
        }

        if (ElementOf(payloadType) is { } element && takes(element))
        {
            return $"'{name}' is a list; a handler takes one '{element.Name}'. Schedule a job for each: OnceNowBulkAsync(payloads).";
        }

        if (BasesOf(payloadType).FirstOrDefault(takes) is { } handled)
        {
            return $"No registered handler of cluster '{clusterId}' takes a '{name}', but one takes its base '{handled.Name}'. Name that " +
                $"type: OnceNowAsync<{handled.Name}>(payload).";
        }

        if (payloadType.Namespace == nameof(System))
        {
            return $"No registered handler of cluster '{clusterId}' takes a '{name}'. Declare a record for it that a handler takes, as " +
                "IJobHandler<TPayload>, and pass that. To schedule a handler without a payload, name its type: " +
                "OnceNowAsync<THandler>(), or its definition: OnceNowAsync(\"definition.id\").";
        }

        return $"No registered handler of cluster '{clusterId}' takes a '{name}'. " +
            $"Register one that implements IJobHandler<{payloadType.Name}>, or name the definition, as in " +
            "OnceNowAsync(\"definition.id\", payload)." + Likewise;
    }

    private static bool IsTask(Type type) =>
        typeof(Task).IsAssignableFrom(type)
        || type == typeof(ValueTask) || (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static List<Type> PayloadsOf(Type type) =>
        [
            .. Faces(type).Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IJobHandler<>))
                .Select(face => face.GetGenericArguments()[0])];

    private static Type? ElementOf(Type type) => type == typeof(string)
        ? null
        : Faces(type).Append(type)
            .FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>))?
            .GetGenericArguments()[0];

    private static IEnumerable<Type> BasesOf(Type type)
    {
        for (var up = type.BaseType; up is not null; up = up.BaseType)
        {
            yield return up;
        }

        foreach (var face in Faces(type))
        {
            yield return face;
        }
    }

    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "Only words an error; without the interfaces it is the general one.")]
    private static Type[] Faces(Type type) => type.GetInterfaces();
}
