/**
 * What operators ask of a node by its admin service: its end, the settings of the cluster, a digest; and which service an order
 * would stop.
 */
package io.catena.server.node.operators;
