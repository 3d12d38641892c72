using System.Collections;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Values;

/// <summary>
/// Finds, before a payload is stored, an object in it whose class is derived from the declared one. System.Text.Json writes only the
/// members of the declared class and silently leaves out the others. Types in which this cannot happen are known after the first check
/// and cost nothing.
/// </summary>
internal sealed class PayloadGuard(JsonSerializerOptions options)
{
    /// <summary>The serializer's own limit is lower, and it has an error for deeper objects.</summary>
    private const int MaxDepth = 64;

    private readonly ConcurrentDictionary<Type, Shape> _shapes = new();
    private readonly ConcurrentDictionary<(Type Declared, Type Actual), string> _lost = new();
    private readonly ConcurrentDictionary<Type, string> _unwritten = new();

    /// <summary>The part that would be lost, as text; null if none.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="declared">The type it is written as.</param>
    public string? WhyLost(object payload, Type declared) => Find(payload, declared, null) is not { } loss
        ? null
        : $"{(loss.Where.Length == 0 ? "It" : $"What stands in {loss.Where}it")} is a '{JsonExcerpt.TypeName(loss.Actual)}' given as " +
            $"'{JsonExcerpt.TypeName(loss.Declared)}', of which only what '{loss.Declared.Name}' has would be stored; lost would be: " +
            $"{loss.Names}. " +
            $"Pass it as '{loss.Actual.Name}', or put [JsonDerivedType(typeof({loss.Actual.Name}), \"{loss.Actual.Name}\")] on " +
            $"'{loss.Declared.Name}'.";

    /// <summary>The part of a type that would not be written, as text; null if none. Readers check whether it can be read.</summary>
    public string? WhyNotWritten(Type type) =>
        _unwritten.GetOrAdd(
            type, static (type, options) => PayloadContract.Of(type, options).WriteProblems.FirstOrDefault() ?? "",
            options) is { Length: > 0 } why
            ? why
            : null;

    /// <param name="value">The value to search.</param>
    /// <param name="declared">The type it is written as.</param>
    /// <param name="above">The objects on the path to this one. The serializer refuses an object that contains itself.</param>
    private Loss? Find(object? value, Type declared, List<object>? above)
    {
        if (
            value is null || ShapeOf(declared) is not { MayHide: true } shape || above?.Count > MaxDepth
                || above?.Exists(one => ReferenceEquals(one, value)) == true)
        {
            return null;
        }

        var actual = value.GetType();
        if (shape.Element is null && actual != declared && !declared.IsValueType)
        {
            if (Lost(declared, actual) is { Length: > 0 } names)
            {
                return new Loss("", actual, declared, names);
            }

            shape = ShapeOf(actual);
        }

        if (shape is { Element: null, Members.Count: 0 })
        {
            return null;
        }

        above ??= [];
        above.Add(value);
        var loss = shape.Element is { } element ? FindInside((IEnumerable)value, element, above) : FindInside(value, shape.Members, above);
        above.RemoveAt(above.Count - 1);
        return loss;
    }

    private Loss? FindInside(object value, IReadOnlyList<(string Name, Func<object, object?> Get, Type Type)> members, List<object> above)
    {
        foreach (var (name, get, type) in members)
        {
            if (Find(get(value), type, above) is { } loss)
            {
                return loss with { Where = $"{loss.Where}'{name}' of " };
            }
        }

        return null;
    }

    private Loss? FindInside(IEnumerable items, Type element, List<object> above)
    {
        foreach (var item in items is IDictionary map ? map.Values : items)
        {
            if (element.IsInstanceOfType(item) && Find(item, element, above) is { } loss)
            {
                return loss with { Where = $"{loss.Where}an element of " };
            }
        }

        return null;
    }

    /// <summary>
    /// The names that the actual type writes and the declared one does not. Empty if there are none, or if the declared type knows
    /// the actual one.
    /// </summary>
    private string Lost(Type declared, Type actual) => _lost.GetOrAdd((declared, actual), pair =>
    {
        var written = PayloadOptions.TypeInfo(options, pair.Declared);
        if (written.PolymorphismOptions is { } known && known.DerivedTypes.Any(derived => derived.DerivedType == pair.Actual))
        {
            return "";
        }

        var names = written.Properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        return string.Join(
            ", ",
            PayloadOptions.TypeInfo(options, pair.Actual).Properties.Where(property => property.Get is not null && names.Add(property.Name))
                .Select(property => property.Name));
    });

    private Shape ShapeOf(Type type) => _shapes.TryGetValue(type, out var known) ? known : _shapes.GetOrAdd(type, Read(type, []));

    private Shape Read(Type type, HashSet<Type> above)
    {
        var underlying = Nullable.GetUnderlyingType(type) ?? type;
        if (underlying.IsPrimitive || underlying.IsEnum || underlying == typeof(string) || !above.Add(underlying))
        {
            return Shape.Closed(mayHide: !underlying.IsPrimitive && !underlying.IsEnum && underlying != typeof(string));
        }

        var info = PayloadOptions.TypeInfo(options, underlying);
        var shape = info.Converter.GetType().Assembly != typeof(JsonSerializer).Assembly ? Shape.Closed(mayHide: false) : info.Kind switch
        {
            JsonTypeInfoKind.Object => OfObject(info, above),
            JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary when info.ElementType is { } element =>
                new Shape(Read(element, above).MayHide, element, []),
            _ => Shape.Closed(mayHide: false),
        };
        above.Remove(underlying);
        return shape;
    }

    private Shape OfObject(JsonTypeInfo info, HashSet<Type> above)
    {
        var members = info.Properties
            .Where(property => property.Get is not null && property.CustomConverter is null && Read(property.PropertyType, above).MayHide)
            .Select(property => (property.Name, property.Get!, property.PropertyType)).ToList();
        return new Shape(members.Count > 0 || (!info.Type.IsSealed && !info.Type.IsValueType), null, members);
    }

    /// <summary>An object that would not be stored completely.</summary>
    private sealed record Loss(string Where, Type Actual, Type Declared, string Names);

    /// <summary>The parts of a type to search.</summary>
    /// <param name="MayHide">Whether the object, or one inside it, may be of a derived class.</param>
    /// <param name="Element">The elements of a collection.</param>
    /// <param name="Members">The properties of an object that may hide something.</param>
    private sealed record Shape(bool MayHide, Type? Element, IReadOnlyList<(string Name, Func<object, object?> Get, Type Type)> Members)
    {
        public static Shape Closed(bool mayHide) => new(mayHide, null, []);
    }
}
