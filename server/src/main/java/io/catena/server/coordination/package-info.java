/**
 * ZooKeeper through Curator: which nodes are there, which replicas are members (C1), and which node is the controller (H16).
 *
 * <p>One cluster is one subtree:
 *
 * <pre>
 * /catena/&lt;cluster&gt;                       who the cluster is: id, format version
 *   /nodes/&lt;nodeId&gt;                      ephemeral: a node, by its process
 *   /controller                          the election
 *   /controller-epoch                    its version is the controller's term
 *   /chains/&lt;chain&gt;/configuration        the newest configuration
 *   /chains/&lt;chain&gt;/activated            the configuration of the last activated epoch, and how far
 *                                        the chain has come at least
 *   /chains/&lt;chain&gt;/replicas/&lt;nodeId&gt;    ephemeral: the present life of a replica, and what it tells
 *                                        the controller
 *   /chains/&lt;chain&gt;/status               why the chain does not serve, for people
 * </pre>
 *
 * <p>What the package promises: every write that must not undo another's is conditional on what was read. A write whose
 * connection broke has an unknown outcome, and what is there is read again before anything follows from it. Watches are
 * hints; after each reconnect everything is read anew. A cluster that ZooKeeper has lost is never made again in silence.
 * What it does not promise: that a node learns of its own expiry in time. Leases guard against that, not this package.
 *
 * <p>Znodes hold JSON with a format number; unknown fields are ignored, so that versions can be mixed. What cannot be
 * understood is a typed error, one line in the log for each version of the znode, and otherwise ignored.
 *
 * <p>Membership state belongs to ZooKeeper. The package remembers only which session it last worked in and which
 * configuration it last told; each of its loops owns what it remembers. Nothing runs on ZooKeeper's event thread. It may
 * know {@code chain}'s value types, {@code controller} and {@code registration}, whose ports it implements.
 */
package io.catena.server.coordination;
