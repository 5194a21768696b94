/**
 * Machines and what runs on them: production's replica, lifecycle, requests, registration and controller, on simulated ports.
 * A {@link io.catena.simulation.machine.SimulatedCluster} is all that clients and faults know of it, and its machines and
 * processes.
 */
package io.catena.simulation.machine;
