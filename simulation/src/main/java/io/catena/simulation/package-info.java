/**
 * The protocol under simulated faults: production's classes run unchanged; the network, the disks, the clock, ZooKeeper, the
 * processes and the clients around them are made of objects in one thread. This package puts a run together and takes it through
 * its phases; docs/architecture.md says what the packages below it mean, and which may know which.
 *
 * <p>A {@link io.catena.simulation.Simulation} promises that everything in a run follows from its seed: the same seed
 * gives the same trace, byte for byte. Nothing in here reads a clock, starts a thread or walks a hash table. One run owns
 * one {@link io.catena.simulation.World}, which owns all state; nothing is shared between two runs.
 *
 * <p>Rules can be broken on purpose, to see that this is noticed: see {@link io.catena.simulation.planted.PlantedFault}.
 * Production classes know nothing of it.
 */
package io.catena.simulation;
