/** Clients of a cluster, of all kinds: what they ask for, the way of a request to a node, and the way of the answer back. */
package io.catena.simulation.client;
