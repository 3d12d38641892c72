using JobMaster.Testing;

namespace JobMaster.Conformance;

/// <summary>
/// Random operations in random order, made on the store and on a model of it, which must never differ. The model is the store in memory.
/// </summary>
public abstract class ModelConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const int Steps = 250;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public Task The_store_does_what_its_model_does(int seed) => RunAsync(seed);

    /// <summary>Looks further with every run. A seed that failed is told in the failure and belongs above.</summary>
    [Fact]
    public Task The_store_does_what_its_model_does_with_a_new_seed() => RunAsync(Random.Shared.Next(1000, int.MaxValue));

    private async Task RunAsync(int seed)
    {
        await using var model = InMemoryMasterStore.Create(StoreContexts.Create(Clock));
        var run = new ModelRun(seed, Clock, new ModelPair([Store, Open()], model));
        for (var step = 1; step <= Steps; step++)
        {
            try
            {
                await run.StepAsync();
                if (step % 25 == 0)
                {
                    await run.CompareAsync();
                }
            }
            catch (Exception difference)
            {
                throw new InvalidOperationException($"Seed {seed}, step {step}, {run.Last}: {difference.Message}", difference);
            }
        }
    }
}
