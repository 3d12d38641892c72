using System.Runtime.CompilerServices;

namespace Shop;

/// <summary>Methods of an app, which count in a fingerprint; those in the namespaces of this library do not.</summary>
internal static class Orders
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Pay(int number) => throw new InvalidOperationException($"Order {number} is closed");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Refund(int number) => throw new InvalidOperationException($"Order {number} is closed");
}
