using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using JobMaster.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobMaster.Configuration;

/// <summary>
/// Uses the handlers and profiles of the app's own assembly if nothing was registered, so that a first program needs no registration. If
/// handlers were registered one by one, only those are used, and the log names the others.
/// </summary>
[UnconditionalSuppressMessage(
    "Trimming", "IL2026",
    Justification = "Only without explicit registration, or to mention what is there; a trimmed app registers its handlers.")]
internal sealed class AppAssembly(JobMasterClusterConfig config, ILogger logger)
{
    public void AddOrMention()
    {
        if (config.HasScanned || Load() is not { } assembly)
        {
            return;
        }

        if (config.Handlers.IsEmpty)
        {
            config.Handlers.AddAssembly(assembly);
            config.Profiles.AddAssembly(assembly);
        }
        else if (RuntimeFeature.IsDynamicCodeSupported)
        {
            Mention(assembly);
        }
    }

    private void Mention(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        if (ProfileCatalog.TypesOf(assembly).Where(type => !config.Profiles.Has(type)).ToList() is { Count: > 0 } profiles)
        {
            Log.ProfilesLeftOut(logger, config.Options.ClusterId, name, Names(profiles));
        }

        if (HandlerCatalog.TypesOf(assembly).Where(type => !config.Handlers.Has(type)).ToList() is { Count: > 0 } handlers)
        {
            Log.HandlersLeftOut(logger, config.Options.ClusterId, name, Names(handlers));
        }
    }

    private Assembly? Load()
    {
        if (config.Services.GetService<IHostEnvironment>() is not { ApplicationName: { Length: > 0 } name })
        {
            return null;
        }

        try
        {
            return Assembly.Load(new AssemblyName(name));
        }
        catch (FileNotFoundException)
        {
            // ApplicationName is not the name of an assembly, so there is nothing to scan.
            return null;
        }
    }

    private static string Names(IEnumerable<Type> types) => string.Join(", ", types.Select(type => type.FullName));
}
