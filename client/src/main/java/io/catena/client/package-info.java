/**
 * The client library: a map from bytes to bytes that survives the death of servers.
 *
 * <p>Promised: calls on one {@link io.catena.client.CatenaClient} may come from any number of threads; a call ends by
 * its deadline; a write is applied once however often the client has to repeat it; an error says whether the write
 * certainly was not done or may have been. Not promised: any order among calls that are under way at the same time.
 *
 * <p>A call becomes an operation. A dispatcher, on the caller's own thread, asks the topology for the right server and
 * puts the operation into that server's batch queue: one connection with a queue before it. A thread that finds it
 * idle leads it: takes what has queued as one batch, sends it, waits for the reply and passes the queue on. So callers
 * share connections, and no thread of the client stands between them and the socket. Only asynchronous calls, and batches
 * so large that the socket might not take them in at once, start threads. While a server keeps silent, others are asked
 * side by side in the background. While no server answers, all calls wait for one such search after the other.
 *
 * <p>State and its owners: the leader of a queue owns its connection; an operation has a lock of its own; the topology holds
 * the newest layout as one immutable value; the session counts requests under its own lock. Nothing mutable is static, and
 * two clients share nothing.
 *
 * <p>May know the JDK, the generated wire types, libthrift and {@code io.catena.tls}, and nothing else. Callers see of the last
 * one the names of the TLS files, and neither the wire types nor libthrift, with one exception: {@link io.catena.client.NodeAdmin} and {@link io.catena.client.ClusterAdmin}, with which operators ask one
 * node or whichever node answers, return the wire's own structs.
 */
package io.catena.client;
