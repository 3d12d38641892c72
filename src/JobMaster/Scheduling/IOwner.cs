namespace JobMaster.Scheduling;

/// <summary>Disposes objects that were created for it; an attempt, for example.</summary>
internal interface IOwner
{
    /// <summary>Takes an object to dispose.</summary>
    /// <param name="created">The object, which is <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>.</param>
    void Own(object created);
}

/// <summary>Creates a handler or a middleware for one attempt.</summary>
/// <param name="services">The attempt's scope.</param>
/// <param name="owner">Disposes objects that the container did not create.</param>
internal delegate object Creation(IServiceProvider services, IOwner owner);
