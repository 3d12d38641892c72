using System.Reflection;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>The driver's exceptions, which it lets nobody else make.</summary>
internal static class SqlErrors
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>The exception for an error of the server.</summary>
    public static SqlException Of(int number, string message = "The server's words.", Exception? inner = null)
    {
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        var make = typeof(SqlError).GetConstructors(Hidden).OrderBy(constructor => constructor.GetParameters().Length).First();
        var error = make.Invoke(
            [.. make.GetParameters().Select(parameter => ValueOf(parameter, number, message))]);
        typeof(SqlErrorCollection).GetMethod("Add", Hidden)!.Invoke(errors, [error]);
        var create = typeof(SqlException).GetMethods(Hidden).Where(method => method.Name == "CreateException")
            .OrderBy(method => method.GetParameters().Length).First();
        object?[] given =
        [
            .. create.GetParameters().Select(
                parameter => parameter.ParameterType == typeof(SqlErrorCollection) ? errors : Empty(parameter)),
        ];
        var made = (SqlException)create.Invoke(null, given)!;
        if (inner is not null)
        {
            typeof(Exception).GetField("_innerException", Hidden)!.SetValue(made, inner);
        }

        made.Number.ShouldBe(number);
        return made;
    }

    private static object? ValueOf(ParameterInfo parameter, int number, string message) => parameter.Name switch
    {
        "infoNumber" => number,
        "errorMessage" => message,
        _ => Empty(parameter),
    };

    private static object? Empty(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(string) ? ""
        : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
        : null;
}
