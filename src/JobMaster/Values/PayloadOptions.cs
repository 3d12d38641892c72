using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Values;

/// <summary>How objects become JSON if the caller passes no options, and how contracts are found if it does.</summary>
internal static class PayloadOptions
{
    private static readonly Lock ResolverLock = new();

    /// <summary>
    /// <see cref="JsonSerializerDefaults.General"/>, with enums written as names and read as names or numbers,
    /// NaN and the infinities written by name, and only the escapes JSON demands. A value that is missing or null where the type needs
    /// one is an error. Read-only.
    /// </summary>
    public static JsonSerializerOptions Default { get; } = Create();

    /// <summary>
    /// The options for payloads: the caller's own or the default. If stored JSON lacks a later version's constructor parameter, or has a
    /// null where none is allowed, the value must not be read as a default that nobody set.
    /// </summary>
    public static JsonSerializerOptions ForPayloads(JsonSerializerOptions? own)
    {
        if (own is null)
        {
            return Default;
        }

        GiveResolver(own);
        return own is { RespectNullableAnnotations: true, RespectRequiredConstructorParameters: true }
            ? own
            : new JsonSerializerOptions(own) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
    }

    public static JsonTypeInfo TypeInfo(JsonSerializerOptions? options, Type type)
    {
        options ??= Default;
        GiveResolver(options);
        return options.GetTypeInfo(type);
    }

    public static JsonTypeInfo<T> TypeInfo<T>(JsonSerializerOptions? options) => (JsonTypeInfo<T>)TypeInfo(options, typeof(T));

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.General)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
        };
        if (JsonSerializer.IsReflectionEnabledByDefault)
        {
            UseReflection(options);
        }
        else
        {
            options.TypeInfoResolver = JsonTypeInfoResolver.Combine();
        }

        options.MakeReadOnly();
        return options;
    }

    // JsonSerializer sets a missing resolver on first use, GetTypeInfo does not: without this, `new JsonSerializerOptions { … }` would work
    // everywhere but here.
    private static void GiveResolver(JsonSerializerOptions options)
    {
        if (options.TypeInfoResolver is not null)
        {
            return;
        }

        lock (ResolverLock)
        {
            if (options.TypeInfoResolver is null && !options.IsReadOnly)
            {
                options.TypeInfoResolver = Default.TypeInfoResolver;
            }
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = OnlyWithReflection)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = OnlyWithReflection)]
    private static void UseReflection(JsonSerializerOptions options)
    {
        options.TypeInfoResolver = JsonSerializerOptions.Default.TypeInfoResolver;
        options.Converters.Add(new JsonStringEnumConverter());
    }

    private const string OnlyWithReflection =
        "Called only under JsonSerializer.IsReflectionEnabledByDefault, which is false in trimmed and AOT apps; those bring options with " +
        "a JsonSerializerContext.";
}
