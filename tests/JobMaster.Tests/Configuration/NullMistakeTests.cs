using System.Reflection;
using System.Runtime.CompilerServices;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JobMaster.Tests.Configuration;

/// <summary>A null where none may be is an error that names it, in every call of the cluster, the monitor and the scheduler.</summary>
public sealed class NullMistakeTests
{
    private static readonly Type[] Surface =
    [
        typeof(IJobMasterScheduler), typeof(IJobMasterCluster), typeof(IJobFailures), typeof(IJobOperations), typeof(ILaneControls),
        typeof(IWorkerControls), typeof(IDefinitionControls), typeof(IJobMonitor), typeof(IScheduleMonitor), typeof(IAuditMonitor),
        typeof(IDefinitionMonitor), typeof(IOperationMonitor), typeof(ILaneMonitor), typeof(IWorkerMonitor), typeof(IAgentMonitor),
        typeof(IFailureMonitor), typeof(IStatisticMonitor), typeof(IAlertMonitor),
    ];

    [Fact]
    public async Task Every_parameter_that_may_not_be_null_is_named_by_the_error()
    {
        await using var app = await TestApp.StartAsync(config => config.UseInMemory());
        var wrong = new List<string>();
        int calls = 0;
        foreach (var (type, method, parameter) in NotNull())
        {
            calls++;
            var thrown = await ThrownAsync(Part(app, type), method, parameter);
            if (!(thrown is ArgumentException named && (named.ParamName == parameter.Name || named.Message.Contains("it is null"))))
            {
                wrong.Add($"{type.Name}.{method.Name}({parameter.Name}): {thrown?.GetType().Name ?? "no exception"} {thrown?.Message}");
            }
        }

        calls.ShouldBeGreaterThan(30);
        wrong.ShouldBeEmpty();
    }

    public static TheoryData<JobSearch, string> Searches => new()
    {
        { new JobSearch { Metadata = new JobMetadataValue("OrderId", null!) }, "The value of Metadata 'OrderId' is null" },
        { new JobSearch { Metadata = new JobMetadataValue(null!, "7") }, "The name of Metadata is null" },
        { new JobSearch { States = null! }, "States is null" },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task A_null_inside_a_search_is_named(JobSearch search, string words)
    {
        await using var app = await TestApp.StartAsync(config => config.UseInMemory());
        foreach (var call in new Func<Task>[] { () => app.Monitor.SearchAsync(search), () => app.Monitor.CountAsync(search) })
        {
            var error = await Should.ThrowAsync<ArgumentException>(call);
            (error.ParamName, error.Message).ShouldSatisfyAllConditions(
                given => given.ParamName.ShouldBe("search"), given => given.Message.ShouldStartWith(words));
        }
    }

    public static TheoryData<string, Action<JobMasterClusterConfig>> Configurations => new()
    {
        { "EncryptPayloads was given null as key 1 of 1.", config => config.EncryptPayloads(null!) },
        { "EncryptPayloads was given null as key 2 of 2.", config => config.EncryptPayloads(Key(), null!) },
        { "IndexMetadata was given null as 'names'.", config => config.IndexMetadata(null!) },
        { "IndexMetadata(\"\"): the name must", config => config.IndexMetadata("a", null!) },
        { "ClusterId '' must", config => config.ClusterId(null!) },
        { "AddJobHandlersFromAssembly was given null as 'assembly'.", config => config.AddJobHandlersFromAssembly(null!) },
        { "UsePayloadJson was given null as 'options'.", config => config.UsePayloadJson(null!) },
        { "AddAlert was given null as 'alert'.", config => config.AddAlert(null!) },
        { "AddAlertWebhook was given null as 'address'.", config => config.AddAlertWebhook(null!, "a secret of some length") },
        { "AddAlertWebhook was given null as 'secret'.", config => config.AddAlertWebhook(new Uri("https://a.example"), null!) },
        { "AddPayloadUpcaster was given null as 'upcaster'.", config => config.AddPayloadUpcaster<ProbeHandler>(1, null!) },
        { "BindConfiguration was given null as 'section'.", config => config.BindConfiguration(null!) },
    };

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task A_null_in_the_configuration_is_told_at_start(string words, Action<JobMasterClusterConfig> configure)
    {
        var error = await Should.ThrowAsync<JobMasterConfigurationException>(() => TestApp.StartAsync(config =>
        {
            config.UseInMemory();
            configure(config);
        }));
        error.Message.ShouldContain(words);
    }

    private static PayloadKey Key() => new("k", new byte[PayloadKey.Size]);

    private static IEnumerable<(Type Type, MethodInfo Method, ParameterInfo Parameter)> NotNull()
    {
        var nullability = new NullabilityInfoContext();
        return from type in Surface
               from method in type.GetMethods()
               where !method.IsGenericMethod && !method.IsSpecialName
               from parameter in method.GetParameters()
               where !parameter.ParameterType.IsValueType && nullability.Create(parameter).WriteState == NullabilityState.NotNull
               select (type, method, parameter);
    }

    private static object Part(TestApp app, Type type)
    {
        object[] roots = [app.Jobs, app.Cluster, app.Services.GetRequiredService<IJobMasterMonitor>()];
        return roots.FirstOrDefault(type.IsInstanceOfType) ?? roots
            .SelectMany(root => root.GetType().GetInterfaces().Where(one => one.Namespace == "JobMaster")
                .SelectMany(one => one.GetProperties()).Where(property => property.PropertyType == type)
                .Select(property => property.GetValue(root)!))
            .First();
    }

    private static async Task<Exception?> ThrownAsync(object part, MethodInfo method, ParameterInfo missing)
    {
        object?[] given = [.. method.GetParameters().Select(parameter => parameter == missing ? null : Given(parameter))];
        try
        {
            if (method.Invoke(part, given) is Task task)
            {
                await task;
            }

            return null;
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static object? Given(ParameterInfo parameter) =>
        parameter.HasDefaultValue && !parameter.ParameterType.IsValueType ? null
        : parameter.ParameterType == typeof(string) ? "a name"
        : parameter.ParameterType == typeof(int) || parameter.ParameterType == typeof(int?) ? 2
        : parameter.ParameterType == typeof(DateTime) ? DateTime.UtcNow
        : parameter.ParameterType == typeof(DateTimeOffset) ? DateTimeOffset.UtcNow.AddDays(1)
        : parameter.ParameterType == typeof(OperatorContext) ? new OperatorContext("ann")
        : parameter.ParameterType == typeof(IReadOnlyList<Guid>) ? Array.Empty<Guid>()
        : parameter.ParameterType == typeof(Stream) ? Stream.Null
        : parameter.ParameterType.IsAbstract ? Substitute.For([parameter.ParameterType], [])
        : RuntimeHelpers.GetUninitializedObject(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType);
}
