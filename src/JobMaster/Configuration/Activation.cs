using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Creates a user's type: from the container when it is registered there, else by its constructor, compiled once.</summary>
internal static class Activation
{
    public static Func<IServiceProvider, object> For(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        var factory = new Lazy<ObjectFactory>(() => ActivatorUtilities.CreateFactory(type, Type.EmptyTypes));
        return services => services.GetService(type) ?? factory.Value(services, null);
    }
}
