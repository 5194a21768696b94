/**
 * The session of a node in ZooKeeper. It keeps the registrations (N5, N6): a node by its process, and each of its replicas by
 * its present life. The two are registered apart, so that a replica that loses its place touches nothing of another one. And
 * it tells the news of the node's chains.
 *
 * <p>State machines on ports alone ({@link io.catena.server.runtime.Scheduler}, {@link
 * io.catena.server.registration.EphemeralZnode}), so that a node and the simulator run the same classes. Everything in
 * here belongs to the tasks of one scheduler; what may come from other threads says so. Promised: a znode of another
 * session is never adopted, a life registers again only while the newest configuration names it; after each reconnect
 * everything is read again, so that nothing is lost by a connection that breaks. Not promised: that a process learns in
 * time that its session has ended.
 */
package io.catena.server.registration;
