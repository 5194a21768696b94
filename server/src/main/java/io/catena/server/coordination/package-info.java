/**
 * ZooKeeper through Curator: the znodes and what is written in them, the settings, and what operators recover. {@link
 * io.catena.server.coordination.client} is the way to ZooKeeper and knows none of the others. {@link
 * io.catena.server.coordination.session} registers nodes and replicas and tells the news; {@link
 * io.catena.server.coordination.controller} publishes configurations (C1) and elects (H16). These two do not know each other.
 *
 * <p>One cluster is one subtree:
 *
 * <pre>
 * /catena/&lt;cluster&gt;                       the cluster: id, format version
 *   /settings                            the wanted settings that all nodes share
 *   /nodes/&lt;nodeId&gt;                      ephemeral: a node, by its process
 *   /controller                          the election
 *   /controller-epoch                    its version is the controller's term
 *   /chains/&lt;chain&gt;/configuration        the newest configuration
 *   /chains/&lt;chain&gt;/activated            the configuration of the last activated epoch, and a seq
 *                                        up to which the chain is certainly committed
 *   /chains/&lt;chain&gt;/replicas/&lt;nodeId&gt;    ephemeral: the present life of a replica, and its report
 *                                        to the controller
 *   /chains/&lt;chain&gt;/status               why the chain does not serve, for operators
 * </pre>
 *
 * <p>The package promises: every write that must not undo another write is conditional on what was read. A write whose
 * connection broke has an unknown outcome, and the znode is read again before anything follows from it. Watches are
 * hints; after each reconnect everything is read again. A cluster that ZooKeeper has lost is never created again
 * automatically. It does not promise that a node learns in time that its session has expired. Leases guard against
 * that, not this package.
 *
 * <p>Znodes hold JSON with a format number; unknown fields are ignored, so that versions can be mixed. Content that
 * cannot be decoded is a typed error, one line in the log for each version of the znode, and otherwise ignored.
 *
 * <p>ZooKeeper owns the membership state. The package remembers only the session in which it last worked and the
 * configuration that it told last; each of its loops owns what it remembers. Nothing runs on ZooKeeper's event thread.
 * It may know {@code chain}'s value types, {@code controller} and {@code registration}, whose ports it implements.
 */
package io.catena.server.coordination;
