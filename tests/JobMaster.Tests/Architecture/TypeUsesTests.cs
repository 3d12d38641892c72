namespace JobMaster.Tests.Architecture;

/// <summary>The layer rule is only as good as its scan: uses in every place of a type must be seen.</summary>
public sealed class TypeUsesTests
{
    private static readonly HashSet<string> Uses = Scan();

    [Theory]
    [InlineData(nameof(InBase))]
    [InlineData(nameof(InField))]
    [InlineData(nameof(InParameter))]
    [InlineData(nameof(InTypeArgument))]
    [InlineData(nameof(InAsyncLambda))]
    [InlineData(nameof(InStaticCall))]
    [InlineData(nameof(InGenericCall))]
    [InlineData(nameof(InCatch))]
    [InlineData(nameof(AfterSwitch))]
    [InlineData(nameof(InConstraint))]
    [InlineData(nameof(InNestedType))]
    public void A_use_is_seen(string user) => Uses.ShouldContain(user);

    [Fact]
    public void A_type_that_uses_nothing_is_clean() => Uses.ShouldNotContain(nameof(UsesNothing));

    private static HashSet<string> Scan()
    {
        var tests = BuiltAssembly.Open(typeof(TypeUsesTests).Assembly.Location);
        return [
            .. new TypeUses(tests).All()
                .Where(pair => tests.NameOf(pair.Used) == nameof(UsedException))
                .Select(pair => tests.NameOf(pair.User))];
    }
}

#pragma warning disable CA1812, CA1823, CS0169, IDE0051 // Samples for the scan; nothing runs them.
internal class UsedException : Exception
{
    public static void Touch()
    {
    }
}

internal sealed class UsesNothing;

internal sealed class InBase : UsedException;

internal sealed class InField
{
    private readonly UsedException? _field;
}

internal static class InParameter
{
    public static void Take(UsedException? used) => _ = used;
}

internal static class InTypeArgument
{
    public static object Make() => new List<UsedException>();
}

internal static class InAsyncLambda
{
    public static Func<Task> Make() => async () =>
    {
        await Task.Yield();
        UsedException.Touch();
    };
}

internal static class InStaticCall
{
    public static void Call() => UsedException.Touch();
}

internal static class InGenericCall
{
    public static object[] Call() => Array.Empty<UsedException>();
}

internal static class AfterSwitch
{
    public static int Call(int number)
    {
        var result = number switch { 0 => 7, 1 => 3, 2 => 9, 3 => 4, 4 => 6, 5 => 1, _ => 0 };
        UsedException.Touch();
        return result;
    }
}

internal static class InCatch
{
    public static void Call(Action action)
    {
        try
        {
            action();
        }
        catch (UsedException)
        {
        }
    }
}

internal sealed class InConstraint
{
    public static void Take<T>(T value)
        where T : UsedException => _ = value;
}

internal static class InNestedType
{
    internal static class Inner
    {
        public static void Call() => UsedException.Touch();
    }
}
