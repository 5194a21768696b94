/**
 * Answers operators' requests to a node: status, its end, the settings of the cluster, a digest. Refuses a request that
 * would stop the service unless it is forced.
 */
package io.catena.server.node.operators;
