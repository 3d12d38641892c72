using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The messages of one agent, and the receivers that wait for more.</summary>
internal sealed class InMemoryAgentState
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Held> _byId = [];
    private readonly List<InMemoryAgentWaiter> _waiters = [];
    private (string ClusterId, string Name)? _owner;
    private long _lastSequence;

    /// <summary>The identity of this agent.</summary>
    public string Identity { get; } = AgentJobId.Create(TimeProvider.System.GetUtcNow()).ToString();

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _byId.Count == 0;
            }
        }
    }

    /// <summary>Takes the state for the agent if it is free.</summary>
    /// <exception cref="JobMasterConfigurationException">It belongs to another.</exception>
    public void Own(AgentTransportContext context)
    {
        lock (_lock)
        {
            if (context.MayTake(_owner?.ClusterId, _owner?.Name))
            {
                _owner = (context.ClusterId, context.Name);
            }

            if (_owner is { } owner && !context.Owns(owner.ClusterId, owner.Name))
            {
                throw context.NotOurs("The messages in memory", owner.ClusterId, owner.Name, "Give this agent memory of its own.");
            }
        }
    }

    /// <summary>All messages, delivered or not, in the order of the pushes.</summary>
    public List<ReceivedMessage> All(DateTimeOffset now)
    {
        lock (_lock)
        {
            return [.. InOrder(_ => true).Select(held => held.Delivery(now))];
        }
    }

    public void Push(IReadOnlyList<AgentMessage> messages, DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (var message in messages)
            {
                _byId.TryAdd(message.Id, new Held(message, ++_lastSequence, now));
            }

            Wake(messages.Select(message => message.Queue));
        }
    }

    /// <summary>Leases the messages that can be delivered, or adds the waiter for the next ones.</summary>
    public List<ReceivedMessage> Take(ReceiveRequest request, DateTimeOffset now, TimeSpan lease, InMemoryAgentWaiter? waiter)
    {
        lock (_lock)
        {
            var taken = new List<ReceivedMessage>();
            foreach (var share in request.Queues)
            {
                var most = Math.Min(share.Limit, request.Limit - taken.Count);
                foreach (
                    var held in InOrder(held => held.Message.Queue == share.Queue && held.AvailableAt <= now)
                        .Take(Math.Max(0, most))
                        .ToList())
                {
                    held.AvailableAt = now + lease;
                    held.Deliveries++;
                    taken.Add(held.Delivery(now));
                }
            }

            if (taken.Count == 0 && waiter is not null)
            {
                var next = _byId.Values.Where(held => waiter.Queues.Contains(held.Message.Queue))
                    .Select(held => (DateTimeOffset?)held.AvailableAt)
                    .Min();
                waiter.Begin(next - now);
                _waiters.Add(waiter);
            }

            return taken;
        }
    }

    public void Leave(InMemoryAgentWaiter waiter)
    {
        lock (_lock)
        {
            _waiters.Remove(waiter);
        }
    }

    public void Ack(IReadOnlyList<ReceivedMessage> messages)
    {
        lock (_lock)
        {
            foreach (var message in messages)
            {
                _byId.Remove(message.Message.Id);
            }
        }
    }

    public void Release(IReadOnlyList<ReceivedMessage> messages, DateTimeOffset availableAt)
    {
        lock (_lock)
        {
            foreach (var message in messages)
            {
                if (_byId.TryGetValue(message.Message.Id, out var held) && held.Deliveries == message.Deliveries)
                {
                    held.AvailableAt = availableAt;
                }
            }

            Wake(messages.Select(message => message.Message.Queue));
        }
    }

    public List<AgentDepth> Depths(DateTimeOffset now)
    {
        lock (_lock)
        {
            return [.. _byId.Values.GroupBy(held => held.Message.Queue)
                .Select(queue =>
                    new AgentDepth(
                        queue.Key, queue.LongCount(held => held.AvailableAt <= now), queue.LongCount(held => held.AvailableAt > now)))];
        }
    }

    private IEnumerable<Held> InOrder(Func<Held, bool> which) => _byId.Values.Where(which).OrderBy(held => held.Sequence);

    private void Wake(IEnumerable<JobQueue> queues)
    {
        foreach (var queue in queues.Distinct())
        {
            _waiters.Where(waiter => waiter.Queues.Contains(queue)).ToList().ForEach(waiter => waiter.Wake());
        }
    }

    private sealed class Held(AgentMessage message, long sequence, DateTimeOffset pushedAt)
    {
        public AgentMessage Message => message;

        public long Sequence => sequence;

        public DateTimeOffset PushedAt { get; } = pushedAt;

        public DateTimeOffset AvailableAt { get; set; } = pushedAt;

        public int Deliveries { get; set; }

        public ReceivedMessage Delivery(DateTimeOffset now) => new(message, $"{sequence}", PushedAt < now ? PushedAt : now, Deliveries);
    }
}
