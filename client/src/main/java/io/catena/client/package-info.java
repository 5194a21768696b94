/**
 * The client library: a map from bytes to bytes that survives the death of servers.
 *
 * <p>Promised: calls on one {@link io.catena.client.CatenaClient} may come from any number of threads; a call ends by
 * its deadline; a write is applied once however often the client has to repeat it; an error says whether the write
 * certainly was not done or may have been. Not promised: any order among calls that are under way at the same time.
 *
 * <p>A call becomes an operation. A dispatcher, on the caller's own thread, asks the topology for the right server and
 * puts the operation into that server's lane. A lane is one connection with a queue before it; whoever finds it idle
 * leads it: takes what has queued as one batch, sends it, waits for the reply and hands the lane on. So callers share
 * connections without a thread of the client's own between them and the socket. Only asynchronous calls, and batches
 * so large that the socket might not swallow them at once, start threads. While a server keeps silent, others are asked
 * side by side in the background, and while none answers, all calls wait for one such search after the other.
 *
 * <p>State and its owners: the leader of a lane owns its connection; an operation guards itself; the topology holds the
 * newest layout as one immutable value; the session counts requests under its own lock. Nothing is static, nothing is
 * shared between two clients.
 *
 * <p>May know the generated wire types and libthrift, and lets neither through to its callers, with one exception:
 * {@link io.catena.client.NodeAdmin} and {@link io.catena.client.ClusterAdmin}, the operators' doors to a single node and to
 * whichever answers, do so in the wire's own structs.
 */
package io.catena.client;
