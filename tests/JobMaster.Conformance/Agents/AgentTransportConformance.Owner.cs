using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Agents;

public abstract partial class AgentTransportConformance<TFixture>
{
    [Theory]
    [InlineData("warehouse", "Main")]
    [InlineData("billing", "Other")]
    [InlineData("warehouse", "Other")]
    [InlineData("Billing", "Main")]
    [InlineData("billing", "main")]
    public async Task What_an_agent_has_made_no_other_cluster_and_no_other_name_gets(string cluster, string name)
    {
        var own = await OpenAsAsync("billing", "Main");
        var message = Message();
        await PushAsync(own, message);

        if (Fixture.NamesPlaces)
        {
            (await ReceiveAsync(await OpenAsAsync(cluster, name))).ShouldBeEmpty();
        }
        else
        {
            var refusal = (await Should.ThrowAsync<JobMasterConfigurationException>(OpenAsAsync(cluster, name))).Message;
            refusal.ShouldContain($"belong to agent 'Main' of cluster 'billing', and this is agent '{name}' of cluster '{cluster}'.");
            refusal.Contains("call RenamesCluster(\"billing\")", StringComparison.Ordinal).ShouldBe(cluster != "billing");
            refusal.Contains("call RenamesAgent(\"Main\")", StringComparison.Ordinal).ShouldBe(name != "Main");
        }

        Ids(await ReceiveAsync(own)).ShouldBe([message.Id]);
    }

    [Fact]
    public async Task An_agent_that_names_its_former_cluster_and_name_leaves_no_message_behind()
    {
        var former = await OpenAsAsync("billing", "Main");
        var message = Message();
        await PushAsync(former, message);
        if (Fixture.NamesPlaces)
        {
            var refusal = await Should.ThrowAsync<JobMasterStoreException>(OpenAsAsync("invoicing", "Store", "billing", "Main"));
            refusal.Message.ShouldContain("holds 1 message(s) under the agent's former name");
            await AckAsync(former, await ReceiveAsync(former));
            await OpenAsAsync("invoicing", "Store", "billing", "Main");
        }
        else
        {
            var renamed = await Task.WhenAll(
                Enumerable.Range(0, 3).Select(_ => Task.Run(() => OpenAsAsync("invoicing", "Store", "billing", "Main"))));

            Ids(await ReceiveAsync(renamed[0])).ShouldBe([message.Id]);
            await OpenAsAsync("invoicing", "Store", "billing", "Main");
            await OpenAsAsync("invoicing", "Store");
            (
                await Should.ThrowAsync<JobMasterConfigurationException>(OpenAsAsync("billing", "Main"))).Message.ShouldContain(
                    "belong to agent 'Store' of cluster 'invoicing'");
        }
    }

    private async Task<IAgentTransport> OpenAsAsync(
        string clusterId, string name, string? formerClusterId = null, string? formerName = null)
    {
        var transport = Fixture.OpenAs(clusterId, name, formerClusterId, formerName);
        lock (_opened)
        {
            _opened.Add(transport);
        }

        await transport.ProvisionAsync(default).Soon();
        return transport;
    }
}
