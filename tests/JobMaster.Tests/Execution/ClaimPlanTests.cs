using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Tests.Execution;

public sealed class ClaimPlanTests
{
    private static readonly JobQueue Critical = new("default", JobMasterPriority.Critical);
    private static readonly JobQueue Low = new("default", JobMasterPriority.Low);
    private static readonly JobQueue VeryLow = new("default", JobMasterPriority.VeryLow);

    [Fact]
    public void The_highest_priority_comes_first_and_may_give_all()
    {
        new ClaimPlan().Next([Low, Critical], want: 5).ShouldBe([new QueueShare(Critical, 5), new QueueShare(Low, 5)]);
    }

    [Fact]
    public void One_slot_in_ten_goes_to_the_lower_priorities_in_turn()
    {
        var plan = new ClaimPlan();
        var first = Enumerable.Range(0, 44).Select(_ => Next(plan, want: 1, taken: 1)[0].Queue).ToList();

        first.Count(queue => queue == Critical).ShouldBe(40);
        first.Where(queue => queue != Critical).ShouldBe([Low, VeryLow, Low, VeryLow]);
    }

    [Fact]
    public void A_tenth_of_a_large_claim_goes_to_a_lower_priority()
    {
        Next(new ClaimPlan(), want: 1000, taken: 1000)[0].ShouldBe(new QueueShare(Low, 100));
    }

    [Fact]
    public void Jobs_that_were_wanted_and_not_there_earn_the_lower_priorities_nothing()
    {
        var plan = new ClaimPlan();

        Enumerable.Range(0, 9).ShouldAllBe(_ => Next(plan, 9, 1)[0].Queue == Critical);
    }

    [Fact]
    public void Of_many_lanes_each_gives_some_and_the_next_claim_goes_on_behind_the_last()
    {
        var plan = new ClaimPlan();
        var lanes = Enumerable.Range(0, 1000).Select(number => new JobQueue($"lane-{number:D3}", JobMasterPriority.Medium)).ToList();
        var served = new List<JobQueue>();
        for (var claim = 0; claim < 50; claim++)
        {
            var shares = plan.Next(lanes, want: 20);
            shares.Count.ShouldBeLessThan(300, "a claim names so many queues at most");
            shares.ShouldAllBe(share => share.Limit == 1);
            var taken = shares.Take(20).Select(share => share.Queue).ToList();
            plan.Taken(taken.Count, taken);
            served.AddRange(taken);
        }

        served.ShouldBe(lanes, ignoreOrder: true);
    }

    /// <summary>A claim that a full lane fills says nothing of the lanes around it, so they stay in the plan.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(13)]
    [InlineData(30)]
    public void A_full_lane_gets_no_turn_for_the_empty_ones_beside_it(int empty)
    {
        var full = new JobQueue("m-full", JobMasterPriority.Medium);
        List<JobQueue> others = [new("n-1", JobMasterPriority.Medium), new("n-2", JobMasterPriority.Medium)];
        List<JobQueue> lanes = [full, .. others];
        lanes.AddRange(Enumerable.Range(0, empty).Select(number => new JobQueue($"{(char)('a' + (number % 26))}-{number}", full.Priority)));
        var plan = new ClaimPlan();
        for (var claim = 0; claim < 200; claim++)
        {
            int want = 20;
            List<JobQueue> taken = [];
            foreach (var share in plan.Next(lanes, want))
            {
                int some = Math.Min(want, share.Queue == full ? share.Limit : others.Contains(share.Queue) ? 1 : 0);
                taken.AddRange(Enumerable.Repeat(share.Queue, some));
                want -= some;
            }

            plan.Taken(taken.Count, taken);
            if (claim > 0)
            {
                taken.ShouldContain(others[0], $"claim {claim}");
            }
        }
    }

    [Fact]
    public void Many_lanes_of_an_agent_take_turns_too()
    {
        var plan = new ClaimPlan();
        var lanes = Enumerable.Range(0, 20).Select(number => new JobQueue($"lane-{number:D3}", JobMasterPriority.Medium)).ToList();

        var asked = new List<JobQueue>();
        for (var receive = 0; receive < 20; receive++)
        {
            asked.Add(plan.Next(lanes, want: 1)[0].Queue);
            plan.Taken(0, []);
        }

        asked.ShouldBe(lanes, ignoreOrder: true);
    }

    /// <summary>A lower priority is asked in some claims only, and no lane may fall between them, whatever the numbers are.</summary>
    [Theory]
    [InlineData(1, 20, 20, 20, 20)]
    [InlineData(1, 20, 20, 10, 60)]
    [InlineData(1, 2, 2, 10, 60)]
    [InlineData(20, 1, 0, 1, 1)]
    [InlineData(10, 1, 0, 1, 1)]
    [InlineData(1, 20, 0, 5, 5)]
    [InlineData(1, 20, 0, 1, 1)]
    [InlineData(20, 20, 20, 20, 60)]
    [InlineData(2, 1, 0, 1, 1)]
    [InlineData(1, 300, 300, 64, 64)]
    public void Of_priorities_whose_lanes_are_all_full_no_lane_starves(int critical, int low, int veryLow, int least, int most)
    {
        List<JobQueue> lanes =
        [
            .. Lanes(JobMasterPriority.Critical, critical), .. Lanes(JobMasterPriority.Low, low),
            .. Lanes(JobMasterPriority.VeryLow, veryLow),
        ];
        var (plan, random) = (new ClaimPlan(), new Random(1));
        var got = lanes.ToDictionary(lane => lane, _ => 0);
        for (var claim = 0; claim < 10_000; claim++)
        {
            int left = random.Next(least, most + 1);
            List<JobQueue> taken = [];
            foreach (var share in plan.Next(lanes, left))
            {
                int some = Math.Min(left, share.Limit);
                taken.AddRange(Enumerable.Repeat(share.Queue, some));
                left -= some;
            }

            plan.Taken(taken.Count, taken);
            taken.ForEach(lane => got[lane]++);
        }

        foreach (var level in got.GroupBy(lane => lane.Key.Priority))
        {
            level.Min(lane => lane.Value).ShouldBeGreaterThan(level.Max(lane => lane.Value) / 2, level.Key.ToString());
        }

        static IEnumerable<JobQueue> Lanes(JobMasterPriority priority, int count) =>
            Enumerable.Range(0, count).Select(number => new JobQueue($"lane-{number:D3}", priority));
    }

    /// <summary>An empty lane in front of the others does not take the share of its priority in each claim.</summary>
    [Fact]
    public void A_lane_that_gives_nothing_does_not_keep_its_turn()
    {
        var (empty, full) = (new JobQueue("a", JobMasterPriority.Low), new JobQueue("b", JobMasterPriority.Low));
        var plan = new ClaimPlan();
        var asked = new List<JobQueue>();
        for (var claim = 0; claim < 10; claim++)
        {
            asked.Add(plan.Next([Critical, empty, full], want: 20)[0].Queue);
            plan.Taken(20, Enumerable.Repeat(Critical, 20));
        }

        asked.ShouldContain(full);
    }

    private static IReadOnlyList<QueueShare> Next(ClaimPlan plan, int want, int taken)
    {
        var shares = plan.Next([VeryLow, Critical, Low], want);
        plan.Taken(taken, []);
        return shares;
    }
}
