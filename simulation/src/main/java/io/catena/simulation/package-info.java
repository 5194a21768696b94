/**
 * The protocol under simulated faults: the production classes of {@code server/chain} and {@code server/controller} run
 * unchanged; the network, the disks, the clock, ZooKeeper, the processes and the clients around them are made of objects in
 * one thread.
 *
 * <p>A {@link io.catena.simulation.Simulation} promises that everything in a run follows from its seed: the same seed
 * gives the same trace, byte for byte. Nothing in here reads a clock, starts a thread or walks a hash table. One run owns
 * one {@link io.catena.simulation.World}, which owns all state; nothing is shared between two runs.
 *
 * <p>What must hold is in one class, {@link io.catena.simulation.Invariants}. It sees what really lies on the disks and
 * what really was sent, not what a replica believes. Rules can be broken on purpose, to see that this is noticed: see
 * {@link io.catena.simulation.PlantedFault}. Production classes know nothing of it.
 */
package io.catena.simulation;
