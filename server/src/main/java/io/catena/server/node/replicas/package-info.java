/**
 * One chain's replica on this node: runs its lives on threads, Thrift, LevelDB and ZooKeeper, and keeps what the node
 * knows of the chain. All state belongs to the event loop unless a class says otherwise.
 */
package io.catena.server.node.replicas;
