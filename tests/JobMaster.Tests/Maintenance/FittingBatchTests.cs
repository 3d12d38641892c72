using JobMaster.Maintenance;

namespace JobMaster.Tests.Maintenance;

public sealed class FittingBatchTests
{
    private readonly FittingBatch _batch = new(1000);

    [Fact]
    public void A_step_that_failed_becomes_smaller_down_to_one_job()
    {
        var sizes = new List<int> { _batch.Size };
        for (var failure = 0; failure < 6; failure++)
        {
            _batch.Failed();
            sizes.Add(_batch.Size);
        }

        sizes.ShouldBe([1000, 250, 62, 15, 3, 1, 1]);
    }

    [Fact]
    public void Steps_that_succeed_grow_again_up_to_the_most()
    {
        _batch.Failed();
        for (var success = 0; success < 3; success++)
        {
            _batch.Succeeded();
        }

        _batch.Size.ShouldBe(1000);
    }
}
