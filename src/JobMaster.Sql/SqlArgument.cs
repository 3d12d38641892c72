using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>The kinds of parameters the statements take.</summary>
[Experimental("JM9001")]
public enum SqlArgumentKind
{
    /// <summary>A <see cref="string"/>.</summary>
    Text = 1,

    /// <summary>
    /// A batch of rows, or of plain values, as JSON text. Times and intervals inside are microseconds, ids are 32 hex digits.
    /// </summary>
    Json = 2,

    /// <summary>A <see cref="Guid"/>.</summary>
    Id = 3,

    /// <summary>A <see cref="DateTimeOffset"/>.</summary>
    Time = 4,

    /// <summary>A <see cref="long"/>.</summary>
    Number = 5,

    /// <summary>A <see cref="bool"/>.</summary>
    Flag = 6,

    /// <summary>A value of a type that only the provider's own dialect knows.</summary>
    Native = 7,
}

/// <summary>A parameter of a statement with its value.</summary>
/// <param name="Name">Its name, without the database's sign before it.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Value">Its value.</param>
[Experimental("JM9001")]
public readonly record struct SqlArgument(string Name, SqlArgumentKind Kind, object? Value)
{
    /// <summary>A text.</summary>
    public static SqlArgument Text(string name, string? value) => new(name, SqlArgumentKind.Text, value);

    /// <summary>A batch as JSON text.</summary>
    public static SqlArgument Json(string name, string value) => new(name, SqlArgumentKind.Json, value);

    /// <summary>An id.</summary>
    public static SqlArgument Id(string name, Guid? value) => new(name, SqlArgumentKind.Id, value);

    /// <summary>An instant.</summary>
    public static SqlArgument Time(string name, DateTimeOffset? value) => new(name, SqlArgumentKind.Time, value);

    /// <summary>A whole number.</summary>
    public static SqlArgument Number(string name, long value) => new(name, SqlArgumentKind.Number, value);

    /// <summary>An interval, sent as microseconds.</summary>
    public static SqlArgument Interval(string name, TimeSpan value) => new(name, SqlArgumentKind.Number, SqlTime.ToMicroseconds(value));

    /// <summary>Yes or no.</summary>
    public static SqlArgument Flag(string name, bool value) => new(name, SqlArgumentKind.Flag, value);
}
