using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Values;

/// <summary>
/// Checks whether JSON keeps all of a payload type. Walks the type's contract, so converters, source-generated contexts and attributes have
/// the same effect as in System.Text.Json itself. A silent loss is a problem, named with its remedy.
/// </summary>
internal sealed class PayloadContract
{
    private static readonly Type[] Stateless = [typeof(CancellationToken), typeof(StringBuilder), typeof(Task)];

    private readonly JsonSerializerOptions _options;
    private readonly HashSet<Type> _seen = [];
    private readonly List<(string Text, bool IsWriting)> _problems = [];
    private readonly StringBuilder _text = new();

    private PayloadContract(JsonSerializerOptions options) => _options = options;

    /// <summary>The parts that would not round-trip; empty if there are none.</summary>
    public IEnumerable<string> Problems => _problems.Select(problem => problem.Text);

    /// <summary>The parts that would not even be written, so that no reader could have them.</summary>
    public IEnumerable<string> WriteProblems => _problems.Where(problem => problem.IsWriting).Select(problem => problem.Text);

    /// <summary>The contract as text: two builds with equal texts read JSON alike.</summary>
    public string Text => _text.ToString();

    public static PayloadContract Of(Type type, JsonSerializerOptions options)
    {
        var contract = new PayloadContract(options);
        contract.Walk(type, JsonExcerpt.TypeName(type));
        return contract;
    }

    private void Walk(Type declared, string path)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (!_seen.Add(type))
        {
            return;
        }

        JsonTypeInfo info;
        try
        {
            info = PayloadOptions.TypeInfo(_options, type);
            Describe(info);
            _ = info.Properties;
        }
        catch (Exception exception) when (PayloadErrors.AreAboutTheValue(exception))
        {
            Add($"'{path}' has no JSON form: {exception.Message}", isWriting: true);
            return;
        }

