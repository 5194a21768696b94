/**
 * The client library: a map from bytes to bytes that survives the death of servers.
 *
 * <p>Promised: calls on one {@link io.catena.client.CatenaClient} may come from any number of threads; a call ends by
 * its deadline; a write is applied once however often the client has to repeat it; an error says whether the write
 * certainly was not done or may have been. Not promised: any order among calls that are under way at the same time.
 *
 * <p>A call becomes an operation. A dispatcher, on the caller's own thread, asks the topology for the chain of the key, and the
 * chain's route for the right server. It puts the operation into the queue for that chain before the connection to that server,
 * which all chains share. A thread that finds the queue idle leads it: takes what has queued as one batch, sends it, waits for
 * the reply and passes the queue on. So callers share connections, a chain waits for no other, and no thread of the client stands
 * between them and the socket: of the leaders that wait for replies on one connection, one reads for all. Only asynchronous
 * calls, and batches so large that the socket might not take them in at once, start threads. While a server keeps silent, others
 * are asked side by side in the background. While no server answers, all calls wait for one such search after the other.
 *
 * <p>Of a chain nothing is asked before the first call that needs it: then its layout, and before the first write a session. A
 * server that is dead is dead for all chains; one that cannot serve a chain is avoided for that chain alone.
 *
 * <p>State and its owners: an operation has a lock of its own; the shared connection is made by the first leader that needs it;
 * a route holds the newest layout of its chain as one immutable value; a session, one in each chain, counts requests under its
 * own lock. Nothing mutable is static, and two clients share nothing.
 *
 * <p>May know the JDK, the generated wire types, libthrift and {@code io.catena.tls}, and nothing else. Callers see of the last
 * one the names of the TLS files, and neither the wire types nor libthrift, with one exception: {@link io.catena.client.NodeAdmin} and {@link io.catena.client.ClusterAdmin}, with which operators ask one
 * node or whichever node answers, return the wire's own structs.
 */
package io.catena.client;
