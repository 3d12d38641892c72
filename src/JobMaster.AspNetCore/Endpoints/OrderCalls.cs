using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>All orders in force, also those for what is not known any more.</summary>
internal static class OrderCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("orders", ListAsync)
            .Named("listOrders", "The orders of operators in force: pauses of lanes and definitions, orders to workers, drains of agents")
            .Gives<OrderList>().OfWholeCluster(),
    ];

    private static async Task<IResult> ListAsync(ApiCall call) => Answer.Ok(
        new OrderList([.. (await call.Monitor.Orders.ListAsync(call.Aborted)).Select(OrderView.Of)]), ApiJson.Default.OrderList);
}
