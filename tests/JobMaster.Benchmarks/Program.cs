using JobMaster.Benchmarks;

try
{
    if (Drainer.IsAsked(args))
    {
        await Drainer.RunAsync(args);
        return 0;
    }

    if (Listeners.IsAsked(args))
    {
        await Listeners.RunAsync(args);
        return 0;
    }

    if (FreshProcess.IsAsked(args))
    {
        await FreshProcess.RunAsync(args);
        return 0;
    }

    await BenchmarkRun.RunAsync(BenchmarkOptions.Parse(args));
    return 0;
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
catch (Exception exception)
{
    await Console.Error.WriteLineAsync(exception.ToString());
    return 1;
}
