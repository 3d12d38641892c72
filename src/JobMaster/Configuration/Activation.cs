using System.Diagnostics.CodeAnalysis;
using JobMaster.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Creates a user's type: with the container if it is registered there, else with its constructor, compiled once.</summary>
internal static class Activation
{
    /// <remarks>The container disposes objects that it creates. An object created here goes to its owner, if it is disposable.</remarks>
    public static Creation For([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        var factory = new Lazy<ObjectFactory>(() => ActivatorUtilities.CreateFactory(type, Type.EmptyTypes));
        return typeof(IDisposable).IsAssignableFrom(type) || typeof(IAsyncDisposable).IsAssignableFrom(type)
            ? (services, owner) => services.GetService(type) ?? Owned(factory.Value(services, null), owner)
            : (services, _) => services.GetService(type) ?? factory.Value(services, null);
    }

    private static object Owned(object created, IOwner owner)
    {
        owner.Own(created);
        return created;
    }
}
