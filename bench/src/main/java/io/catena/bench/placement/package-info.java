/**
 * Computes where the chains of a large cluster go when nodes come and go, with the classes of production and without a node.
 *
 * <p>Promised: each placement and each configuration is what a controller would decide and publish, and is checked against
 * the tables of permitted ones; what stands in ZooKeeper is written by production's classes into a real server. Not
 * promised: how long nodes take to do what is decided. What depends on time is left out: nodes answer at once, and no
 * transfer waits for another one (M13).
 */
package io.catena.bench.placement;
