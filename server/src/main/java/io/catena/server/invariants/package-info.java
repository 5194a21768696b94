/**
 * What must hold of the replicas of a chain together. The simulator and the scenario tests look after every
 * step. A node never sees more than its own replica, so nothing that runs in one may know this package; it knows the chain alone.
 */
package io.catena.server.invariants;