        if (IsCustom(info.Converter))
        {
            return;
        }

        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when FrameworkType.Is(type):
                WalkFrameworkType(info, path);
                break;
            case JsonTypeInfoKind.Object:
                WalkObject(info, path);
                break;
            case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                WalkCollection(info, path);
                break;
            default:
                CheckValue(info, path);
                break;
        }
    }

    private void CheckValue(JsonTypeInfo info, string path)
    {
        if (info.Type == typeof(object))
        {
            Add(
                $"'{path}' is an object, which comes back as a JsonElement whatever it was. Give it the type it has, or JsonElement.",
                isWriting: false);
        }
        else if (info.Converter.GetType().Name.StartsWith("UnsupportedType", StringComparison.Ordinal))
        {
            Add(
                $"'{path}' is a {JsonExcerpt.TypeName(info.Type)}, which JSON cannot hold. Store what it can be made from again, or " +
                "put [JsonIgnore] on it.",
                isWriting: true);
        }
    }

    private void WalkCollection(JsonTypeInfo info, string path)
    {
        if (info.Type.IsGenericType && info.Type.Name.Contains("Stack`", StringComparison.Ordinal))
        {
            Add($"'{path}' is a stack, which comes back in reverse. Use a List.", isWriting: false);
        }
        else if (
            info.KeyType is { } key && PayloadOptions.TypeInfo(_options, key) is { Kind: not JsonTypeInfoKind.None } keyInfo
                && !IsCustom(keyInfo.Converter))
        {
            Add(
                $"The keys of '{path}' are {JsonExcerpt.TypeName(key)}, which cannot be names of JSON properties. Use strings, " +
                "numbers, enums or Guids as keys, or a list of pairs.",
                isWriting: true);
        }
        else if (!CanBeRead(info))
        {
            Add(
                $"'{path}' is a {JsonExcerpt.TypeName(info.Type)}, which cannot be read back. Use List, an array or " +
                "Dictionary.",
                isWriting: false);
        }
        else if (StoredMembers.OwnProperty(info.Type) is { } lost)
        {
            Add(
                $"'{path}' is a collection with a property of its own, '{lost}', which is not written. Make it a class that has the " +
                "collection as a property.",
                isWriting: true);
        }

        if (info.ElementType is { } element)
        {
            Walk(element, $"{path}[]");
        }
    }

    /// <summary>An app cannot put an attribute on a type of the framework, so all problems inside it have one remedy.</summary>
    private void WalkFrameworkType(JsonTypeInfo info, string path)
    {
        var before = _problems.Count;
        WalkObject(info, path);
        if (_problems.Count == before || Stateless.Any(type => type.IsAssignableFrom(info.Type)))
        {
            return;
        }

        var isWriting = _problems.Skip(before).Any(problem => problem.IsWriting);
        _problems.RemoveRange(before, _problems.Count - before);
        Add(FrameworkType.WhyLost(info.Type, path), isWriting);
    }

    private void WalkObject(JsonTypeInfo info, string path)
    {
        if (Stateless.Any(type => type.IsAssignableFrom(info.Type)))
        {
            Add(
                $"'{path}' is a {JsonExcerpt.TypeName(info.Type)}, whose content is not written. Leave it out, or put [JsonIgnore] on " +
                "it.",
                isWriting: true);
            return;
        }

        WalkDerived(info, path);
        if (info.PolymorphismOptions is not null && info.Type.IsAbstract)
        {
            return;
        }

        if (WhyNotCreated(info) is { } why)
        {
            Add($"'{path}' {why}", isWriting: false);
        }

        CheckFields(info, path);
        if (info.Type.IsAbstract)
        {
            return;
        }

        foreach (var property in info.Properties)
        {
            WalkProperty(info, property, $"{path}.{property.Name}");
        }
    }

    private void WalkDerived(JsonTypeInfo info, string path)
    {
        foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? [])
        {
            if (derived.TypeDiscriminator is null && derived.DerivedType != info.Type)
            {
                Add(
                    $"'{path}' may be a {JsonExcerpt.TypeName(derived.DerivedType)}, which has no type discriminator and comes back " +
                    $"as its base. Give [JsonDerivedType] one, as in [JsonDerivedType(typeof({derived.DerivedType.Name}), " +
                    $"\"{derived.DerivedType.Name}\")].",
                    isWriting: false);
            }

            Walk(derived.DerivedType, JsonExcerpt.TypeName(derived.DerivedType));
        }
    }

    private void WalkProperty(JsonTypeInfo owner, JsonPropertyInfo property, string path)
    {
        var member = property.AttributeProvider as PropertyInfo;
        var isNeeded = property.IsRequired
            || (_options.RespectRequiredConstructorParameters && property.AssociatedParameter is { HasDefaultValue: false });
        if (isNeeded && MayBeLeftOut(property))
        {
            Add(
                $"'{path}' may be left out of the JSON, by [JsonIgnore] or DefaultIgnoreCondition, and then nothing can be read: it is " +
                "required. Give its constructor parameter a default value, or have it written always.",
                isWriting: false);
        }

        if (property is { Get: null, Set: null, AssociatedParameter: null } || property.IsExtensionData || IsIgnored(property))
        {
            return;
        }

        if (property.Get is null)
        {
            Add($"'{path}' has no getter, so it is never written. Give it one, or put [JsonIgnore] on it.", isWriting: true);
        }
        else if (
            property.Set is null && property.AssociatedParameter is null && !IsPopulated(owner, property)
                && StoredMembers.IsStored(owner.Type, property, member))
        {
            Add(
                $"'{path}' is written but cannot be set again when it is read. Give it an init or set accessor, a constructor " +
                "parameter of its name, or [JsonInclude] on its private setter.",
                isWriting: false);
        }

        if (property.CustomConverter is null || !IsCustom(property.CustomConverter))
        {
            Walk(property.PropertyType, path);
        }
    }

    /// <summary>Fields are not part of a contract by default.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that trimming removed holds nothing that could be lost.")]
    private void CheckFields(JsonTypeInfo info, string path)
    {
        foreach (var field in info.Type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = field.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? _options.PropertyNamingPolicy?.ConvertName(field.Name)
                ?? field.Name;
            if (
                !field.IsDefined(typeof(JsonIgnoreAttribute)) && info.Properties.All(property => property.Name != name)
                    && !info.Type.Name.StartsWith("KeyValuePair`", StringComparison.Ordinal))
            {
                Add(
                    $"'{path}.{field.Name}' is a public field, which is not written. Make it a property, or put [JsonInclude] on it.",
                    isWriting: true);
            }
        }
    }

    /// <summary>Why an instance cannot be created when it is read; null if it can.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A constructor that trimming removed cannot be called either.")]
    private static string? WhyNotCreated(JsonTypeInfo info)
    {
        var type = info.Type;
        if (type.IsInterface || type.IsAbstract)
        {
            return $"is {(type.IsInterface ? "an interface" : "abstract")}, so nothing says which class to read. Use the class itself, " +
                $"or name its classes with [JsonDerivedType(typeof(…), \"…\")] on {type.Name}.";
        }

        if (info.CreateObject is not null || type.IsValueType)
        {
            return null;
        }

        var bound = info.Properties.Count(property => property.AssociatedParameter is { IsMemberInitializer: false });
        return info.ConstructorAttributeProvider switch
        {
            ConstructorInfo constructor when constructor.GetParameters() is { } parameters && parameters.Length > bound
                && !type.Name.StartsWith("KeyValuePair`", StringComparison.Ordinal) =>
                "has a constructor whose parameters do not all belong to a property: " +
                $"{string.Join(", ", parameters.Select(parameter => parameter.Name))}. Name and type them like the properties they set, " +
                "or add a constructor without parameters.",
            null when bound == 0 && type.GetConstructor(Type.EmptyTypes) is null =>
                "has no constructor that JSON can be read with. Give it one public constructor, or put [JsonConstructor] on the one to " +
                "use.",
            _ => null,
        };
    }

    private bool IsPopulated(JsonTypeInfo owner, JsonPropertyInfo property) =>
        (
            property.ObjectCreationHandling ?? owner.PreferredPropertyObjectCreationHandling
                ?? _options.PreferredObjectCreationHandling) == JsonObjectCreationHandling.Populate;

    /// <summary>An author who leaves a property out on purpose has marked it.</summary>
    private static bool IsIgnored(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            .Any(attribute =>
                ((JsonIgnoreAttribute)attribute).Condition is not (
                    JsonIgnoreCondition.Never or JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.WhenWritingDefault)) == true;

    /// <summary>Whether an attribute on the property, or the options for all properties, allow it to be left out.</summary>
    private bool MayBeLeftOut(JsonPropertyInfo property)
    {
        var own = property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            .Cast<JsonIgnoreAttribute>().FirstOrDefault();
        return (own?.Condition ?? _options.DefaultIgnoreCondition) switch
        {
            JsonIgnoreCondition.Always or JsonIgnoreCondition.WhenWriting or JsonIgnoreCondition.WhenWritingDefault => true,
            JsonIgnoreCondition.WhenWritingNull =>
                property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null,
            _ => false,
        };
    }

    private static bool IsCustom(JsonConverter converter) => converter.GetType().Assembly != typeof(JsonSerializer).Assembly;

    /// <summary>Tries an empty collection: only this shows whether one can be created.</summary>
    private static bool CanBeRead(JsonTypeInfo info)
    {
        if (info.Type.IsGenericType && info.Type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
        {
            return false;
        }

        try
        {
            JsonSerializer.Deserialize(info.Kind == JsonTypeInfoKind.Dictionary ? "{}" : "[]", info);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
        catch (Exception exception) when (PayloadErrors.AreAboutTheValue(exception))
        {
            return true;
        }
    }

    private void Add(string problem, bool isWriting) => _problems.Add((problem, isWriting));

    private void Describe(JsonTypeInfo info)
    {
        _text.Append(info.Type.AssemblyQualifiedName)
            .Append(' ')
            .Append(info.Type.Module.ModuleVersionId)
            .Append(' ')
            .Append(info.Converter.GetType().FullName);
        foreach (var property in info.Kind == JsonTypeInfoKind.Object ? info.Properties : [])
        {
            _text.Append(';').Append(property.Name).Append(':').Append(property.PropertyType.FullName)
                .Append(property.IsRequired ? '!' : '.').Append(property.IsSetNullable ? '?' : '.')
                    .Append(property.CustomConverter?.GetType().FullName);
        }

        _text.Append('\n');
    }
}
